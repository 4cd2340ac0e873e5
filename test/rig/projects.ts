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
import type { Run, RunOptions, Value } from '../../src/index.ts';
import { makeTempDir, writeFiles } from './folders.ts';

/** A project with a runs directory outside of it, where runs of several operations are made. */
export interface TestProject {
  readonly projectDir: string;
  readonly runsDir: string;
  /** Makes a run of an operation with the given `depends` and stages it. */
  readonly stage: (depends: Value, more?: RunSetting) => Promise<Run>;
  /** The whole life of a run whose command is a line of shell. */
  readonly finish: (operation: string, command: string, more?: RunSetting) => Promise<Run>;
}

/** What else there is to say of a run. */
export interface RunSetting {
  readonly id?: string;
  readonly namespace?: string;
  readonly config?: Readonly<Record<string, Value>>;
  readonly definition?: Readonly<Record<string, Value>>;
  readonly options?: RunOptions;
}

export function makeProject(files: Readonly<Record<string, string>> = {}): TestProject {
  const projectDir = makeTempDir();
  const runsDir = makeTempDir('runs');
  writeFiles(projectDir, files);
  const make = (name: string, command: string, own: RunSetting['definition'], more: RunSetting) => {
    const run = makeRun(new OpRef(more.namespace ?? 'project', name), runsDir, more.id);
    const definition = { sourcecode: false, ...own, ...more.definition };
    initRunMeta(run, new OpDef(name, definition), more.config ?? {}, new OpCmd(command));
    return run;
  };
  const env = process.env;
  return {
    projectDir,
    runsDir,
    stage: async (depends, more = {}) => {
      const run = make('op', 'true', { depends }, more);
      await stageRun(run, projectDir, { env, ...more.options });
      return run;
    },
    finish: async (operation, command, more = {}) => {
      const run = make(operation, command, {}, more);
      await stageRun(run, projectDir, { env, ...more.options });
      return finalizeRun((await execRun(run, { env })).run, { env });
    },
  };
}
