import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

test('PROFILE=1 leaves a profile of the program in the temporary directory', () => {
  const folder = makeTempDir();
  const result = runProgram(folder, ['list', '--foo'], {
    env: { PROFILE: '1', TMPDIR: folder },
  });
  const [name = ''] = readdirSync(folder);
  const lines = result.stderr.split('\n');
  expect(lines[0]).toBe('Profiling command');
  expect(lines.at(-2)).toBe(`Writing profile to ${join(folder, name)}`);
  expect(result.status).toBe(2);
  const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { nodes: unknown[] };
  expect(profile.nodes.length).toBeGreaterThan(3);
});
