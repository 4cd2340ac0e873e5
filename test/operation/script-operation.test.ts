import { chmodSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { GageError } from '../../src/failures/failures.ts';
import { isScriptName, runsTypescript } from '../../src/operation/script-interpreter.ts';
import { findScript, scriptOperation } from '../../src/operation/script-operation.ts';
import type { ScriptSearch } from '../../src/operation/script-operation.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

let folder = '';
let programs = '';

beforeEach(() => {
  folder = makeTempDir('work');
  programs = join(folder, '..', 'programs');
  mkdirSync(programs);
});

function search(overrides: Partial<ScriptSearch> = {}): ScriptSearch {
  const home = join(folder, '..', 'home');
  return {
    commandDir: folder,
    homeDir: home,
    runsDir: join(home, '.gage', 'runs'),
    env: { PATH: programs },
    ...overrides,
  };
}

/** Programs that do nothing; `node` tells its version. */
function install(...names: readonly string[]): void {
  for (const name of names) {
    const [program = '', version = ''] = name.split(' ');
    writeFiles(programs, { [program]: `#!/bin/sh\necho ${version}\n` });
    chmodSync(join(programs, program), 0o755);
  }
}

async function commandFor(script: string, text = ''): Promise<unknown> {
  writeFiles(folder, { [script]: text });
  const { opdef } = await scriptOperation(join(folder, script), search());
  return opdef.definition['exec'];
}

describe('the command of a script', () => {
  test.each([
    ['a.py', ['python3', 'python'], ['python3', '-u', 'a.py']],
    ['a.py', ['python'], ['python', '-u', 'a.py']],
    ['A.PY', ['python3'], ['python3', '-u', 'A.PY']],
    ['sub/a.mjs', ['node'], ['node', 'a.mjs']],
    ['a.cjs', ['node'], ['node', 'a.cjs']],
    ['a.ts', ['node v22.18.0', 'tsx', 'deno', 'bun'], ['node', 'a.ts']],
    ['a.ts', ['node v22.17.1', 'tsx', 'deno', 'bun'], ['tsx', 'a.ts']],
    ['a.mts', ['node v20.15.0', 'deno', 'bun'], ['deno', 'run', '--allow-all', 'a.mts']],
    ['a.ts', ['bun'], ['bun', 'run', 'a.ts']],
    ['fit.R', ['Rscript'], ['Rscript', 'fit.R']],
    ['fit.jl', ['julia'], ['julia', 'fit.jl']],
    [
      'a.ipynb',
      ['jupyter', 'jupyter-nbconvert', 'papermill'],
      ['jupyter', 'nbconvert', '--to', 'notebook', '--execute', 'a.ipynb'],
    ],
    ['a.ipynb', ['jupyter', 'papermill'], ['papermill', 'a.ipynb', 'a.output.ipynb']],
    ['-a.py', ['python3'], ['python3', '-u', './-a.py']],
  ])('%s with %j', async (script, installed, command) => {
    install(...installed);
    expect(await commandFor(script)).toEqual(command);
  });

  test('a TypeScript tool of the project comes before one of the machine', async () => {
    install('tsx', 'node v20.0.0');
    writeFiles(folder, { 'package.json': '{}', 'node_modules/.bin/tsx': '#!/bin/sh\n' });
    chmodSync(join(folder, 'node_modules/.bin/tsx'), 0o755);
    expect(await commandFor('a.ts')).toEqual(['$project_dir/node_modules/.bin/tsx', 'a.ts']);
  });

  test.each([
    ['echo hi\n', ['sh', 'a.sh']],
    ['#!/bin/sh\n', ['/bin/sh', 'a.sh']],
    ['#!/bin/sh -e -u\r\n', ['/bin/sh', '-e', '-u', 'a.sh']],
    ['#! /usr/bin/env zsh\n', ['/usr/bin/env', 'zsh', 'a.sh']],
    ['#!/usr/bin/env -S A=1 zsh -e\n', ['/usr/bin/env', '-S', 'A=1', 'zsh', '-e', 'a.sh']],
  ])('a shell script that begins with %j', async (text, command) => {
    install('sh', 'zsh');
    expect(await commandFor('a.sh', text)).toEqual(command);
  });

  test.each([
    ['a.py', '', ['python3', 'python']],
    ['a.js', '', ['node']],
    ['a.ts', '', ['Node.js 22.18 or later', 'tsx', 'deno', 'bun']],
    ['a.ipynb', '', ['jupyter nbconvert', 'papermill']],
    ['a.sh', '#!/opt/no-such-shell\n', ['/opt/no-such-shell']],
    ['a.sh', '#!/usr/bin/env no-such-shell\n', ['no-such-shell']],
  ])('%s %s without a program for it names those that would do', async (script, text, wanted) => {
    const failure = await commandFor(script, text).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GageError);
    expect((failure as GageError).failure).toEqual({
      reason: 'no-interpreter',
      script: join(folder, script),
      programs: wanted,
    });
  });

  test.each([
    [20, 20, false],
    [22, 17, false],
    [22, 18, true],
    [23, 5, false],
    [23, 6, true],
    [24, 0, true],
  ])('Node.js %i.%i runs TypeScript: %s', (major, minor, expected) => {
    expect(runsTypescript(major, minor)).toBe(expected);
  });
});

