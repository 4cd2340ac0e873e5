import { join } from 'node:path';
import { readRun } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { makeTempDir, writeFiles } from './folders.ts';

/** A run as lists see it, made from little. */
export function recordOf(
  id: string,
  status = 'completed',
  config = '{}',
  opref = '2 p op',
): RunRecord {
  const runsDir = makeTempDir();
  const exit = { completed: '0', error: '1', terminated: '-9' }[status];
  writeFiles(runsDir, {
    [`${id}.meta/opref`]: opref,
    [`${id}.meta/config.json`]: config,
    [`${id}.meta/initialized`]: '1',
    [`${id}.meta/staged`]: '2',
    ...(exit === undefined ? {} : { [`${id}.meta/proc/exit`]: exit }),
  });
  return readRun(join(runsDir, `${id}.meta`));
}
