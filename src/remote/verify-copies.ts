import { basename } from 'node:path';
import { join } from '../platform/paths.ts';
import { metaPathOf } from '../run/layout.ts';
import { currentMetaPath } from '../run/metadata.ts';
import { Run } from '../run/run.ts';
import { verifyRuns } from '../verify/verify-runs.ts';
import type { VerifyRunsOptions } from '../verify/verify-runs.ts';
import type { RunOutcome, TransferReport } from './transfer-report.ts';

/**
 * Reads runs that were copied to a runs directory again, and compares them with their manifests.
 * @returns the report with what was found: a copy with a file that is not what it should be has failed.
 */
export async function verifyCopies(
  report: TransferReport,
  runsDir: string,
  options: VerifyRunsOptions,
): Promise<TransferReport> {
  const copies = new Map(
    report.runs.flatMap((outcome) =>
      outcome.result === 'copied' ? [[outcome, copyOf(outcome, runsDir)]] : [],
    ),
  );
  const verified = await verifyRuns([...copies.values()], options);
  const found = new Map(verified.map((result) => [result.run, result]));
  const runs = report.runs.map((outcome): RunOutcome => {
    const copy = copies.get(outcome);
    const result = copy === undefined ? undefined : found.get(copy);
    if (result === undefined || !('verification' in result)) return outcome;
    const { verdict, changed, unreadable } = result.verification;
    const paths = [...changed, ...unreadable];
    if (paths.length > 0) {
      return { run: outcome.run, result: 'failed', problem: { kind: 'damaged', paths } };
    }
    return verdict === 'altered' ? { ...outcome, isAltered: true } : outcome;
  });
  return { ...report, runs };
}

function copyOf({ run: { run } }: RunOutcome, runsDir: string): Run {
  const runDir = join(runsDir, basename(run.runDir));
  return new Run(run.id, runDir, currentMetaPath(metaPathOf(runDir)));
}
