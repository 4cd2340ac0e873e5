import { fail } from '../failures/failures.ts';
import type { TransferOptions } from '../remote/transfer-report.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { ProgressLine } from './progress-line.ts';

/**
 * Does long work with a progress bar, and lets the user stop it. With `--verbose`, what rclone tells
 * is shown on stdout, unless that has JSON. Fails with `transfer-stopped`, and as the work does.
 */
export async function withTransferProgress<T>(
  { host, terminal, values }: CommandContext,
  description: string,
  work: (options: TransferOptions) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(terminal, { nowMs: host.nowMillis, every: host.every });
  const stop = new AbortController();
  const removeListener = host.onStopSignal(() => {
    stop.abort();
  });
  const isTelling = values.isGiven('verbose') && !values.isGiven('json');
  line.update({ description });
  try {
    return await work({
      signal: stop.signal,
      onProgress: (done, total) => {
        line.update({ description, fraction: total === 0 ? undefined : done / total });
      },
      onLog: isTelling
        ? (text) => {
            line.writeAbove(`${escapeLine(text)}\n`);
          }
        : undefined,
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return fail({ reason: 'transfer-stopped' }, error);
  } finally {
    line.stop();
    removeListener();
  }
}
