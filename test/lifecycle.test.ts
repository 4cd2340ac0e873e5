import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, runMeta } from '../src/index.ts';
import type { Run } from '../src/index.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { runProgram } from './rig/program.ts';

const FILES = { 'a.txt': 'one\n', 'b.txt': 'two\n', 'sub/c.txt': 'three\n' };

/** Performs an operation with this command in one process. The files have settled when it starts. */
function perform(command: string): Run {
  const projectDir = makeTempDir();
  const gageFile = `[op]\nexec = ${JSON.stringify(`sleep 0.1; ${command}`)}\nsourcecode = ["**/*.txt"]\n`;
  writeFiles(projectDir, { ...FILES, 'gage.toml': gageFile });
  const { status, stderr } = runProgram(projectDir, ['run', 'op', '-y']);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const [record] = listRuns(join(projectDir, '.gage', 'runs')).runs;
  if (record === undefined) throw new Error('there is no run');
  return record.run;
}

describe('the manifest of a run made in one process', () => {
  test.each([
    ['nothing is changed', 'true'],
    ['a file is written in place', 'chmod +w a.txt; echo own > a.txt'],
    [
      'a file of the same size and time takes its place',
      'cp -p a.txt kept; chmod +w a.txt; echo own > a.txt; touch -r kept a.txt; rm kept',
    ],
    ['two files change places', 'mv a.txt x; mv b.txt a.txt; mv x b.txt'],
    ['a file becomes a link', 'rm a.txt; ln -s b.txt a.txt'],
    ['files go and come', 'rm a.txt; cp sub/c.txt new.txt'],
  ])('has the digests of what is there when %s', (_, command) => {
    const run = perform(command);
    const { entries } = runMeta.openManifest(run);
    expect(entries.length).toBe(3);
    for (const { path, sha256 } of entries) {
      const content = readFileSync(join(run.runDir, path));
      expect(sha256, path).toBe(createHash('sha256').update(content).digest('hex'));
      expect(statSync(join(run.runDir, path)).mode & 0o222, path).toBe(0);
    }
  });
});
