import { join } from 'node:path';
import { expect, test } from 'vitest';

import { findUserConfig, readUserConfig } from '../../src/operation/user-config.ts';
import { temporaryFolder, thrownBy } from './temporary-folder.ts';

test('repositories of the project replace those of the user as wholes', async () => {
  const home = temporaryFolder({
    '.gage/config.toml': '[repos.a]\ntype = "rclone"\nremote = "r"\n[repos.b]\npath = "~/b"\n',
  });
  const project = temporaryFolder({
    'gageconfig.json': '{"repos": {"a": {"type": "local", "path": "x"}}}',
  });

  const { repositories, paths } = await readUserConfig(project, home);

  expect(paths).toEqual([join(project, 'gageconfig.json'), join(home, '.gage', 'config.toml')]);
  expect([...repositories.values()]).toEqual([
    {
      name: 'a',
      type: 'local',
      isTypeStated: true,
      path: 'x',
      attributes: { path: 'x' },
      configPath: paths[0],
    },
    {
      name: 'b',
      type: 'local',
      isTypeStated: false,
      path: '~/b',
      attributes: { path: '~/b' },
      configPath: paths[1],
    },
  ]);
});

test('there may be no configuration, or only that of the user', async () => {
  const home = temporaryFolder({ 'gageconfig.yaml': 'repos: {a: {path: x}}' });
  const empty = temporaryFolder();

  expect((await readUserConfig(undefined, empty)).repositories.size).toBe(0);
  expect([...(await readUserConfig(empty, home)).repositories.keys()]).toEqual(['a']);
  expect((await readUserConfig(home, home)).paths).toHaveLength(1);
});

test('the first of several files counts', () => {
  const folder = temporaryFolder({
    'gageconfig.toml': '',
    '.gage/config.json': '{}',
    '.gage/config.yaml': '',
  });

  expect(findUserConfig(folder)).toBe(join(folder, '.gage', 'config.yaml'));
});

test('a file that is not valid is told with the places', async () => {
  const folder = temporaryFolder({ 'gageconfig.toml': 'x = 1\n[repos.a]\n' });

  const error = await thrownBy(() => readUserConfig(folder, '/none'));

  expect(error.message).toBe(
    `There are errors in ${join(folder, 'gageconfig.toml')}\n` +
      '1:1: x is not a known key: only $schema and repos can be here\n' +
      '2:8: repos.a must be a map with "type", "path" or both',
  );
});

test('unknown keys are warnings', async () => {
  const folder = temporaryFolder({ 'gageconfig.toml': 'rpos = 1' });

  expect((await readUserConfig(folder, '/none')).warnings.map(({ message }) => message)).toEqual([
    'rpos is not a known key: did you mean "repos"?',
  ]);
});
