import type { RunRecord } from '../catalog/run-record.ts';
import type { ValueMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { writeJson } from './json-output.ts';

/** Tells what a command has done: lines for people on stderr, or an outcome for programs on stdout. */
export function reportChange(
  { values, terminal }: CommandContext,
  outcome: ValueMap,
  ...lines: readonly string[]
): void {
  if (values.isGiven('json')) writeJson(outcome, terminal);
  else terminal.errLines(...lines.map(escapeLine));
}

/** Runs as an outcome lists them. */
export function changedRuns(runs: readonly { readonly run: RunRecord }[]): ValueMap[] {
  return runs.map(({ run }) => ({ id: run.id, name: run.name }));
}
