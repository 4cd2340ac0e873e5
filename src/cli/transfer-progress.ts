import type { TransferOptions } from '../remote/transfer-report.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { withProgress } from './long-work.ts';

/**
 * Copies with a progress bar, and lets the user stop it. With `--verbose`, what rclone tells is shown
 * on stdout, unless that has JSON. Fails with `transfer-stopped`, and as the work does.
 */
export async function withTransferProgress<T>(
  context: CommandContext,
  description: string,
  work: (options: TransferOptions) => Promise<T>,
): Promise<T> {
  const { values } = context;
  const isTelling = values.isGiven('verbose') && !values.isGiven('json');
  return withProgress(
    context,
    description,
    { reason: 'transfer-stopped' },
    async ({ signal, onFraction, writeAbove }) =>
      work({
        signal,
        onProgress: (done, total) => {
          onFraction(total === 0 ? undefined : done / total);
        },
        onLog: isTelling
          ? (text) => {
              writeAbove(`${escapeLine(text)}\n`);
            }
          : undefined,
      }),
  );
}
