import { expect, test } from 'vitest';

import type { DataFile } from '../../src/operation/data-file.ts';
import { runsDirectory } from '../../src/operation/runs-directory.ts';
import type { Value } from '../../src/values/value.ts';
import { thrownBy } from './temporary-folder.ts';

const project = { directory: '/w/demo', namespace: 'demo', gageFilePath: '/w/demo/gage.toml' };

function gageFile(value: Value): DataFile {
  return { path: '/w/demo/gage.toml', format: 'toml', text: '', value, dates: [] };
}

function find(env: Record<string, string>, value?: Value, isProject = true): string {
  return runsDirectory({
    env,
    commandDir: '/w/demo/sub',
    homeDir: '/home/ann',
    project: isProject ? project : undefined,
    gageFile: value === undefined ? undefined : gageFile(value),
  });
}

test.each<[Record<string, string>, Value | undefined, string]>([
  [{ GAGE_RUNS: '/a', RUNS_DIR: '/b' }, { '$runs-dir': 'c' }, '/a'],
  [{ GAGE_RUNS: '', RUNS_DIR: '/b' }, { '$runs-dir': 'c' }, '/b'],
  [{ GAGE_RUNS: 'a' }, undefined, '/w/demo/sub/a'],
  [{ RUNS_DIR: '~/a' }, undefined, '/home/ann/a'],
  [{ GAGE_RUNS: '~' }, undefined, '/home/ann'],
  [{ GAGE_RUNS: '~bob/a' }, undefined, '/w/demo/sub/~bob/a'],
  [{}, { '$runs-dir': 'c' }, '/w/demo/c'],
  [{}, { '$runs-dir': '../c' }, '/w/c'],
  [{}, { '$runs-dir': '/c' }, '/c'],
  [{}, { '$runs-dir': '~/c' }, '/home/ann/c'],
  [{ X: '/s', USER: 'ann' }, { '$runs-dir': '$X/${USER}-runs' }, '/s/ann-runs'],
  [{}, { '$runs-dir': '' }, '/w/demo/.gage/runs'],
  [{}, { '$runs-dir': 5 }, '/w/demo/.gage/runs'],
  [{}, [], '/w/demo/.gage/runs'],
  [{}, undefined, '/w/demo/.gage/runs'],
])('%j and %j give %s', (env, value, expected) => {
  expect(find(env, value)).toBe(expected);
});

test('without a project, runs are in the home folder', () => {
  expect(find({}, undefined, false)).toBe('/home/ann/.gage/runs');
});

test('a variable that is not set is not left in the path', async () => {
  const error = await thrownBy(() => find({}, { '$runs-dir': '$SCRATCH/runs' }));

  expect(error.message).toBe(
    'The environment variable SCRATCH, named by $runs-dir in /w/demo/gage.toml, is not set',
  );
});
