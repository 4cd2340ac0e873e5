import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findInterpreters } from '../../src/capture/find-interpreters.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

/** A folder of programs, a run directory with others, and a project. */
function makePlace() {
  const bin = makeTempDir('bin');
  const runDir = makeTempDir();
  const projectDir = makeTempDir('project');
  const programs = {
    [join(bin, 'python3')]: '',
    [join(bin, 'python3.12')]: '',
    [join(bin, 'node')]: '',
    [join(bin, 'env')]: '',
    [join(bin, 'uv')]: '',
    [join(bin, 'torchrun')]: `#!${join(bin, 'python3.12')}\n`,
    [join(bin, 'pytest')]: `#!/bin/sh\n'''exec' "${join(bin, 'python3')}" "$0" "$@"\n' '''\n`,
    [join(bin, 'tsx')]: '#!/usr/bin/env -S node --no-warnings\n',
    [join(runDir, 'train.py')]: '#!/usr/bin/env python3\n',
    [join(runDir, '.venv/bin/python')]: '',
    [join(projectDir, '.venv/bin/python')]: '',
  };
  writeFiles('/', programs);
  for (const path of Object.keys(programs)) chmodSync(path, 0o755);
  writeFiles(runDir, { 'plain.py': '#!/usr/bin/env python3\n' });
  return { bin, runDir, projectDir, env: { PATH: bin } };
}

describe('the interpreters of a command', () => {
  test.each<[command: string | readonly string[], expected: Readonly<Record<string, string>>]>([
    [['python3', '-u', 'train.py'], { python: 'bin/python3' }],
    ['python3.12 train.py', { python: 'bin/python3.12' }],
    ['SEED=1 LANG="a b" python3 x', { python: 'bin/python3' }],
    ['mkdir -p out && (python3 x)', { python: 'bin/python3' }],
    ['env A=1 nice -n 5 python3 x', { python: 'bin/python3' }],
    ['.venv/bin/python x', { python: 'run/.venv/bin/python' }],
    ['./train.py', { python: 'run/train.py → bin/python3' }],
    ['torchrun --nproc 2 train.py', { python: 'bin/python3.12' }],
    ['pytest', { python: 'bin/python3' }],
    ['#!/usr/bin/env python3\nprint(1)', { python: 'bin/python3' }],
    ['#!python3 -u\nprint(1)', { python: 'bin/python3' }],
    [['tsx', 'x.ts'], { node: 'bin/node' }],
    ['node a.js | python3 b.py', { node: 'bin/node', python: 'bin/python3' }],
    ['uv run train.py', { python: 'run/.venv/bin/python' }],
    ['$project_dir/.venv/bin/python x', { python: 'project/.venv/bin/python' }],
    ['"${PROJECT_DIR}/.venv/bin/python" x', { python: 'project/.venv/bin/python' }],
    ['cd "$project_dir" && .venv/bin/python x', { python: 'project/.venv/bin/python' }],
    ['cd / && $RUN_DIR/.venv/bin/python x', { python: 'run/.venv/bin/python' }],
    ['. .venv/bin/activate && python x', { python: 'run/.venv/bin/python' }],
    ['source $project_dir/.venv/bin/activate; python x', { python: 'project/.venv/bin/python' }],
    ['export PATH=$project_dir/.venv/bin:$PATH; python x', { python: 'project/.venv/bin/python' }],
    ['V=.venv\n$V/bin/python x', { python: 'run/.venv/bin/python' }],
    ['$OTHER/.venv/bin/python x', {}],
    [['$project_dir/.venv/bin/python', 'x'], {}],
    ['echo python3', {}],
    ['./plain.py', {}],
    ['python9 x', {}],
    ["echo 'not closed; python3 x", { python: 'bin/python3' }],
    ['', {}],
  ])('%s', (command, expected) => {
    const place = makePlace();
    const paths = Object.entries(expected).map(([language, path]) => {
      const real = (path.split(' → ').at(-1) ?? '').replace(/^bin/, place.bin);
      return [
        language,
        real.replace(/^run/, place.runDir).replace(/^project(?=\/)/, place.projectDir),
      ];
    });
    expect(findInterpreters(command, place)).toEqual(Object.fromEntries(paths));
  });

  test('a relative folder of the path is seen from the run directory', () => {
    const place = makePlace();
    symlinkSync(join(place.bin, 'python3'), join(place.runDir, 'python3'));
    const found = findInterpreters('python3 x', { ...place, env: { PATH: '.' } });
    expect(found).toEqual({ python: join(place.runDir, 'python3') });
  });
});
