import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRunRow } from '../../src/catalog/read-run-row.ts';
import { isSettled, readFileStamp } from '../../src/platform/file-stamp.ts';
import { openRunIndex } from '../../src/run-index/run-index.ts';
import type { RunIndex } from '../../src/run-index/run-index.ts';
import { makeTempDir } from '../rig/folders.ts';
import { timesAreBelieved, writeFinalizedRuns } from '../rig/many-runs.ts';

const COUNT = 60;

/** How many rows are read again for each list, since their zips could have been changed when they were read. */
function doubtfulRows(runsDir: string, { segments }: RunIndex): number {
  let doubtful = 0;
  for (const segment of segments) {
    for (let row = 0; row < segment.rowCount; row += 1) {
      const stamp = readFileStamp(join(runsDir, `${segment.idAt(row)}.meta.zip`));
      const readMs = segment.numberAt('readMs', row) ?? 0;
      if (stamp === undefined || !isSettled(stamp.changedMs, readMs)) doubtful += 1;
    }
  }
  return doubtful;
}

test('runs are taken into the index once their zips are old enough to be believed', async () => {
  const runsDir = join(makeTempDir(), 'runs');
  writeFinalizedRuns(runsDir, COUNT);
  for (let turn = 0; turn < 3; turn += 1) {
    const index = openRunIndex(runsDir, readRunRow);
    expect(index.rows.length + index.others.length).toBe(COUNT);
    expect(doubtfulRows(runsDir, index)).toBe(0);
    await timesAreBelieved();
  }
  const { rows, others } = openRunIndex(runsDir, readRunRow);
  expect({ rows: rows.length, others }).toEqual({ rows: COUNT, others: [] });
});
