import { describe, expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { callProgram } from '../rig/in-process.ts';

/** What users, their files and their programs may write: colours, a title, a bell, markup, a line break, text turned round. */
const HOSTILE =
  'a\u001b[31mred\u001b]0;title\u0007 [bold]b[/bold] [/x] :warning:\nsecond\r\u009b2J \u202ecba';

/** What a terminal must never get from a table; line breaks are the table's own. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const MODES = [
  { TERM: 'unknown', COLUMNS: '60' },
  { TERM: 'xterm', COLUMNS: '80' },
  { TERM: 'xterm', COLUMNS: '140' },
] as const;

/** A project with two runs in which everything that can be said is said badly. */
async function makeHostileProject(): Promise<string> {
  const folder = makeTempDir('project');
  const summary = JSON.stringify({
    attributes: { [HOSTILE]: HOSTILE },
    metrics: { m: { value: 1, label: HOSTILE } },
  });
  writeFiles(folder, {
    'gage.json': JSON.stringify({
      op: { exec: 'cp made.json summary.json', description: HOSTILE, config: 'values.json' },
    }),
    'values.json': JSON.stringify({ [HOSTILE.replace(/[.:]/g, '')]: HOSTILE }),
    'made.json': summary,
    [`file ${HOSTILE.replaceAll('/', '')}`]: '',
    'board.json': JSON.stringify({ title: HOSTILE, description: HOSTILE }),
  });
  await callProgram(folder, ['run', '-y', '-q', '--label', HOSTILE]);
  await callProgram(folder, ['tag', '1', '--add', HOSTILE.replaceAll(/[\n\r]/g, ''), '-y']);
  await callProgram(folder, ['comment', '1', '--msg', HOSTILE]);
  await callProgram(folder, ['archive', '1', '--name', HOSTILE, '-y']);
  await callProgram(folder, ['restore', '--archive', HOSTILE, '-y']);
  await callProgram(folder, ['run', '-y', '-q', '--label', HOSTILE]);
  return folder;
}

describe('text of users in what people see', () => {
  test.each(MODES)('cannot control a terminal: %j', async (mode) => {
    const folder = await makeHostileProject();
    for (const words of [
      ['list'],
      ['list', '--columns', 'name,label,tag,comment,metric.m'],
      ['show', '2'],
      ['show', '2', '--summary'],
      ['show', '2', '--config'],
      ['show', '2', '--files'],
      ['board'],
      ['board', '--no-config'],
      ['operations'],
      ['run', '--help-op'],
      ['run', '--preview'],
      ['tag', '--list'],
      ['comment', '--list', '2'],
      ['archive', '--list'],
      ['delete', '1'],
      ['label', '1', '--set', HOSTILE],
      ['archive', '1', '--name', HOSTILE],
      ['util', 'purge-run-files', '1', '-f', '*', '--preview'],
      ['associate', '1', HOSTILE],
      ['list', HOSTILE],
      ['list', '--columns', HOSTILE],
      ['list', '--where', HOSTILE],
      ['run', HOSTILE],
      ['run', 'op', `${HOSTILE}=1`],
      ['check', HOSTILE],
      ['copy', '1', '--to', HOSTILE],
      [HOSTILE],
      ['list', `--${HOSTILE}`],
    ]) {
      const { stdout, stderr } = await callProgram(folder, words, mode);
      expect(CONTROL.exec(stdout + stderr), JSON.stringify([words, stdout, stderr])).toBeNull();
    }
  });

  test('is shown as it is written, brackets and all, and is the same again in JSON', async () => {
    const folder = await makeHostileProject();
    const { stdout } = await callProgram(folder, ['list'], { TERM: 'xterm', COLUMNS: '140' });
    expect(stdout).toContain('[bold]b[/bold] [/x] :warning: second');
    const json = await callProgram(folder, ['list', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject([{ label: HOSTILE }, { label: HOSTILE }]);
  });
});

test('a comment of a megabyte is kept and shown', async () => {
  const folder = makeTempDir('project');
  writeFiles(folder, { 'gage.toml': '[op]\nexec = "true"\n' });
  await callProgram(folder, ['run', '-y']);
  const text = 'x'.repeat(1024 * 1024);
  await callProgram(folder, ['comment', '1', '--msg', text]);
  const { stdout } = await callProgram(folder, ['comment', '--list', '1', '--json']);
  expect((JSON.parse(stdout) as [{ text: string }])[0].text).toBe(text);
  const shown = await callProgram(folder, ['show', '1'], { TERM: 'xterm', COLUMNS: '80' });
  expect(shown.status).toBe(0);
  expect(shown.stdout.match(/x/g)?.length).toBeGreaterThanOrEqual(1024 * 1024);
});
