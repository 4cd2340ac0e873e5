import { chmodSync, cpSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finalizeRun, readRun, runMeta } from '../../src/index.ts';
import { makeTempDir } from '../rig/folders.ts';
import { executedRun } from '../rig/runs.ts';

test('a zip that was not completed does not cost the folder beside it', async () => {
  const { run } = await executedRun({ command: 'exit 3' });
  const copy = join(makeTempDir(), 'copy');
  cpSync(run.metaDir, copy, { recursive: true });
  const { metaDir } = await finalizeRun(run, { exitCode: 3 });
  cpSync(copy, run.metaDir, { recursive: true });
  truncateSync(metaDir, readFileSync(metaDir).length - 30);
  const again = await finalizeRun(run);
  expect(readRun(again.metaDir)).toMatchObject({ status: 'error', exitCode: 3 });
});

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be read is left out of the manifest',
  async () => {
    const { run } = await executedRun({
      command: 'echo x > secret; chmod 000 secret; echo y > open',
    });
    const finalized = await finalizeRun(run, { exitCode: 0 });
    chmodSync(join(run.runDir, 'secret'), 0o600);
    expect(runMeta.openManifest(finalized).entries.map(({ path }) => path)).toEqual(['open']);
    expect(runMeta.openMeta(finalized.metaDir).read('log/runner')?.toString()).toContain(
      '"secret" cannot be read and is not in the manifest',
    );
  },
);
