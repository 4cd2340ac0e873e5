import { describe, expect, test } from 'vitest';
import { page } from '../../src/cli/pager.ts';
import type { PagerFacts } from '../../src/cli/pager.ts';
import { span } from '../../src/cli/style.ts';
import type { StyledText } from '../../src/cli/style.ts';
import { recordingTerminal } from '../rig/terminal.ts';

const LONG: readonly StyledText[] = Array.from({ length: 30 }, () => [span('label', 'line')]);

interface Paging {
  readonly env?: PagerFacts['env'];
  readonly platform?: string;
  readonly isTerminal?: boolean;
  readonly starts?: boolean;
  readonly lines?: readonly StyledText[];
}

async function paging({
  env = {},
  platform = 'linux',
  isTerminal = true,
  starts = true,
  lines = LONG,
}: Paging) {
  const terminal = recordingTerminal(env, isTerminal);
  let started: { command: string; text: string } | undefined;
  await page(lines, terminal, {
    env,
    platform,
    spawnPager: async (command, text) => {
      started = { command, text };
      return Promise.resolve(starts);
    },
  });
  return { started, out: terminal.written.out };
}

describe('the pager', () => {
  test.each([
    [{}, 'less -r'],
    [{ PAGER: 'more' }, 'more'],
    [{ MANPAGER: 'most' }, 'most'],
    [{ PAGER: 'more', MANPAGER: 'most' }, 'more'],
    [{ PAGER: ' ', MANPAGER: 'most' }, 'most'],
  ])('for %j is %j', async (env, command) => {
    const { started, out } = await paging({ env });
    expect(started?.command).toBe(command);
    expect(out).toBe('');
  });

  test.each([
    [{}, true],
    [{ PAGER: 'less -R' }, true],
    [{ PAGER: '/usr/bin/less -FRX' }, true],
    [{ PAGER: 'less --RAW-CONTROL-CHARS' }, true],
    [{ PAGER: 'less', LESS: 'FRX' }, true],
    [{ PAGER: 'less' }, false],
    [{ PAGER: 'less --force' }, false],
    [{ PAGER: 'more -r' }, false],
    [{ PAGER: 'more', MANPAGER: 'less -r' }, false],
    [{ NO_COLOR: '1' }, false],
  ])('for %j keeps colour: %s', async (env, hasColor) => {
    const { started } = await paging({ env });
    expect(started?.text.includes('\u001b[')).toBe(hasColor);
    expect(started?.text.endsWith(hasColor ? '\u001b[0m\n' : 'line\n')).toBe(true);
  });
});

describe('text is written directly', () => {
  test('in a pipe', async () => {
    const { started, out } = await paging({ isTerminal: false });
    expect(started).toBeUndefined();
    expect(out).toBe('line\n'.repeat(30));
  });

  test('if it fits the screen', async () => {
    expect((await paging({ lines: LONG.slice(0, 23) })).started).toBeUndefined();
    expect((await paging({ lines: LONG.slice(0, 24) })).started).toBeDefined();
  });

  test('on Windows without a pager of the user', async () => {
    expect((await paging({ platform: 'win32' })).started).toBeUndefined();
    expect((await paging({ platform: 'win32', env: { PAGER: 'less' } })).started).toBeDefined();
  });

  test('if the pager cannot be started', async () => {
    const { out } = await paging({ starts: false, env: { NO_COLOR: '1' } });
    expect(out).toBe('line\n'.repeat(30));
  });
});

test('lines wider than the screen count as what they take', async () => {
  expect((await paging({ lines: ['x'.repeat(80 * 23)] })).started).toBeUndefined();
  expect((await paging({ lines: ['x'.repeat(80 * 23 + 1)] })).started).toBeDefined();
});
