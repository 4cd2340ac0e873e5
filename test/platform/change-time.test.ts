import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readChangeTime } from '../../src/platform/change-time.ts';
import { makeTempDir } from '../rig/folders.ts';

test('thousands of times of change are those that a status has', () => {
  const folder = makeTempDir();
  const paths = Array.from({ length: 300 }, (_, index) => join(folder, `${index}.move`));
  for (const path of paths) mkdirSync(path);
  for (let turn = 0; turn < 3; turn += 1) {
    expect(paths.map(readChangeTime)).toEqual(paths.map((path) => statSync(path).ctimeMs));
    for (const path of paths) writeFileSync(join(path, String(turn)), '');
  }
  const [first = '', second = '', third = ''] = paths;
  utimesSync(first, 1, 1);
  expect(readChangeTime(first)).toBe(statSync(first).ctimeMs);
  rmSync(second, { recursive: true });
  expect(readChangeTime(second)).toBeNaN();
  expect(readChangeTime(join(third, '0', 'below'))).toBeNaN();
});
