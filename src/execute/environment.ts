import { resolve } from 'node:path';
import { attemptAt } from '../run/layout.ts';
import type { Run } from '../run/run.ts';
import { isMasked } from '../run/secret-values.ts';

/** A command's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment of a phase is made from, the weakest first. */
export interface EnvironmentSources {
  /** Variables of whoever starts the command. */
  readonly caller: Environment;
  /** Variables of the operation. */
  readonly operation: Environment;
  /** The project, where it is known; a run that was moved has none. */
  readonly projectDir: string | undefined;
  /** The caller's working directory. */
  readonly parentDir: string | undefined;
}

/**
 * The environment of a command of a run, the same set in every phase. Gage's own variables win over
 * the operation's, those over the caller's, so a run started from inside another run sees its own
 * values. Names are given in upper and in lower case.
 */
export function phaseEnvironment(run: Run, sources: EnvironmentSources): Environment {
  const own: Record<string, string | undefined> = {
    RUN_ID: run.id,
    run_id: run.id,
    RUN_DIR: run.runDir,
    run_dir: run.runDir,
    // Byte code written into the run directory would become part of the run.
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const attempt = attemptAt(run.runDir);
  // A number that is higher for whoever was started later: what is shared outside can be fenced by it.
  // One of a run that has started this one says nothing here.
  own['RUN_ATTEMPT'] = attempt === undefined ? undefined : String(attempt.number);
  if (sources.projectDir !== undefined) {
    // Commands work in the run directory: a path from elsewhere would lead nowhere.
    const projectDir = resolve(sources.projectDir);
    own['PROJECT_DIR'] = projectDir;
    own['project_dir'] = projectDir;
  }
  if (sources.parentDir !== undefined) own['PARENT_PWD'] = sources.parentDir;
  // Without it Python holds back standard output and mixes it up with standard error.
  const defaults = { PYTHONUNBUFFERED: '1' };
  // What was masked when the run was made is not written down: the caller's value counts.
  const operation = Object.entries(sources.operation).filter(
    ([, value]) => value === undefined || !isMasked(value),
  );
  return { ...defaults, ...sources.caller, ...Object.fromEntries(operation), ...own };
}
