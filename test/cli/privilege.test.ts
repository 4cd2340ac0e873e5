import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

test('whatever is copied, nobody may write to what is made whom the mask keeps from it', () => {
  const project = makeTempDir('project');
  writeFiles(project, {
    'gage.toml': `[op]
sourcecode = ["*.py", "*.csv"]
depends = [{ type = "project-files", files = ["data.csv"], writeable = true }]
[op.exec]
stage-runtime = "find . -perm /022 -type f"
run = "find . -perm /022 -type f"
`,
    'a.py': 'x = 1\n',
    'big.csv': 'x'.repeat(5_000_000),
    'data.csv': '1\n',
  });
  for (const name of ['a.py', 'big.csv', 'data.csv']) chmodSync(join(project, name), 0o666);
  const made = runProgram(project, ['run', 'op', '-y']);
  expect(made).toMatchObject({ status: 0, stdout: '' });
  expect(runProgram(project, ['run', 'op', '-y', '--stage']).status).toBe(0);
  expect(runProgram(project, ['copy', '--all', '-y', '--to', 'copies']).status).toBe(0);
  expect(runProgram(project, ['label', '1', '-y', '--set', 'x']).status).toBe(0);
  for (const place of ['.gage', 'copies']) {
    for (const entry of readdirSync(join(project, place), {
      recursive: true,
      withFileTypes: true,
    })) {
      const path = join(entry.parentPath, entry.name);
      expect(lstatSync(path).mode & 0o022, path).toBe(0);
    }
  }
});
