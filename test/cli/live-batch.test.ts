import { describe, expect, test } from 'vitest';
import { liveProgress } from '../../src/cli/live-batch.ts';
import type { LiveBatch, LiveTrial } from '../../src/cli/live-batch.ts';
import { plainText } from '../../src/cli/style.ts';
import { recordingTerminal } from '../rig/terminal.ts';

const NOW_MS = 1_000_000;

const trial = (number: number, more: Partial<LiveTrial> = {}): LiveTrial => ({
  number,
  name: 'tigap-likan',
  values: { lr: 0.1, seed: number },
  startedMs: NOW_MS - number * 1000,
  ...more,
});

const BATCH: LiveBatch = {
  name: 'mukos-hirip',
  total: 30,
  completed: 7,
  failed: 1,
  skipped: 0,
  running: [
    trial(9, { completed: 40 }),
    trial(75, { step: 'Staging runtime' }),
    trial(3700, { completed: 100 }),
  ],
};

/** What is drawn below the bar. */
function details(batch: LiveBatch, columns = 80, lines = 24): readonly string[] {
  const terminal = recordingTerminal({ COLUMNS: String(columns), LINES: String(lines) }, true);
  return (liveProgress(batch, NOW_MS, terminal).details ?? []).map(plainText);
}

describe('a batch that is watched', () => {
  test('has counts and a table of what runs, with times and progress', () => {
    expect(details(BATCH)).toEqual([
      '  8 of 30 ended, 1 failed, 3 running, 19 waiting',
      '     #  run             time  progress         values',
      '     9  tigap-likan     0:09  ━━━━──────  40%  lr=0.1 seed=9',
      '    75  tigap-likan     1:15  Staging runtime  lr=0.1 seed=75',
      '  3700  tigap-likan  1:01:40  ━━━━━━━━━━ 100%  lr=0.1 seed=3700',
    ]);
  });

  test('has no bars of trials where there is little room, and cuts values', () => {
    const [, , row] = details({ ...BATCH, running: [trial(9, { completed: 40 })] }, 46);
    expect(row).toBe('  9  tigap-likan  0:09   40%      lr=0.1');
  });

  test('has no column for what no trial tells', () => {
    expect(details({ ...BATCH, running: [trial(9)] }).slice(1)).toEqual([
      '  #  run          time  values',
      '  9  tigap-likan  0:09  lr=0.1 seed=9',
    ]);
  });

  test('never takes more lines than there are', () => {
    const running = Array.from({ length: 20 }, (_, index) => trial(index + 1));
    const shown = details({ ...BATCH, running }, 80, 10);
    expect(shown).toHaveLength(7);
    expect(shown.at(-1)).toBe('  and 16 more');
  });

  test('counts what trials under way have done, and tells that it comes to its end', () => {
    const terminal = recordingTerminal({}, true);
    const { description, fraction } = liveProgress(
      { ...BATCH, ending: 'pausing', running: [trial(9, { completed: 50 })] },
      NOW_MS,
      terminal,
    );
    expect([description, fraction]).toEqual(['Batch mukos-hirip, pausing', 8.5 / 30]);
    const unknown = liveProgress({ ...BATCH, total: undefined }, NOW_MS, terminal);
    expect(unknown.fraction).toBeUndefined();
    expect(plainText(unknown.details?.[0] ?? '')).toBe('  8 ended, 1 failed, 3 running');
  });
});
