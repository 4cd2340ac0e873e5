import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { purgeWatched } from '../../src/cli/purge-watched.ts';
import { createHost } from '../../src/platform/host.ts';
import type { Host } from '../../src/platform/host.ts';
import { Run } from '../../src/index.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { recordingTerminal } from '../rig/terminal.ts';

function makeRuns(count: number): { readonly runsDir: string; readonly runs: readonly Run[] } {
  const runsDir = makeTempDir();
  const ids = Array.from(
    { length: count },
    (_, index) => `abcdef${String(index).padStart(3, '0')}`,
  );
  for (const id of ids) writeFiles(runsDir, { [`${id}/file`]: '', [`${id}.meta/opref`]: '2 p op' });
  return { runsDir, runs: ids.map((id) => new Run(id, join(runsDir, id))) };
}

test('deleting many runs shows how far it is, and leaves nothing', async () => {
  const { runsDir, runs } = makeRuns(20);
  const terminal = recordingTerminal({ TERM: 'xterm' }, true);
  await purgeWatched(runs, {}, { host: createHost(), terminal });
  expect(readdirSync(runsDir)).toEqual([]);
  expect(terminal.written.out).toContain('Deleting runs');
});

test('a stop leaves each run as it was or gone, and says so', async () => {
  const { runsDir, runs } = makeRuns(400);
  const host: Host = {
    ...createHost(),
    // The signal comes when the first runs are gone.
    onStopSignal: (callback) => {
      const watch = setInterval(() => {
        if (readdirSync(runsDir).length < 2 * runs.length) callback('SIGINT');
      });
      return () => {
        clearInterval(watch);
      };
    },
  };
  const purge = purgeWatched(runs, {}, { host, terminal: recordingTerminal() });
  await expect(purge).rejects.toMatchObject({ failure: { reason: 'deletion-stopped' } });
  const left = readdirSync(runsDir);
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(2 * runs.length);
  const halves = runs.filter(({ id }) => left.includes(id) !== left.includes(`${id}.meta`));
  expect(halves).toEqual([]);
});
