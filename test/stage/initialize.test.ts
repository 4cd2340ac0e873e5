import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OpRef, makeRun } from '../../src/index.ts';
import { makeTempDir, readText, writeFiles } from '../rig/folders.ts';

const ID = '60a825b1-c8aa-4d0f-8a44-ab2b1c4f5a6e';

test('an id is for one run, even before that has anything', () => {
  const runsDir = join(makeTempDir(), 'made', 'on demand');
  const run = makeRun(new OpRef('lab', 'train'), runsDir, ID);
  expect(() => makeRun(new OpRef('lab', 'other'), runsDir, ID)).toThrow('run already exists');
  expect(readText(run.metaDir, 'opref')).toBe('2 lab train');
  // Whoever came first has made the folder, and not yet written to it.
  rmSync(join(run.metaDir, 'opref'));
  expect(() => makeRun(new OpRef('lab', 'other'), runsDir, ID)).toThrow('run already exists');
});

test('an id is not taken from a run that is finalized', () => {
  const runsDir = makeTempDir();
  writeFiles(runsDir, { [`${ID}.meta.zip`]: '' });
  expect(() => makeRun(new OpRef('lab', 'train'), runsDir, ID)).toThrow('run already exists');
});