describe('a script as an operation', () => {
  beforeEach(() => {
    install('python3', 'sh');
  });

  test('is only a file that exists, with the extension of a language', () => {
    writeFiles(folder, { 'a.py': '', 'b.txt': '', 'c.py/x': '' });
    expect(findScript('a.py', search())).toBe(join(folder, 'a.py'));
    expect(findScript('./a.py', search())).toBe(join(folder, 'a.py'));
    expect(findScript(join(folder, 'a.py'), search())).toBe(join(folder, 'a.py'));
    for (const name of ['b.txt', 'c.py', 'no.py', 'train', '.py']) {
      expect(findScript(name, search()), name).toBeUndefined();
    }
    expect(['a.yaml', 'a.tsx', 'a', 'a.pyc'].filter(isScriptName)).toEqual([]);
  });

  test('is called like the file and has its values as configuration', async () => {
    writeFiles(folder, { 'my train.py': 'lr = 1\n', 'a.sh': 'x=1\n' });
    const python = await scriptOperation(join(folder, 'my train.py'), search());
    expect(python.opdef.name).toBe('my-train.py');
    expect(python.opdef.config).toEqual([{ keys: ["'my train.py'"] }]);
    const shell = await scriptOperation(join(folder, 'a.sh'), search());
    expect(shell.opdef.config).toEqual([]);
  });

  test('belongs to the project around it, else to its folder', async () => {
    writeFiles(folder, { 'top/pyproject.toml': '', 'top/sub/a.py': '', 'apart/b.py': '' });
    const inside = await scriptOperation(join(folder, 'top/sub/a.py'), search());
    expect(inside.project).toMatchObject({ directory: join(folder, 'top'), namespace: 'top' });
    expect(inside.opdef.exec.run).toEqual(['python3', '-u', 'sub/a.py']);
    const apart = await scriptOperation(join(folder, 'apart/b.py'), search());
    expect(apart.project.directory).toBe(join(folder, 'apart'));
    const env = { PATH: [programs, '/bin'].join(delimiter), PROJECT_DIR: join(folder, 'top') };
    const elsewhere = await scriptOperation(join(folder, 'apart/b.py'), search({ env }));
    expect(elsewhere.project.directory).toBe(join(folder, 'apart'));
  });

  test('inside a run it belongs to its folder, since projects do not copy runs', async () => {
    writeFiles(folder, { 'gage.toml': '', '.gage/runs/1/a.py': '', 'out/1/a.py': '' });
    for (const place of ['.gage/runs/1', 'out/1']) {
      const found = await scriptOperation(
        join(folder, place, 'a.py'),
        search({ runsDir: join(folder, 'out') }),
      );
      expect(found.project.directory).toBe(join(folder, place));
    }
  });

  test('in the home directory, or above it, is copied alone', async () => {
    writeFiles(folder, { 'a.py': '', 'ann/b.py': '' });
    for (const homeDir of [folder, join(folder, 'ann')]) {
      const { opdef } = await scriptOperation(join(folder, 'a.py'), search({ homeDir }));
      expect(opdef.sourcecode).toEqual(['a.py']);
    }
  });
});
