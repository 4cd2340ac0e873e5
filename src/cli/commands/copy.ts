import { basename } from 'node:path';
import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { fail } from '../../failures/failures.ts';
import { BUSY } from '../../remote/metadata-state.ts';
import { receiveRuns } from '../../remote/receive-runs.ts';
import { openCatalog } from '../../remote/remote-catalog.ts';
import type { RemoteCatalog } from '../../remote/remote-catalog.ts';
import { removeRuns } from '../../remote/remove-runs.ts';
import { sendRuns } from '../../remote/send-runs.ts';
import type { TransferReport } from '../../remote/transfer-report.ts';
import { verifyCopies } from '../../remote/verify-copies.ts';
import { checkRunsDirWritable } from '../check-runs-dir.ts';
import { chooseClosed } from '../choose-closed.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { confirmChange, confirmRunsChange, countRuns } from '../confirm-change.ts';
import { escapeLine } from '../escape-text.ts';
import { withProgress } from '../long-work.ts';
import { openPlace } from '../open-place.ts';
import { runRows } from '../run-rows.ts';
import { renderRunsTable } from '../runs-table.ts';
import { span } from '../style.ts';
import { withTransferProgress } from '../transfer-progress.ts';
import { reportTransfer, transferJson } from '../transfer-text.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

const REQUEST = "Specify a run to copy or use '--all'.";

/** `gage copy`: copies runs to a directory or a remote, or from there. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, path } = context;
  const workspace = await openWorkspace(context);
  const destination = values.text('dest');
  const source = values.text('src');
  if (destination !== undefined) return copyTo(destination, context, workspace);
  if (source !== undefined) return copyFrom(source, context, workspace);
  chooseMany(context, workspace, { request: REQUEST });
  return fail({
    reason: 'invalid-argument',
    message: `Option '--src' or '--dest' is required.\n\nTry '${path} -h' for additional help.`,
  });
}

async function copyTo(
  destination: string,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const chosen = await chooseClosed(context, workspace, { request: REQUEST });
  // An empty choice would delete everything there.
  if (chosen.length === 0) return nothingSelected(context, NOTHING_DONE);
  const remote = await openPlace(destination, 'destination', context, workspace);
  const isSync = context.values.isGiven('sync');
  const catalog = isSync ? await openCatalog(remote, {}) : undefined;
  try {
    const extra = catalog === undefined ? [] : extraRuns(chosen, catalog, context);
    const declined = await confirmCopy(chosen, extra, destination, context, workspace);
    if (declined !== undefined) return declined;
    const report = await withTransferProgress(context, 'Copying runs', async (options) =>
      sendRuns(
        chosen.map(({ run }) => run),
        remote,
        options,
      ),
    );
    const checked = await verified(report, remote.folder, context);
    const isComplete = checked.runs.every(({ result }) => result !== 'failed');
    if (extra.length > 0 && !isComplete) {
      warn(`Nothing is deleted at the destination: not all runs were copied`, context.terminal);
    }
    const doomed = isComplete ? extra.map(({ run }) => run) : [];
    if (catalog !== undefined) await removeRuns(doomed, catalog, remote, {});
    return reportTransfer(context, checked, doomed);
  } finally {
    catalog?.close();
    remote.close();
  }
}

const NOTHING_DONE = transferJson({ runs: [], fileCount: 0, byteCount: 0 }, []);

/** The runs in the list of the destination that are not among those copied. */
function extraRuns(
  chosen: readonly NumberedRun[],
  catalog: RemoteCatalog,
  { terminal }: CommandContext,
): readonly NumberedRun[] {
  const ids = new Set(chosen.map(({ run }) => basename(run.run.runDir)));
  const extra = listRuns(catalog.folder)
    .runs.map((run, index): NumberedRun => ({ position: index + 1, run }))
    .filter(({ run }) => !ids.has(basename(run.run.runDir)));
  const isBusy = ({ run }: NumberedRun): boolean => BUSY.has(run.status);
  for (const { run } of extra.filter(isBusy)) {
    warn(`Run ${run.name} is ${run.status} at the destination and is left there`, terminal);
  }
  return extra.filter((run) => !isBusy(run));
}

async function confirmCopy(
  chosen: readonly NumberedRun[],
  extra: readonly NumberedRun[],
  destination: string,
  context: CommandContext,
  workspace: Workspace,
): Promise<number | undefined> {
  const { terminal, values } = context;
  const description = `You are about to copy ${countRuns(chosen.length)} to ${escapeLine(destination)}.`;
  if (extra.length === 0 || values.isGiven('yes')) {
    return confirmRunsChange({ runs: chosen, description, default: 'yes' }, context, workspace);
  }
  const table = async (runs: readonly NumberedRun[]): Promise<void> => {
    terminal.errBlock(renderRunsTable(await runRows(runs, context, workspace), terminal));
  };
  await table(chosen);
  terminal.errLines(description);
  await table(extra);
  const warning = [
    { text: 'You are also about to ' },
    span('danger', 'PERMANENTLY'),
    { text: ` delete ${countRuns(extra.length)} there. This cannot be undone.` },
  ];
  return confirmChange({ description: warning, default: 'no' }, context);
}

async function copyFrom(
  source: string,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  checkRunsDirWritable(workspace.runsDir);
  const remote = await openPlace(source, 'source', context, workspace);
  const catalog = await openCatalog(remote, {});
  try {
    const chosen = chooseMany(
      context,
      { ...workspace, runsDir: catalog.folder },
      { request: REQUEST, hint: `Runs are chosen from those of ${source}.` },
    );
    if (chosen.length === 0) return nothingSelected(context, NOTHING_DONE);
    const description = `You are about to copy ${countRuns(chosen.length)} from ${escapeLine(source)}.`;
    const declined = await confirmRunsChange(
      { runs: chosen, description, default: 'yes' },
      context,
      workspace,
    );
    if (declined !== undefined) return declined;
    const runs: readonly RunRecord[] = chosen.map(({ run }) => run);
    const report = await withTransferProgress(context, 'Copying runs', async (options) =>
      receiveRuns(runs, catalog, remote, workspace.runsDir, options),
    );
    return reportTransfer(context, await verified(report, workspace.runsDir, context));
  } finally {
    catalog.close();
    remote.close();
  }
}

/** What was copied is read again, where it is a directory; rclone has looked at the rest itself. */
async function verified(
  report: TransferReport,
  folder: string | undefined,
  context: CommandContext,
): Promise<TransferReport> {
  const isNew = report.runs.some(({ result }) => result === 'copied');
  if (folder === undefined || !isNew || context.values.isGiven('no-verify')) return report;
  return withProgress(
    context,
    'Verifying copies',
    { reason: 'transfer-stopped' },
    async ({ signal, onFraction }) =>
      verifyCopies(report, folder, { signal, onProgress: onFraction }),
  );
}
