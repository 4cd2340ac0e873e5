import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { runProgram } from '../rig/program.ts';
import { makeSweepProject, run } from '../rig/sweep-project.ts';

const FULL_DISK = join(import.meta.dirname, '..', 'fixtures', 'full-disk.cjs');

const TRIALS = 6;

/** Bytes there is room for: for the batch itself, and then to another place in the life of a trial each. */
test.each([9_000, 17_000, 24_500])(
  'a batch whose disk is full after %d bytes says so, and goes on when there is room',
  (bytes) => {
    const folder = makeSweepProject(TRIALS, { 'grid.csv': 'x\n0\n1\n2\n4\n5\n6\n' });
    const { status, stderr } = runProgram(folder, ['run', '-b', 'grid.csv', '-y', '-q'], {
      env: {
        NODE_OPTIONS: `--require ${FULL_DISK}`,
        FULL_DISK: join(folder, '.gage'),
        ROOM_BYTES: String(bytes),
      },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/no space left on the disk/);
    expect(stderr).toMatch(/^Batch (\S+) is cut short: 'gage batch resume \1' goes on$/m);
    const before = listRuns(join(folder, '.gage', 'runs')).runs.length;
    expect(before).toBeLessThan(TRIALS);
    expect(run(folder, 'batch', 'resume', '-q')).toEqual({ status: 0, stdout: '', stderr: '' });
    const { runs } = listRuns(join(folder, '.gage', 'runs'));
    expect(runs.map((record) => record.status)).toEqual(Array(TRIALS).fill('completed'));
    expect(runProgram(folder, ['verify', '--all']).status).toBe(0);
    const left = readdirSync(join(folder, '.gage', 'runs'));
    expect(left.filter((name) => /\.(new|meta|zip-partial)$/.test(name))).toEqual([]);
  },
);
