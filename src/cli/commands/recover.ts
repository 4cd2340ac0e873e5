import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { GageError } from '../../failures.ts';
import { needsRecovery, recoverRun, removeUnborn } from '../../recover-run.ts';
import { statusOfExit } from '../../run/status.ts';
import { formatJsonOutput } from '../../values/json-text.ts';
import { chooseFrom } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage recover`: finishes runs that a killed process left behind. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const { runsDir, env } = await openWorkspace(context);
  const all = listRuns(runsDir).runs;
  const specs = values.texts('run');
  const asked = specs.length === 0 ? all : specs.map((spec) => chooseFrom(all, spec));
  const abandoned = asked.filter(({ run }) => needsRecovery(run));
  const recovered: { readonly record: RunRecord; readonly status: string }[] = [];
  let failures = 0;
  for (const record of abandoned) {
    try {
      const { exitCode } = await recoverRun(record.run, { env });
      recovered.push({ record, status: statusOfExit(exitCode) });
    } catch (error) {
      if (!(error instanceof GageError)) throw error;
      terminal.errLines(`gage: ${error.message}`);
      failures++;
    }
  }
  if (specs.length === 0) removeUnborn(runsDir);
  if (values.isGiven('json')) {
    const rows = recovered.map(({ record, status }) => ({
      id: record.id,
      name: record.name,
      status,
    }));
    terminal.outLines(formatJsonOutput({ recovered: rows }));
  } else if (recovered.length === 0 && failures === 0) terminal.errLines('Nothing to recover');
  else {
    for (const { record, status } of recovered) {
      terminal.errLines(`Recovered run ${record.name} (${status})`);
    }
  }
  return failures === 0 ? 0 : 1;
}
