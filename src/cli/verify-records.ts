import type { RunRecord } from '../catalog/run-record.ts';
import { verifyRuns } from '../verify/verify-runs.ts';
import type { CommandContext } from './command.ts';
import { withProgress } from './long-work.ts';
import type { VerifiedRecord } from './verification-text.ts';

/** Verifies runs with a progress bar, and lets the user stop it. Fails with `verification-stopped`. */
export async function verifyRecords(
  records: readonly RunRecord[],
  context: Pick<CommandContext, 'host' | 'terminal'>,
): Promise<readonly VerifiedRecord[]> {
  const results = await withProgress(
    context,
    'Verifying runs',
    { reason: 'verification-stopped' },
    async ({ signal, onFraction }) =>
      verifyRuns(
        records.map(({ run }) => run),
        { signal, onProgress: onFraction },
      ),
  );
  const byRun = new Map(results.map((result) => [result.run, result]));
  return records.flatMap((record): VerifiedRecord | readonly [] => {
    const result = byRun.get(record.run);
    if (result === undefined) return [];
    return 'verification' in result
      ? { record, verification: result.verification }
      : { record, problem: result.failure.message };
  });
}
