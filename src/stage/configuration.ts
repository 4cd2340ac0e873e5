import { applyConfig as applyToFiles, formatPatch } from '../config/apply-config.ts';
import { describeConfigProblem } from '../config/config-documents.ts';
import { defaultValues, readConfig } from '../config/read-config.ts';
import { fail } from '../failures/failures.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { writeMember } from '../run/members.ts';
import { META } from '../run/layout.ts';
import { readMap, withMeta } from '../run/metadata.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { secretsOf } from '../run/kept-secrets.ts';
import { isMasked } from '../run/secret-values.ts';
import { valuesEqual } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { readStagedDefinition } from './read-definition.ts';
import type { SourceOptions } from './source.ts';
import { StagedFolder } from './staged-folder.ts';

/** Staging options that concern configuration. */
export interface ConfigOptions extends SourceOptions {
  /**
   * The keys the user gave values for. Without it they are those whose value differs from what the
   * staged files say.
   */
  readonly userKeys?: readonly string[];
  /**
   * Writes down what the run is made of, so that it can be found when the same is to be run again.
   * `uncounted` are source files that only say what is to be run: they do not count.
   */
  readonly fingerprint?: { readonly uncounted: readonly string[] };
  /** Called when everything is in place, before the files are closed; staging waits for it. */
  readonly beforeSeal?: (run: Run) => Promise<void>;
}

/**
 * Writes the run's configuration into its copies of the configuration files, and the differences
 * into `log/patched`. Only values the user set are touched. Records the files as source code.
 *
 * Fails with `run-dir-missing`, `run-meta-missing`, `run-not-pending`, `config-not-applied`,
 * `config-not-staged`.
 */
export async function applyConfig(run: Run, options: ConfigOptions = {}): Promise<void> {
  const opdef = readStagedDefinition(run);
  const folder = new StagedFolder(run, false, true);
  await applyConfigPhase(openRunnerLog(run, options.onEvent), opdef, options, folder);
}

export async function applyConfigPhase(
  log: RunnerLog,
  opdef: OpDef,
  options: ConfigOptions,
  folder: StagedFolder,
): Promise<void> {
  const { run } = log;
  log.send({ type: 'step', run, step: 'stage-config' });
  log.log('Applying configuration (see log/patched)');
  const config = withMeta(run.metaDir, (meta) => readMap(meta, META.config));
  const values = await userValues(run, opdef, config, options.userKeys);
  const lost = [...values].filter(([, value]) => isMasked(value)).map(([key]) => key);
  if (lost.length > 0) fail({ reason: 'secret-not-kept', what: lost });
  const applied = await applyToFiles(run.runDir, opdef.config, values);
  for (const problem of applied.problems) {
    log.send({ type: 'notice', run, message: describeConfigProblem(problem) });
  }
  // A run that says it has a value and does not would be worse than none. Without the user's own
  // keys there is only a guess of what was set.
  if (options.userKeys !== undefined && applied.unplacedKeys.length > 0) {
    fail({ reason: 'config-not-staged', keys: applied.unplacedKeys });
  }
  if (applied.patches.length > 0) {
    const patch = secretsOf(run.id).maskPatch(formatPatch(applied.patches));
    writeMember(run.metaDir, META.patchLog, patch);
  }
  for (const { path } of applied.patches) folder.noteChange(path);
  folder.record('s');
}

/** The values that somebody set: those of the given keys, else those that differ from what the files say. */
async function userValues(
  run: Run,
  opdef: OpDef,
  config: ValueMap,
  userKeys: readonly string[] | undefined,
): Promise<ReadonlyMap<string, Value>> {
  const keys = userKeys ?? (await changedKeys(run, opdef, config));
  return new Map(keys.map((key) => [key, config[key] ?? null]));
}

async function changedKeys(run: Run, opdef: OpDef, config: ValueMap): Promise<readonly string[]> {
  const defaults = defaultValues(await readConfig(run.runDir, opdef.config));
  return Object.entries(config)
    .filter(([key, value]) => !valuesEqual(defaults.get(key) ?? null, value))
    .map(([key]) => key);
}
