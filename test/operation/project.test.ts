import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { GAGE_FILE_NAMES, getGageFile } from '../../src/operation/gage-file.ts';
import { findProject, namespaceOf } from '../../src/operation/project.ts';
import type { Project } from '../../src/operation/project.ts';
import { temporaryFolder, thrownBy } from './temporary-folder.ts';

function findFrom(
  commandDir: string,
  env: Record<string, string> = {},
  homeDir = '/none',
): Project | undefined {
  return findProject({ commandDir, env, homeDir });
}

test('of a folder and those above, the nearest with a Gage file is the project', () => {
  const root = temporaryFolder({
    'top/gage.toml': '',
    'top/middle/.git/': '',
    'top/middle/below/.vscode/': '',
    'top/other/gage.json': '{}',
    'top/other/deep/': '',
  });

  expect(findFrom(join(root, 'top/middle/below'))).toEqual({
    directory: join(root, 'top'),
    namespace: 'top',
    gageFilePath: join(root, 'top/gage.toml'),
  });
  expect(findFrom(join(root, 'top/other/deep'))?.directory).toBe(join(root, 'top/other'));
});

test.each(['.git/', '.vscode/', 'pyproject.toml', '.gage/', 'gageconfig.toml', 'gageconfig.yml'])(
  'without any Gage file, %s marks a project',
  (mark) => {
    const root = temporaryFolder({ '.git/': '', [`a/${mark}`]: '', 'a/b/c/': '' });

    expect(findFrom(join(root, 'a/b/c'))).toEqual({
      directory: join(root, 'a'),
      namespace: 'a',
      gageFilePath: undefined,
    });
  },
);

test.each(GAGE_FILE_NAMES)('%s is found', (name) => {
  const root = temporaryFolder({ [name]: '', 'sub/': '' });

  expect(findFrom(join(root, 'sub'))?.gageFilePath).toBe(join(root, name));
});

test('Gage files have an order, and folders are none', () => {
  const all = Object.fromEntries(GAGE_FILE_NAMES.map((name) => [name, '']));

  expect(GAGE_FILE_NAMES.slice(0, 5)).toEqual(
    ['toml', 'yaml', 'yml', 'json', 'jsonc'].map((extension) => join('.gage', `gage.${extension}`)),
  );
  expect(getGageFile(temporaryFolder(all))).toMatch(/[\\/]\.gage[\\/]gage\.toml$/);
  expect(getGageFile(temporaryFolder({ 'gage.toml/': '', 'gage.json': '' }))).toMatch(
    /gage\.json$/,
  );
});

test('a folder without a Gage file is told with the names looked for', async () => {
  const root = temporaryFolder();

  const error = await thrownBy(() => getGageFile(root));

  expect(error.message.split('\n')).toEqual([
    `Cannot find a Gage file in ${root}`,
    '',
    'Looking for one of:',
    ...GAGE_FILE_NAMES.map((name) => `  ${name}`),
    '',
    "For help with Gage files try 'gage help gagefile'",
  ]);
});

describe('the home folder', () => {
  test.each(['.gage/runs/', 'gageconfig.toml', '.gage/config.toml'])(
    'is no project because it has %s',
    (name) => {
      const home = temporaryFolder({ [name]: '', 'work/': '' });

      expect(findFrom(join(home, 'work'), {}, home)?.directory).not.toBe(home);
    },
  );

  test.each(['gage.toml', '.gage/gage.toml', '.git/'])('is a project when it has %s', (name) => {
    const home = temporaryFolder({ '.gage/runs/': '', [name]: '', 'work/': '' });

    expect(findFrom(join(home, 'work'), {}, home)?.directory).toBe(home);
  });
});

describe('PROJECT_DIR', () => {
  test('names the project, from the command folder or the home folder, existing or not', () => {
    const root = temporaryFolder({ 'a/gage.toml': '', 'b/gage.toml': '' });
    const a = join(root, 'a');

    expect(findFrom(a, { PROJECT_DIR: join(root, 'b') })?.directory).toBe(join(root, 'b'));
    expect(findFrom(a, { PROJECT_DIR: '../b' })?.gageFilePath).toBe(join(root, 'b/gage.toml'));
    expect(findFrom(a, { PROJECT_DIR: '~/b' }, root)?.directory).toBe(join(root, 'b'));
    expect(findFrom(a, { PROJECT_DIR: 'missing' })?.directory).toBe(join(a, 'missing'));
  });

  test('counts for nothing when it is empty', () => {
    const root = temporaryFolder({ 'gage.toml': '' });

    expect(findFrom(root, { PROJECT_DIR: '' })?.directory).toBe(root);
  });
});

describe('a run', () => {
  const ID = '60a825b1-c8aa-4d0f-8a44-ab2b1c4f5a6e';
  const run = `a/.gage/runs/${ID}`;

  test.each(['.meta/', '.meta.zip'])(
    'is no project, whatever was copied into it, as its %s is beside it',
    (suffix) => {
      const root = temporaryFolder({
        'a/gage.toml': '',
        [`${run}${suffix}`]: '',
        [`${run}/gage.toml`]: '',
        [`${run}/.git/`]: '',
        [`${run}/clone/gage.toml`]: '',
      });

      expect(findFrom(join(root, run))?.directory).toBe(join(root, 'a'));
      expect(findFrom(join(root, run, 'clone'))?.directory).toBe(join(root, run, 'clone'));
    },
  );

  test('gives its commands a PROJECT_DIR that counts in its directory only', () => {
    const root = temporaryFolder({
      'a/gage.toml': '',
      'b/gage.toml': '',
      [`${run}/deep/`]: '',
      [`${run}-beside/gage.toml`]: '',
    });
    symlinkSync(join(root, 'a'), join(root, 'link'));
    const env = { PROJECT_DIR: '/project', RUN_DIR: join(root, 'link/.gage/runs', ID) };

    expect(findFrom(join(root, run), env)?.directory).toBe('/project');
    expect(findFrom(join(root, run, 'deep'), env)?.directory).toBe('/project');
    expect(findFrom(join(root, 'b'), env)?.directory).toBe(join(root, 'b'));
    expect(findFrom(join(root, `${run}-beside`), env)?.directory).toBe(join(root, `${run}-beside`));
  });
});

test('a namespace is the name of the real folder, with dashes for blanks', () => {
  const root = temporaryFolder({ 'My  Project/': '' });
  symlinkSync(join(root, 'My  Project'), join(root, 'link'));

  expect(namespaceOf(join(root, 'link'))).toBe('My-Project');
  expect(namespaceOf('/')).toBe('root');
});
