import { describe, expect, test } from 'vitest';
import { span } from '../../src/cli/style.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import type { StreamFacts, TerminalFacts } from '../../src/cli/terminal.ts';
import { recordingTerminal } from '../rig/terminal.ts';

const PIPE: StreamFacts = { isTerminal: false };
const SCREEN: StreamFacts = { isTerminal: true, columns: 120, rows: 50 };

function terminalOf(
  env: TerminalFacts['env'],
  stdin: StreamFacts = PIPE,
  stdout: StreamFacts = PIPE,
  stderr: StreamFacts = PIPE,
) {
  const write = (): void => {};
  return createTerminal({
    env,
    stdin,
    stdout: { ...stdout, write },
    stderr: { ...stderr, write },
  });
}

describe('the mode', () => {
  test.each([
    ['dumb', 'plain'],
    ['unknown', 'plain'],
    ['Dumb', 'normal'],
    ['xterm-256color', 'normal'],
    ['', 'normal'],
    [undefined, 'normal'],
  ])('for TERM=%s is %s', (term, mode) => {
    expect(terminalOf({ TERM: term }).mode).toBe(mode);
  });
});

describe('the width', () => {
  test.each([
    ['COLUMNS wins', { COLUMNS: '60' }, SCREEN, SCREEN, 60],
    ['a text is not a width', { COLUMNS: 'wide' }, PIPE, PIPE, 80],
    ['a negative number is not a width', { COLUMNS: '-5' }, PIPE, PIPE, 80],
    ['zero is not a width', { COLUMNS: '0' }, PIPE, PIPE, 80],
    ['an empty text is not a width', { COLUMNS: '' }, PIPE, SCREEN, 120],
    ['the first terminal counts', {}, { ...SCREEN, columns: 100 }, SCREEN, 100],
    ['a pipe tells nothing', {}, PIPE, SCREEN, 120],
    ['a terminal without a size tells nothing', {}, { isTerminal: true }, SCREEN, 120],
    ['nothing known', {}, PIPE, PIPE, 80],
    ['plain in a pipe', { TERM: 'unknown', COLUMNS: '60' }, PIPE, PIPE, 60],
    ['plain on a terminal', { TERM: 'dumb', COLUMNS: '60' }, SCREEN, SCREEN, 80],
    [
      'plain on a terminal with a full size',
      { TERM: 'dumb', COLUMNS: '60', LINES: '20' },
      SCREEN,
      SCREEN,
      60,
    ],
  ] as const)('%s', (_title, env, stdin, stdout, width) => {
    expect(terminalOf(env, stdin, stdout).width).toBe(width);
  });

  test('comes from stderr where only it is a terminal', () => {
    expect(terminalOf({}, PIPE, PIPE, SCREEN)).toMatchObject({ width: 120, height: 50 });
  });
});

describe('colour', () => {
  test.each([
    [{}, SCREEN, true],
    [{}, PIPE, false],
    [{ NO_COLOR: '1' }, SCREEN, false],
    [{ NO_COLOR: '' }, SCREEN, true],
    [{ FORCE_COLOR: '1' }, PIPE, true],
    [{ FORCE_COLOR: '' }, PIPE, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, SCREEN, false],
    [{ TERM: 'dumb' }, SCREEN, false],
    [{ TERM: 'unknown', FORCE_COLOR: '1' }, SCREEN, false],
  ])('with %j on %j: %s', (env, stdout, hasColor) => {
    expect(terminalOf(env, PIPE, stdout).outHasColor).toBe(hasColor);
  });

  test('is decided for each stream', () => {
    expect(terminalOf({}, PIPE, PIPE, SCREEN)).toMatchObject({
      outHasColor: false,
      errHasColor: true,
    });
  });
});

test('texts go where they are sent, styled where that shows', () => {
  const text = [{ text: 'run ' }, span('label', 'train')];
  const pipe = recordingTerminal();
  pipe.outLines(text, 'end');
  pipe.err('Continue? ');
  expect(pipe.written).toEqual({ out: 'run train\nend\n', err: 'Continue? ' });

  const screen = recordingTerminal({}, true);
  screen.errBlock([text]);
  expect(screen.written).toEqual({ out: '', err: 'run \u001b[38;5;51mtrain\u001b[0m\n' });
});

test('somebody is there only if stdin and stdout are terminals', () => {
  expect(terminalOf({}, SCREEN, SCREEN).isInteractive).toBe(true);
  expect(terminalOf({}, PIPE, SCREEN).isInteractive).toBe(false);
  expect(terminalOf({}, SCREEN, PIPE).isInteractive).toBe(false);
});

test('lines are drawn over on terminals that can do so', () => {
  expect(terminalOf({}, PIPE, SCREEN).canRedraw).toBe(true);
  expect(terminalOf({ FORCE_COLOR: '1' }).canRedraw).toBe(false);
  expect(terminalOf({ TERM: 'dumb' }, SCREEN, SCREEN).canRedraw).toBe(false);
});

test('plain mode cuts with ASCII', () => {
  expect(terminalOf({ TERM: 'dumb' }).ellipsis).toBe('...');
  expect(terminalOf({}).ellipsis).toBe('…');
});
