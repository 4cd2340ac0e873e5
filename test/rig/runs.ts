import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  OpCmd,
  OpDef,
  OpRef,
  execRun,
  finalizeRun,
  initRunMeta,
  makeRun,
  stageRun,
} from '../../src/index.ts';
import type { ExitedRun, Run, RunOptions, ValueMap } from '../../src/index.ts';
import { makeTempDir, writeFiles } from './folders.ts';

/** What a test run is made from. */
export interface RunSetup {
  readonly files?: Readonly<Record<string, string>>;
  readonly definition?: ValueMap;
  readonly command?: string | readonly string[];
  readonly config?: ValueMap;
  readonly projectDir?: string;
  readonly options?: RunOptions;
}

export const env: NodeJS.ProcessEnv = process.env;

/** An environment in which Python is called `python`, which it is not everywhere. */
export function envWithPython(): NodeJS.ProcessEnv {
  const folder = makeTempDir('bin');
  writeFileSync(join(folder, 'python'), '#!/bin/sh\nexec python3 "$@"\n', { mode: 0o755 });
  return { ...env, PATH: [folder, env['PATH']].join(delimiter) };
}

/** Makes and initializes a run of a project with the given files. */
export function initRun(setup: RunSetup): { readonly run: Run; readonly projectDir: string } {
  const projectDir = setup.projectDir ?? makeTempDir();
  writeFiles(projectDir, setup.files ?? {});
  const run = makeRun(new OpRef('project', 'op'), makeTempDir());
  const opdef = new OpDef('op', setup.definition ?? {});
  initRunMeta(run, opdef, setup.config ?? {}, new OpCmd(setup.command ?? 'true'));
  return { run, projectDir };
}

/** Makes a run and stages it. */
export async function stagedRun(setup: RunSetup): Promise<Run> {
  const { run, projectDir } = initRun(setup);
  await stageRun(run, projectDir, { env, ...setup.options });
  return run;
}

/** Makes a run, stages and executes it. */
export async function executedRun(setup: RunSetup): Promise<ExitedRun> {
  return execRun(await stagedRun(setup), { env, ...setup.options });
}

/** The whole life of a run. */
export async function finalizedRun(setup: RunSetup): Promise<Run> {
  const { run, exitCode } = await executedRun(setup);
  return finalizeRun(run, { env, exitCode, ...setup.options });
}
