import { fail } from '../failures/failures.ts';
import { OpDef } from '../operation/operation-definition.ts';
import type { PlannedTrial, TrialRow } from '../plan/plan-batch.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { hashText } from '../platform/file-tree.ts';
import { makeReadOnly, readTextIfExists, writeFileDurable } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { OpRef } from '../run/operation-reference.ts';
import { OpCmd } from '../run/run.ts';
import { SecretValues } from '../run/secret-values.ts';
import { emptyMap, isList, isMap, toNumber, valuesEqual } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { BATCH } from './batch-layout.ts';
import { formatCheckedLine, parseCheckedLine } from './checked-lines.ts';

/** What a batch is to be: written when it is made, and never changed. */
export interface BatchPlan {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** The login name of who made it. */
  readonly user: string;
  readonly label: string | undefined;
  /** What every trial has: its configuration is that of a trial without values of its own. */
  readonly base: PlannedRun;
  /** Where the trials are from, as messages call it. */
  readonly sources: readonly string[];
  /** What was left to chance began with it. */
  readonly seed: number | undefined;
  /** The keys trials have values for. */
  readonly keys: readonly string[];
  /** How it is run unless whoever runs it says otherwise. */
  readonly settings: ValueMap;
  /** Those known in advance. */
  readonly trials: readonly BatchTrial[];
  /** The program that says what to try, where not all is known in advance. */
  readonly optimizer: ValueMap | undefined;
}

/** A trial of a batch, with the id of the run that is to be its result. */
export interface BatchTrial extends PlannedTrial {
  readonly runId: string;
}

/** The schema of plans this program writes and reads. */
const PLAN_SCHEMA = 1;

/** Writes the plan of a new batch: a line for the batch, and one for each trial. */
export function writeBatchPlan(batchDir: string, plan: BatchPlan): void {
  const lines = plan.trials.map((trial) => formatCheckedLine(trialLine(trial, plan.base))).join('');
  const { opref, opdef, projectDir, command, config, userKeys, uncounted } = plan.base;
  const secrets = secretsIn(plan.base);
  const head = formatCheckedLine({
    schema: PLAN_SCHEMA,
    batch: plan.id,
    created: plan.created,
    user: plan.user,
    label: plan.label ?? null,
    operation: { namespace: opref.namespace, name: opref.name, version: opref.version ?? null },
    opdef: secrets.maskDefinition(opdef.definition),
    project_dir: projectDir,
    command: secrets.maskCommand(command.args),
    env: secrets.maskEnv(command.env),
    config: secrets.maskMap(config),
    user_keys: userKeys,
    uncounted: uncounted ?? null,
    sources: plan.sources,
    seed: plan.seed ?? null,
    keys: plan.keys,
    settings: plan.settings,
    optimizer: plan.optimizer ?? null,
    trials: plan.trials.length,
    digest: hashText(lines),
  });
  const path = join(batchDir, BATCH.plan);
  writeFileDurable(path, head + lines);
  makeReadOnly(path);
}

/**
 * Reads the plan of a batch. Fails with `batch-plan-missing`; with `batch-plan-changed` when it is not as
 * it was written; with `unsupported-batch-schema`.
 */
export function readBatchPlan(batchDir: string): BatchPlan {
  const path = join(batchDir, BATCH.plan);
  const text = readTextIfExists(path);
  if (text === undefined) fail({ reason: 'batch-plan-missing', path });
  const end = text.indexOf('\n');
  const head = parseHead(text.slice(0, Math.max(end, 0)), path);
  const rest = text.slice(end + 1);
  const lines = rest.split('\n').slice(0, -1);
  const facts = lines.map((line, index) => {
    const parsed = parseCheckedLine(line);
    return parsed ?? fail({ reason: 'batch-plan-changed', path, line: index + 2 });
  });
  // Each line is whole: one was taken away, added or moved.
  if (hashText(rest) !== head['digest']) fail({ reason: 'batch-plan-changed', path });
  const base = parseBase(head);
  return {
    id: textOf(head['batch']),
    created: toNumber(head['created']) ?? 0,
    user: textOf(head['user']),
    label: typeof head['label'] === 'string' ? head['label'] : undefined,
    base,
    sources: textsOf(head['sources']),
    seed: toNumber(head['seed']),
    keys: textsOf(head['keys']),
    settings: mapOf(head['settings']),
    trials: facts.map((line) => parseTrialLine(line, base)),
    optimizer: isMap(head['optimizer']) ? head['optimizer'] : undefined,
  };
}

function parseHead(line: string, path: string): ValueMap {
  const head = parseCheckedLine(line);
  if (head === undefined) fail({ reason: 'batch-plan-changed', path, line: 1 });
  const schema = toNumber(head['schema']);
  if (schema !== PLAN_SCHEMA) {
    fail({ reason: 'unsupported-batch-schema', path, schema: String(schema) });
  }
  return head;
}

function parseBase(head: ValueMap): PlannedRun {
  const operation = mapOf(head['operation']);
  const name = textOf(operation['name']);
  const version = operation['version'];
  const { command } = head;
  const env = emptyMap<string>();
  for (const [key, value] of Object.entries(mapOf(head['env']))) env[key] = textOf(value);
  return {
    opref: new OpRef(
      textOf(operation['namespace']),
      name,
      typeof version === 'string' ? version : undefined,
    ),
    opdef: new OpDef(name, mapOf(head['opdef'])),
    projectDir: textOf(head['project_dir']),
    command: new OpCmd(typeof command === 'string' ? command : textsOf(command), env),
    config: mapOf(head['config']),
    userKeys: textsOf(head['user_keys']),
    ...(isList(head['uncounted']) ? { uncounted: textsOf(head['uncounted']) } : {}),
  };
}

/** Who goes on with a batch in another process has no secrets: its trials fail and say so. */
function secretsIn({ config, command, opdef }: PlannedRun): SecretValues {
  return new SecretValues({ config, env: command.env, definition: opdef.definition });
}

/** A trial in as few words as possible: of its configuration what differs from that of the batch. */
export function trialLine(trial: BatchTrial, base: PlannedRun): ValueMap {
  const { number, runId, rows, values, plan } = trial;
  const changed = emptyMap();
  for (const [key, value] of Object.entries(plan.config)) {
    const known = Object.hasOwn(base.config, key) ? base.config[key] : undefined;
    if (known === undefined || !valuesEqual(known, value)) changed[key] = value;
  }
  const secrets = secretsIn(plan);
  const without = Object.keys(base.config).filter((key) => !Object.hasOwn(plan.config, key));
  return {
    trial: number,
    run: runId,
    rows: rows.map(({ file, row }) => ({ file, row })),
    values: secrets.maskMap(values),
    config: secrets.maskMap(changed),
    ...(without.length > 0 ? { without } : {}),
    user_keys: plan.userKeys,
  };
}

export function parseTrialLine(line: ValueMap, base: PlannedRun): BatchTrial {
  const config = Object.assign(emptyMap(), base.config, mapOf(line['config']));
  for (const key of textsOf(line['without'])) delete config[key];
  const rows = isList(line['rows']) ? line['rows'].filter((row) => isMap(row)) : [];
  return {
    number: toNumber(line['trial']) ?? 0,
    runId: textOf(line['run']),
    rows: rows.map((row): TrialRow => ({
      file: textOf(row['file']),
      row: toNumber(row['row']) ?? 0,
    })),
    values: mapOf(line['values']),
    plan: { ...base, config, userKeys: textsOf(line['user_keys']) },
  };
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

function mapOf(value: Value | undefined): ValueMap {
  return isMap(value) ? value : emptyMap();
}
