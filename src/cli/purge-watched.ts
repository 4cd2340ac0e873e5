import { yieldToEvents } from '../platform/timers.ts';
import { purgeRuns } from '../run/move-run.ts';
import type { MoveOptions } from '../run/move-run.ts';
import type { Run } from '../run/run.ts';
import type { CommandContext } from './command.ts';
import { withProgress } from './long-work.ts';

/** Runs that are deleted before it is looked whether the user wants to stop. */
const AT_ONCE = 8;

/**
 * Deletes runs for good with a progress bar, and lets the user stop it. Fails with `run-active`, with
 * `deletion-stopped`.
 */
export async function purgeWatched(
  runs: readonly Run[],
  options: MoveOptions,
  context: Pick<CommandContext, 'host' | 'terminal'>,
): Promise<void> {
  const stopped = { reason: 'deletion-stopped' } as const;
  await withProgress(context, 'Deleting runs', stopped, async ({ signal, onFraction }) => {
    for (let at = 0; at < runs.length; at += AT_ONCE) {
      onFraction(at / runs.length);
      await yieldToEvents();
      signal.throwIfAborted();
      purgeRuns(runs.slice(at, at + AT_ONCE), options);
    }
  });
}
