import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listFiles, readText } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

/** So many that the program copies them in two threads. */
const COUNT = 2600;

/** In memory where that can be: a disk that others write to would take most of the time. */
function makeFastTempDir(): string {
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = realpathSync(mkdtempSync(join(parent, 'gage-test-')));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('the built program stages very many files, each with its digest', () => {
  const folder = makeFastTempDir();
  mkdirSync(join(folder, 'data'));
  const paths = Array.from({ length: COUNT }, (_, file) => `data/${String(file).padStart(4, '0')}`);
  for (const path of paths) writeFileSync(join(folder, path), path);
  writeFileSync(
    join(folder, 'gage.toml'),
    '[stage]\nexec = "true"\nsourcecode = "data/**"\ndefault = true\n',
  );
  expect(runProgram(folder, ['run', '--stage', '-y'])).toMatchObject({ status: 0 });
  const runs = join(folder, '.gage', 'runs');
  const meta = readdirSync(runs).find((name) => name.endsWith('.meta')) ?? '';
  expect(listFiles(join(runs, meta.replace('.meta', '')))).toEqual(paths);
  const digest = (path: string): string => createHash('sha256').update(path).digest('hex');
  expect(readText(runs, meta, 'manifest')).toBe(
    paths.map((path) => `s ${digest(path)} ${path}\n`).join(''),
  );
});
