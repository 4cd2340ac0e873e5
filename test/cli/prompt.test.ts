import { describe, expect, test } from 'vitest';
import { askYesOrNo, declinedStatus } from '../../src/cli/prompt.ts';
import { recordingTerminal } from '../rig/terminal.ts';

/** Gives these lines, then the end of input. */
function linesOf(...lines: readonly string[]): (ask: () => void) => Promise<string | undefined> {
  const left = [...lines];
  return async (ask) => {
    ask();
    return Promise.resolve(left.shift());
  };
}

describe('an answer', () => {
  test.each([
    ['', 'yes', 'yes'],
    ['', 'no', 'no'],
    ['   ', 'yes', 'yes'],
    ['y', 'no', 'yes'],
    [' Y ', 'no', 'yes'],
    ['YES', 'no', 'yes'],
    ['n', 'yes', 'no'],
    ['No', 'yes', 'no'],
    ['n\r', 'yes', 'no'],
  ] as const)('%j, with %s as default, is %s', async (line, byDefault, answer) => {
    const terminal = recordingTerminal();
    const question = { default: byDefault, readLine: linesOf(line) };
    expect(await askYesOrNo(question, terminal)).toBe(answer);
  });
});

test('the question is on stderr and names the default', async () => {
  const terminal = recordingTerminal();
  await askYesOrNo({ default: 'yes', readLine: linesOf('') }, terminal);
  await askYesOrNo({ default: 'no', readLine: linesOf('') }, terminal);
  await askYesOrNo({ text: 'Really?', default: 'no', readLine: linesOf('') }, terminal);
  expect(terminal.written).toEqual({
    out: '',
    err: 'Continue? (Y/n) Continue? (y/N) Really? (y/N) ',
  });
});

test('anything else is asked again, one line of input for each question', async () => {
  const terminal = recordingTerminal();
  const readLine = linesOf('maybe', 'yep', 'y', 'for the child');
  expect(await askYesOrNo({ default: 'no', readLine }, terminal)).toBe('yes');
  expect(terminal.written.err).toBe(
    'Continue? (y/N) Please enter Y or N\nContinue? (y/N) Please enter Y or N\nContinue? (y/N) ',
  );
  expect(await readLine(() => undefined)).toBe('for the child');
});

test.each([
  ['unknown', '\nAborted!\n'],
  ['xterm', '\nAborted.\n'],
])('the end of input aborts (TERM=%s)', async (TERM, message) => {
  const terminal = recordingTerminal({ TERM });
  expect(await askYesOrNo({ default: 'yes', readLine: linesOf() }, terminal)).toBe('aborted');
  expect(terminal.written.err).toBe(`Continue? (Y/n) ${message}`);
});

test('declining is no error, aborting is one', () => {
  expect([declinedStatus('no'), declinedStatus('aborted')]).toEqual([0, 1]);
});
