import { join } from '../platform/paths.ts';
import { BATCHES_DIR } from '../run/layout.ts';

/** Names of the files of a batch, in its folder; docs/run-format.md explains them. */
export const BATCH = {
  plan: 'plan.jsonl',
  ledger: 'ledger',
  source: 'source',
  sourceState: 'source-state.json',
  runner: 'runner.json',
  log: 'log',
} as const;

/** The folder that holds the batches of a runs directory. */
export function batchesDirOf(runsDir: string): string {
  return join(runsDir, BATCHES_DIR);
}

export function batchDirOf(runsDir: string, id: string): string {
  return join(batchesDirOf(runsDir), id);
}
