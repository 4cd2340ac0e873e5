import { isPublished } from '../../attempt/observe-attempts.ts';
import { settleLeftAttempts } from '../../attempt/settle-attempts.ts';
import { batchDirOf } from '../../batch/batch-layout.ts';
import { removeUnbornBatches } from '../../batch/batch-store.ts';
import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { join } from '../../platform/paths.ts';
import { runName } from '../../run/proquint.ts';
import { needsRecovery, recoverRun, removeUnborn } from '../../recover-run.ts';
import { listDirectory, pathExists } from '../../platform/files.ts';
import { attemptAt, attemptsNameId } from '../../run/layout.ts';
import { statusOfExit } from '../../run/status.ts';
import { chooseFrom } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { countRuns } from '../confirm-change.ts';
import { errorFacts } from '../error-json.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { describeExpectedError } from '../report-error.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/**
 * `gage recover`: finishes runs that a killed process left behind. One that cannot be finished keeps no
 * other from it; what was in its way is told at the end.
 */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir, env } = await openWorkspace(context);
  const { runs: all, problems } = listRuns(runsDir);
  for (const { path, problem } of problems) warn(`cannot read ${path}: ${problem}`, terminal);
  const specs = values.texts('run');
  const asked = specs.length === 0 ? all : specs.map((spec) => chooseFrom(all, spec, problems));
  const recovered: { readonly record: RunRecord; readonly status: string }[] = [];
  const failed: {
    readonly record: RunRecord;
    readonly error: unknown;
    readonly problem: string;
  }[] = [];
  const waiting: RunRecord[] = [];
  const removed: string[] = [];
  for (const record of asked) {
    try {
      if (!needsRecovery(record.run)) continue;
      if (specs.length === 0 && isOfBatch(record, runsDir)) {
        waiting.push(record);
        continue;
      }
      const { exitCode } = await recoverRun(record.run, { env });
      recovered.push({ record, status: statusOfExit(exitCode) });
    } catch (error) {
      const problem = describeExpectedError(error);
      if (problem === undefined) throw error;
      failed.push({ record, error, problem });
    }
  }
  if (specs.length === 0) {
    const { settled, failure } = await settleRest(runsDir, env);
    for (const record of settled.size === 0 ? [] : listRuns(runsDir).runs) {
      if (settled.has(record.id)) recovered.push({ record, status: record.status });
    }
    removed.push(...removeUnborn(runsDir));
    if (failure !== undefined) throw failure;
    removeUnbornBatches(runsDir);
  }
  if (values.isGiven('json')) {
    const outcome = {
      recovered: recovered.map(({ record: { id, name }, status }) => ({ id, name, status })),
      removed,
      failed: failed.map(({ record: { id, name }, error }) => ({ id, name, ...errorFacts(error) })),
    };
    writeJson(outcome, terminal);
  } else if ([recovered, removed, failed, waiting].every(({ length }) => length === 0)) {
    terminal.errLines('Nothing to recover');
  } else {
    for (const { record, status } of recovered) {
      terminal.errLines(`Recovered run ${record.name} (${status})`);
    }
    for (const id of removed) {
      terminal.errLines(`Removed run ${runName(id)}: what it was is lost with the power`);
    }
  }
  tellWaiting(
    waiting.filter(({ run }) => needsRecovery(run)),
    context,
  );
  for (const { record, problem } of failed) {
    const message = `gage: cannot recover run ${record.name}: ${problem}`;
    terminal.errLines(...message.split('\n').map(escapeLine));
  }
  return failed.length === 0 ? 0 : 1;
}

/** Whether a batch goes on with the run: it makes anew what has no known end. */
function isOfBatch({ run, batch }: RunRecord, runsDir: string): boolean {
  if (batch === undefined || attemptAt(run.runDir) === undefined) return false;
  return pathExists(batchDirOf(runsDir, batch.id));
}

/**
 * Puts what ended and was not put in its place where it belongs. @returns the ids of those runs, and the first failure:
 * one that cannot be put there keeps no other from it.
 */
async function settleRest(
  runsDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly settled: ReadonlySet<string>; readonly failure: unknown }> {
  let failure: unknown;
  const settled = new Set<string>();
  for (const { name } of listDirectory(runsDir)) {
    const id = attemptsNameId(name);
    if (id === undefined) continue;
    const runDir = join(runsDir, id);
    const wasThere = isPublished(runDir);
    try {
      const outcome = await settleLeftAttempts(runDir, { env, keepsUnknown: true });
      if (outcome === 'done' && !wasThere) settled.add(id);
    } catch (error) {
      failure ??= error;
    }
  }
  return { settled, failure };
}

function tellWaiting(waiting: readonly RunRecord[], { terminal }: CommandContext): void {
  const counts = new Map<string, number>();
  for (const { batch } of waiting) {
    if (batch !== undefined) counts.set(batch.name, (counts.get(batch.name) ?? 0) + 1);
  }
  for (const [name, count] of counts) {
    terminal.errLines(
      `${countRuns(count)} of batch ${name} ${count === 1 ? 'was' : 'were'} cut off: 'gage batch resume ${name}' goes on`,
    );
  }
}
