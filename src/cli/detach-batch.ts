import { BATCH } from '../batch/batch-layout.ts';
import { batchRunner } from '../batch/batch-store.ts';
import type { Batch } from '../batch/batch-store.ts';
import { LedgerWriter } from '../batch/ledger.ts';
import { startDetachedSelf } from '../platform/detached-process.ts';
import { join } from '../platform/paths.ts';
import { isProcessAlive } from '../platform/process-identity.ts';
import { startTimer } from '../platform/timers.ts';
import type { ValueMap } from '../values/value.ts';
import { settingsArguments } from './batch-settings.ts';
import type { BatchSettings } from './batch-settings.ts';
import type { CommandContext } from './command.ts';
import { writeJson } from './json-output.ts';
import { span } from './style.ts';

/** How often it is looked whether the process has begun. */
const LOOK_MS = 20;

/** Has a batch made by a process that goes on when the terminal is gone. @returns the exit status of the program. */
export async function detachBatch(
  batch: Batch,
  settings: BatchSettings,
  unneeded: ReadonlyMap<number, ValueMap>,
  { host, terminal, values }: CommandContext,
): Promise<number> {
  const ledger = new LedgerWriter(batch.dir);
  for (const [trial, comparable] of unneeded) ledger.add({ type: 'skipped', trial, comparable });
  const resume = ['batch', 'resume', batch.id, '--quiet', ...settingsArguments(settings)];
  const args = ['--runs', batch.runsDir, ...resume];
  const pid = await startDetachedSelf(args, host.cwd, join(batch.dir, BATCH.log));
  await takenBy(pid, batch);
  if (values.isGiven('json')) {
    writeJson({ batch: { id: batch.id, name: batch.name }, pid }, terminal);
    return 0;
  }
  terminal.outLines(
    `Batch ${batch.name} is run in the background (process ${pid})`,
    '',
    [{ text: 'To watch it, use ' }, span('command', `'gage batch attach ${batch.name}'`)],
    [{ text: 'To stop it, use ' }, span('command', `'gage batch stop ${batch.name}'`)],
  );
  return 0;
}

/** From then on the batch can be watched, paused and stopped; a process that has ended already is not waited for. */
async function takenBy(pid: number, batch: Batch): Promise<void> {
  while (isProcessAlive(pid) && batchRunner(batch)?.pid !== pid) await startTimer(LOOK_MS).done;
}
