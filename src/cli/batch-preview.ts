import type { PlannedBatch, PlannedTrial } from '../plan/plan-batch.ts';
import type { Comparable, UnneededTrials } from '../plan/needed-trials.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { comparableFacts, trialFacts } from './batch-json.ts';
import { escapeLine } from './escape-text.ts';
import { writeJson } from './json-output.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import { strictJson } from './run-json.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What is known of a batch before it is performed. */
export interface BatchPreview {
  readonly batch: PlannedBatch;
  /** The trials that would be skipped; undefined when that is not asked for. */
  readonly unneeded: UnneededTrials | undefined;
}

/** Shows the trials of a batch with their values, and whether each is needed. */
export function showBatchPreview(
  { batch, unneeded }: BatchPreview,
  terminal: Terminal,
  isJson: boolean,
): void {
  if (isJson) {
    writeJson(previewJson({ batch, unneeded }), terminal);
    return;
  }
  const columns = [
    { header: '#', style: 'index' as const },
    ...batch.keys.map((key) => ({ header: escapeLine(key) })),
    ...(unneeded === undefined ? [] : [{ header: 'needed' }]),
  ];
  const rows = batch.trials.map((trial) => [
    String(trial.number),
    ...batch.keys.map((key) => cellText(trial.values[key])),
    ...(unneeded === undefined ? [] : [neededText(unneeded.get(trial))]),
  ]);
  const lines = renderTable({ columns, rows }, panelContentLayout(terminal));
  const title = `${batch.trials.length} ${batch.trials.length === 1 ? 'run' : 'runs'} of ${escapeLine(batch.operation.opdef.name)}`;
  terminal.outBlock(renderPanel({ title, lines }, terminal));
}

/**
 * `batch`: `operation`, `files`, `count`, `needed` (how many would be run), and the `trials`, each with
 * its whole `config`, whether it is `needed`, and what it is `comparable` to.
 */
function previewJson({ batch, unneeded }: BatchPreview): ValueMap {
  return {
    batch: {
      operation: batch.operation.opdef.name,
      files: batch.files,
      count: batch.trials.length,
      needed: batch.trials.length - (unneeded?.size ?? 0),
      trials: batch.trials.map((trial) => trialJson(trial, unneeded?.get(trial))),
    },
  };
}

function trialJson(trial: PlannedTrial, comparable: Comparable | undefined): ValueMap {
  return {
    ...trialFacts(trial),
    config: strictJson(trial.plan.config),
    needed: comparable === undefined,
    ...(comparable === undefined ? {} : { comparable: comparableFacts(comparable) }),
  };
}

/** An empty cell is a key the trial's row does not have. */
function cellText(value: Value | undefined): string {
  if (value === undefined) return '';
  return value === null ? 'null' : escapeLine(formatDisplayValue(value));
}

function neededText(comparable: Comparable | undefined): string {
  if (comparable === undefined) return 'yes';
  return comparable.kind === 'run'
    ? `no (${comparable.run.name})`
    : `no (${comparable.trial.number})`;
}
