import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import type { Run } from '../../src/index.ts';
import { openDirectory } from '../../src/remote/directory-remote.ts';
import { sendRuns } from '../../src/remote/send-runs.ts';
import type { RunOutcome } from '../../src/remote/transfer-report.ts';
import { verifyCopies } from '../../src/remote/verify-copies.ts';
import { makeTempDir } from '../rig/folders.ts';
import { finalizedRun } from '../rig/runs.ts';

/** What is told of a copy that was changed right after it was made. */
async function verifiedCopy(change: (runDir: string) => void): Promise<RunOutcome | undefined> {
  const run: Run = await finalizedRun({ files: { 'a.py': '1', 'b.py': '2' } });
  const place = makeTempDir();
  const { runs } = listRuns(dirname(run.runDir));
  const report = await sendRuns(runs, openDirectory(place));
  expect(report.runs).toMatchObject([{ result: 'copied' }]);
  change(join(place, run.id));
  return (await verifyCopies(report, place, {})).runs[0];
}

function overwrite(path: string): void {
  chmodSync(path, 0o644);
  writeFileSync(path, 'x');
}

describe('a copy that is read again', () => {
  test('is said to be copied when it is', async () => {
    expect(await verifiedCopy(() => undefined)).toMatchObject({ result: 'copied' });
  });

  test('has failed when a file has other content', async () => {
    expect(await verifiedCopy((runDir) => overwrite(join(runDir, 'b.py')))).toMatchObject({
      result: 'failed',
      problem: { kind: 'damaged', paths: ['b.py'] },
    });
  });

  test('is said to be altered when a file is missing', async () => {
    expect(await verifiedCopy((runDir) => rmSync(join(runDir, 'b.py')))).toMatchObject({
      result: 'copied',
      isAltered: true,
    });
  });
});
