import { SecretValues } from '../run/secret-values.ts';
import type { PlannedBatch, PlannedTrial } from '../plan/plan-batch.ts';
import type { Comparable, NeededBecause, TrialNeeds } from '../plan/needed-trials.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { comparableFacts, seedFacts, trialFacts } from './batch-json.ts';
import { escapeLine } from './escape-text.ts';
import { writeJson } from './json-output.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import { strictJson } from './run-json.ts';
import { comparedJson, differencesText, unusableJson } from './reuse-text.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What is known of a batch before it is performed. */
export interface BatchPreview {
  readonly batch: PlannedBatch;
  /** Which trials would be skipped; undefined when that is not asked for. */
  readonly needs: TrialNeeds | undefined;
}

/** Shows the trials of a batch with their values, and whether each is needed. */
export function showBatchPreview(
  { batch, needs }: BatchPreview,
  terminal: Terminal,
  isJson: boolean,
): void {
  if (isJson) {
    writeJson(previewJson({ batch, needs }), terminal);
    return;
  }
  const columns = [
    { header: '#', style: 'index' as const },
    ...batch.keys.map((key) => ({ header: escapeLine(key) })),
    ...(needs === undefined ? [] : [{ header: 'needed', overflow: 'wrap' as const }]),
  ];
  const textOf = cellTexts();
  const rows = batch.trials.map((trial) => [
    String(trial.number),
    ...batch.keys.map((key) => textOf(trial.values[key])),
    ...(needs === undefined ? [] : [neededText(trial, needs)]),
  ]);
  const lines = renderTable({ columns, rows }, panelContentLayout(terminal));
  const runs = `${batch.trials.length} ${batch.trials.length === 1 ? 'run' : 'runs'}`;
  const seed = batch.seed === undefined ? '' : ` (seed ${batch.seed})`;
  const title = `${runs} of ${escapeLine(batch.operation.opdef.name)}${seed}`;
  terminal.outBlock(renderPanel({ title, lines }, terminal));
}

/**
 * `batch`: `operation`, `files`, `count`, `needed` (how many would be run), and the `trials`, each with
 * its whole `config`, whether it is `needed`, and what it is `comparable` to; one that is needed although
 * there is a run with its configuration has that as `nearest`, or as `unusable`.
 */
function previewJson({ batch, needs }: BatchPreview): ValueMap {
  return {
    batch: {
      operation: batch.operation.opdef.name,
      files: batch.files,
      ...seedFacts(batch),
      count: batch.trials.length,
      needed: batch.trials.length - (needs?.unneeded.size ?? 0),
      trials: batch.trials.map((trial) =>
        trialJson(trial, needs?.unneeded.get(trial), needs?.because.get(trial)),
      ),
    },
  };
}

function trialJson(
  trial: PlannedTrial,
  comparable: Comparable | undefined,
  because: NeededBecause | undefined,
): ValueMap {
  return {
    ...trialFacts(trial),
    config: strictJson(withoutSecrets(trial.plan)),
    needed: comparable === undefined,
    ...(comparable === undefined ? {} : { comparable: comparableFacts(comparable) }),
    ...(because?.kind === 'different' ? { nearest: comparedJson(because.compared) } : {}),
    ...(because?.kind === 'unusable' ? { unusable: [unusableJson(because.unusable)] } : {}),
  };
}

function withoutSecrets({ config, command, opdef }: PlannedTrial['plan']): ValueMap {
  const { definition } = opdef;
  return new SecretValues({ config, env: command.env, definition }).maskMap(config);
}

/** {@link cellText}, which a grid asks for the same few numbers again and again. */
function cellTexts(): (value: Value | undefined) => string {
  const known = new Map<Value | undefined, string>();
  return (value) => {
    let text = known.get(value);
    if (text === undefined) {
      text = cellText(value);
      known.set(value, text);
    }
    return text;
  };
}

/** An empty cell is a key the trial's row does not have. */
function cellText(value: Value | undefined): string {
  if (value === undefined) return '';
  return value === null ? 'null' : escapeLine(formatDisplayValue(value));
}

function neededText(trial: PlannedTrial, { unneeded, because }: TrialNeeds): string {
  const comparable = unneeded.get(trial);
  if (comparable?.kind === 'run') return `no (${comparable.run.name})`;
  if (comparable !== undefined) return `no (${comparable.trial.number})`;
  const reason = because.get(trial);
  switch (reason?.kind) {
    case undefined:
      return 'yes';
    case 'unusable': {
      const { run, because: why } = reason.unusable;
      return `yes (${run.name} ${UNUSABLE[why]})`;
    }
    case 'different': {
      const { run, differences } = reason.compared;
      return `yes (${run.name}: ${differencesText(differences)})`;
    }
  }
}

const UNUSABLE = {
  failed: 'failed',
  'not-finished': 'is not finished',
  altered: 'is not what it was',
} as const;
