import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { needsRecovery, recoverRun, removeUnborn } from '../../recover-run.ts';
import { statusOfExit } from '../../run/status.ts';
import { chooseFrom } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
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
  for (const record of asked) {
    try {
      if (!needsRecovery(record.run)) continue;
      const { exitCode } = await recoverRun(record.run, { env });
      recovered.push({ record, status: statusOfExit(exitCode) });
    } catch (error) {
      const problem = describeExpectedError(error);
      if (problem === undefined) throw error;
      failed.push({ record, error, problem });
    }
  }
  if (specs.length === 0) removeUnborn(runsDir);
  if (values.isGiven('json')) {
    const outcome = {
      recovered: recovered.map(({ record: { id, name }, status }) => ({ id, name, status })),
      failed: failed.map(({ record: { id, name }, error }) => ({ id, name, ...errorFacts(error) })),
    };
    writeJson(outcome, terminal);
  } else if (recovered.length === 0 && failed.length === 0) terminal.errLines('Nothing to recover');
  else {
    for (const { record, status } of recovered) {
      terminal.errLines(`Recovered run ${record.name} (${status})`);
    }
  }
  for (const { record, problem } of failed) {
    const message = `gage: cannot recover run ${record.name}: ${problem}`;
    terminal.errLines(...message.split('\n').map(escapeLine));
  }
  return failed.length === 0 ? 0 : 1;
}
