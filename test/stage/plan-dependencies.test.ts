import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OpDef } from '../../src/index.ts';
import { planDependencies } from '../../src/stage/resolve-dependencies.ts';
import { makeTempDir } from '../rig/folders.ts';
import { makeProject } from '../rig/projects.ts';

test('a plan tells what each dependency stands for, or why it stands for nothing, and writes nothing', async () => {
  const project = makeProject({ 'data/a.csv': '' });
  const { projectDir, runsDir } = project;
  const run = await project.finish('prepare', 'echo 1 > x');
  const before = readdirSync(runsDir, { recursive: true });
  const opdef = new OpDef('op', {
    depends: [
      { files: 'data', target: 'in' },
      { 'run-select': 'prepare' },
      { 'run-select': 'train' },
      { url: 'http://127.0.0.1:1/x.csv' },
      { files: 'data "' },
    ],
  });
  const plan = planDependencies(opdef, {
    projectDir,
    runsDir,
    namespace: 'project',
    homeDir: makeTempDir(),
  });
  expect(
    plan.map((item) => (item.resolved === undefined ? item.failure.reason : item.resolved.content)),
  ).toEqual([
    {
      kind: 'files',
      isLinked: false,
      files: [{ source: join(projectDir, 'data/a.csv'), path: 'in/data/a.csv' }],
    },
    {
      kind: 'files',
      isLinked: false,
      files: [
        {
          source: join(run.runDir, 'x'),
          path: 'x',
          expected: {
            statedBy: 'manifest',
            sha256: '4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865',
          },
        },
      ],
    },
    'dependency-missing',
    { kind: 'fetched', name: 'x.csv', target: undefined, sha256: undefined, isUnpacked: false },
    'invalid-pattern',
  ]);
  expect(plan[1]?.resolved?.origin).toMatchObject({ kind: 'run', run: { id: run.id } });
  expect(readdirSync(runsDir, { recursive: true })).toEqual(before);
});
