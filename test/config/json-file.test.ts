import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFormat } from '../../src/config/json-file.ts';
import { parseJson } from '../../src/values/json-text.ts';
import { float, isList, isMap, valuesEqual } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';
import { anyValue, describeConfigFormat } from './config-format-suite.ts';

const map = { a: [1, { b: '2' }], c: null } as const;

describe('JSON files', () => {
  describeConfigFormat({
    format: jsonFormat,
    read: [
      ['{}', {}],
      ['5', {}],
      ['[]', {}],
      ['[1, [2, "x"]]', { '0': 1, '1.0': 2, '1.1': 'x' }],
      ['{"a": 1, "b": 1.0, "c": 1e3, "d": -0.5}', { a: 1, b: float(1), c: float(1000), d: -0.5 }],
      ['{"big": 123456789012345678901234567890}', { big: 123456789012345678901234567890n }],
      ['{"t": true, "f": false, "n": null}', { t: true, f: false, n: null }],
      ['{"a": NaN, "b": Infinity, "c": -Infinity}', { a: NaN, b: Infinity, c: -Infinity }],
      ['{"a": {"b": {"c": 1}}, "d": {}}', { 'a.b.c': 1 }],
      ['{"a.b": 1, "a": {"b": 2}, "": {"x": 3}}', { '"a.b"': 1, 'a.b': 2, '"".x': 3 }],
      ['{"a": {"b": 1}, "a": {"c": 2}}', { 'a.c': 2 }],
      ['// top\n{ /* in */ "a": 1, // end\n}', { a: 1 }],
      ['{"a": "x\\n\\u00e9\\"\\/"}', { a: 'x\né"/' }],
      ['{"__proto__": 1, "constructor": 2}', { ['__proto__']: 1, constructor: 2 }],
    ],
    set: [
      ['{"a": 1}', 'a', 2, '{"a": 2}'],
      [
        '\uFEFF{\r\n\t"a" : 1, // one\r\n\t"b":2\r\n}',
        'a',
        5,
        '\uFEFF{\r\n\t"a" : 5, // one\r\n\t"b":2\r\n}',
      ],
      ['{"lr": 1e-3, "n": 1}', 'n', float(2), '{"lr": 1e-3, "n": 2.0}'],
      ['{"lr": 1e-3}', 'lr', 1e-5, '{"lr": 1e-05}'],
      ['{"a": 1, "a": 2}', 'a', 3, '{"a": 1, "a": 3}'],
      ['{"a": {"b": [1, 2,], },}', 'a.b.1', 9, '{"a": {"b": [1, 9,], },}'],
      ['{"a": [1, 2]}', 'a', map, '{"a": {"a": [1, {"b": "2"}], "c": null}}'],
      ['{"a": "x"}', 'a', 'C:\\new "é"\n', '{"a": "C:\\\\new \\"é\\"\\n"}'],
      ['{"a": "x"}', 'a', null, '{"a": null}'],
      ['{"a.b": 1, "a": {"b": 2}}', '"a.b"', 3, '{"a.b": 3, "a": {"b": 2}}'],
      ['{"n": 1}', 'n', 12345678901234567890n, '{"n": 12345678901234567890}'],
      ['{"a": {}}', 'a', [], '{"a": []}'],
    ],
    broken: [
      ['', 1, 1],
      ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
      ['{"a": tru}', 1, 7],
      ['{"a": 01}', 1, 7],
      ['{"a": constructor}', 1, 7],
      ['{"a": 1', 1, 8],
      ['{"a" 1}', 1, 6],
      ["{'a': 1}", 1, 2],
      ['[1,,2]', 1, 4],
      ['{"a": "x\ny"}', 1, 9],
      ['{"a": "x', 1, 7],
      ['{"a": "\\q"}', 1, 8],
      ['{} {}', 1, 4],
      ['{/* x', 1, 2],
      ['[1]]', 1, 4],
    ],
    unwritable: [
      ['{"a": 1}', 'a', NaN],
      ['{"a": 1}', 'a', [Infinity]],
    ],
    sample: '{\n  "a": 1, // one\n  "b": {"c": ["x", true, null]},\n  "d.e": 0.5\n}\n',
    values: anyValue().filter(isFinite),
  });

  it('agrees with the reader of run metadata about every JSON text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { entries } = jsonFormat.read(`{"all": ${text}}`);
        expect(valuesEqual(entries[0]?.value ?? null, parseJson(text))).toBe(true);
      }),
    );
  });

  it('sets one value of three megabytes in good time', () => {
    const text = `{"last": 0, "items": [${'{"name": "x", "size": 12.5}, '.repeat(110_000)}null]}`;
    expect(text.length).toBeGreaterThan(3_000_000);
    const document = jsonFormat.read(text);
    expect(document.set(new Map([['items.1000.size', 7]]))).toHaveLength(text.length - 3);
  });

  it('does not set a container and its part at once', () => {
    const document = jsonFormat.read('{"a": {"b": 1}}');
    const changes = new Map<string, Value>([
      ['a.b', 2],
      ['a', 3],
    ]);
    expect(() => document.set(changes)).toThrow('a and a.b cannot both be set');
  });
});

/** Whether a value has no NaN and no infinity anywhere. */
function isFinite(value: Value): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (isList(value)) return value.every(isFinite);
  return !isMap(value) || Object.values(value).every(isFinite);
}
