import { readSharedSource } from '../batch/batch-store.ts';
import type { Batch } from '../batch/batch-store.ts';
import { createOptimizerSource } from '../batch/optimizer-source.ts';
import type { TrialSource } from '../batch/trial-source.ts';
import type { GivenValue } from '../config/check-values.ts';
import { readConfig } from '../config/read-config.ts';
import { fail } from '../failures/failures.ts';
import { splitFlags } from '../plan/flag-series.ts';
import { planRow } from '../plan/plan-batch.ts';
import type { PlannedBatch } from '../plan/plan-batch.ts';
import type { PlannedOperation } from '../plan/plan-run.ts';
import { planRun } from '../plan/plan-run.ts';
import { randomSeed } from '../platform/ids.ts';
import { isList, isMap, toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import type { RequestedOperation } from './requested-operation.ts';
import type { Workspace } from './workspace.ts';

/** A batch whose trials an optimizer says, one after another. */
export interface OptimizedBatch extends PlannedBatch {
  /** What the batch keeps of the optimizer, to go on with it. */
  readonly optimizer: ValueMap;
}

/** Plans a batch of an optimizer, which has no trials yet. Fails with `invalid-argument`, `invalid-flags`. */
export function planOptimized(
  { operation, flags }: RequestedOperation,
  { values }: CommandContext,
  { commandDir }: Workspace,
): OptimizedBatch {
  const command = values.text('optimizer') ?? '';
  const { fixed, series } = splitFlags(operation.settings, flags);
  const [several] = series;
  if (several !== undefined) {
    const message = `an optimizer chooses values: '${several.key}' cannot have several`;
    fail({ reason: 'invalid-argument', message });
  }
  if (command.trim() === '') {
    fail({
      reason: 'invalid-argument',
      message: 'what is the optimizer? It is given as a command',
    });
  }
  if (values.integer('trials') === 0) fail({ reason: 'empty-batch', files: [command] });
  planRun(operation, [{ origin: 'flag', values: fixed }]);
  const seed = values.integer('seed') ?? randomSeed();
  return {
    operation,
    files: [command],
    keys: [],
    trials: [],
    seed,
    optimizer: {
      command,
      directory: commandDir,
      trials: values.integer('trials') ?? null,
      timeout_s: values.integer('optimizer-timeout') ?? DEFAULT_TIMEOUT_S,
      flags: fixed.map(({ key, value, text }) => ({ key, value, text: text ?? null })),
    },
  };
}

/** Long enough for one that fits a model before it answers. */
const DEFAULT_TIMEOUT_S = 600;

/** Makes the source of a batch's trials; it does not wait for an answer any more when the signal is aborted. */
export type OpenSource = (signal: AbortSignal) => TrialSource;

/** How the optimizer of a batch is opened, of one that is new or goes on; undefined for a batch without one. */
export async function optimizerOf(
  batch: Batch,
  knownTrials: number,
  { terminal }: CommandContext,
  { env }: Workspace,
): Promise<OpenSource | undefined> {
  const { base, optimizer, seed = 0 } = batch.plan;
  if (optimizer === undefined) return undefined;
  const command = textOr(optimizer['command'], '');
  // What the batch keeps of the project, whatever has become of that since.
  const { settings } = await readConfig(readSharedSource(batch).dir, base.opdef.config);
  const operation: PlannedOperation = {
    ...base,
    gageFilePath: '',
    settings,
    uncounted: base.uncounted ?? [],
    warnings: [],
  };
  const flags = readFlags(optimizer['flags']);
  const { config } = planRun(operation, [{ origin: 'flag', values: flags }]);
  const timeout = toNumber(optimizer['timeout_s']);
  return (signal) =>
    createOptimizerSource({
      command,
      cwd: textOr(optimizer['directory'], base.projectDir),
      env,
      operation: base.opref.name,
      flags: config,
      seed,
      maxTrials: toNumber(optimizer['trials']),
      knownTrials,
      timeoutMs: (timeout ?? DEFAULT_TIMEOUT_S) * 1000,
      signal,
      plan: (given, number) => {
        const row = Object.entries(given).map(([key, value]) => ({ key, value }));
        return planRow(operation, command, { row: number, values: row }, flags);
      },
      onError: (text) => {
        terminal.errLines(text.trimEnd());
      },
    });
}

function readFlags(flags: Value | undefined): readonly GivenValue[] {
  return (isList(flags) ? flags : []).flatMap((flag): readonly GivenValue[] => {
    if (!isMap(flag) || typeof flag['key'] !== 'string') return [];
    const { key, value = null, text } = flag;
    return [{ key, value, ...(typeof text === 'string' ? { text } : {}) }];
  });
}

function textOr(value: Value | undefined, other: string): string {
  return typeof value === 'string' ? value : other;
}
