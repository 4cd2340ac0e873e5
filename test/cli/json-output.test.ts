import { describe, expect, test } from 'vitest';
import { formatCsv, writeJson } from '../../src/cli/json-output.ts';
import { parseJson } from '../../src/values/json-text.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';
import { recordingTerminal } from '../rig/terminal.ts';

const VALUE: Value = {
  name: 'é "x": 1',
  count: 3,
  rate: float(3),
  list: [true, null, -1.5e-7, Number.NaN],
  empty: {},
};

const JSON_TEXT = `{
  "name": "é \\"x\\": 1",
  "count": 3,
  "rate": 3.0,
  "list": [
    true,
    null,
    -1.5e-07,
    NaN
  ],
  "empty": {}
}
`;

describe('JSON', () => {
  test('is indented, keeps its order and ends its last line', () => {
    const terminal = recordingTerminal();
    writeJson(VALUE, terminal);
    expect(terminal.written).toEqual({ out: JSON_TEXT, err: '' });
  });

  test('is the same in colour but for the colour', () => {
    const terminal = recordingTerminal({}, true);
    writeJson(VALUE, terminal);
    const { out } = terminal.written;
    expect(out).toContain('\u001b[1;34m"name"\u001b[0m: \u001b[32m"é \\"x\\": 1"\u001b[0m,');
    expect(out).toContain('\u001b[1;36m-1.5e-07\u001b[0m');
    expect(out).toContain('\u001b[3;35mnull\u001b[0m');
    const bare = out.replace(/\u001b\[[\d;]*m/g, '');
    expect(bare).toBe(JSON_TEXT);
    expect(parseJson(bare)).toBeDefined();
  });
});

describe('CSV', () => {
  test.each([
    [[['name', 'rate']], 'name,rate\r\n'],
    [[['a,b', 'say "hi"', 'two\nlines', '']], '"a,b","say ""hi""","two\nlines",\r\n'],
    [[['']], '""\r\n'],
    [[], ''],
  ])('of %j', (rows, text) => {
    expect(formatCsv(rows)).toBe(text);
  });
});
