import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { haveChangeTimes, readChangeTime, readFileChange } from '../../src/platform/change-time.ts';
import { isSystemError } from '../../src/platform/files.ts';
import { makeTempDir } from '../rig/folders.ts';
import { writeFinalizedRuns } from '../rig/many-runs.ts';
import { runProgram } from '../rig/program.ts';

test('what thousands of files tell is what a status has', () => {
  const folder = makeTempDir();
  const paths = Array.from({ length: 300 }, (_, index) => join(folder, `${index}.move`));
  for (const path of paths) mkdirSync(path);
  for (let turn = 0; turn < 3; turn += 1) {
    expect(paths.map(readChangeTime)).toEqual(paths.map((path) => statSync(path).ctimeMs));
    expect(paths.map(readFileChange)).toEqual(
      paths.map((path) => ({ changedMs: statSync(path).ctimeMs, sizeBytes: statSync(path).size })),
    );
    for (const path of paths) writeFileSync(join(path, String(turn)), '');
  }
  const [first = '', second = '', third = ''] = paths;
  utimesSync(first, 1, 1);
  expect(readChangeTime(first)).toBe(statSync(first).ctimeMs);
  rmSync(second, { recursive: true });
  expect(readChangeTime(second)).toBeNaN();
  expect(readFileChange(second)).toBeUndefined();
  expect(readFileChange(join(third, '0', 'below'))).toBeUndefined();
  expect(readChangeTime(join(third, '0', 'below'))).toBeNaN();
});

test.each([3, 300])('so do %d that are asked in a loop', (count) => {
  const folder = makeTempDir();
  const names = Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));
  for (const name of names) mkdirSync(join(folder, `${name}.move`));
  const paths = { prefix: `${folder}/`, parts: Buffer.from(names.join('')), partBytes: 3 };
  const times = names.map((name) => statSync(join(folder, `${name}.move`)).ctimeMs);
  const have = (suffix: string, changedMs: readonly number[]): boolean => {
    try {
      return haveChangeTimes({ ...paths, suffix }, Float64Array.from(changedMs), folder);
    } catch (error) {
      expect(isSystemError(error)).toBe(true);
      return false;
    }
  };
  expect(have('.move', times)).toBe(true);
  expect(have('.move', [...times.slice(0, -1), 0])).toBe(false);
  expect(have('.move', [0, ...times.slice(1)])).toBe(false);
  expect(have('.missing', times)).toBe(false);
  writeFileSync(join(folder, `${names[1] ?? ''}.move`, 'marker'), '');
  utimesSync(join(folder, `${names[1] ?? ''}.move`), 1, 1);
  const changed = statSync(join(folder, `${names[1] ?? ''}.move`)).ctimeMs;
  expect(have('.move', times)).toBe(changed === times[1]);
  rmSync(join(folder, `${names[2] ?? ''}.move`), { recursive: true });
  expect(have('.move', times)).toBe(false);
});

test('nothing is told of it where Node.js is asked to tell of what it will not have for ever', () => {
  const runsDir = makeTempDir('runs');
  writeFinalizedRuns(runsDir, 60);
  const env = { NODE_OPTIONS: '--pending-deprecation --throw-deprecation' };
  for (const args of [['list'], ['list', '--all']]) {
    const { status, stderr } = runProgram(runsDir, ['--runs', runsDir, ...args], { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
});
