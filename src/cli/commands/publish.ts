import { makeBoard } from '../../board/board.ts';
import type { BoardConfig } from '../../board/board-config.ts';
import { boardData } from '../../board/board-data.ts';
import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { fail } from '../../failures/failures.ts';
import { join } from '../../platform/paths.ts';
import {
  checkToken,
  failWithoutToken,
  findBoardService,
  openBoardStorage,
} from '../../remote/board-service.ts';
import { planPublication, publishBoard } from '../../remote/publish-board.ts';
import type { Publication } from '../../remote/publish-board.ts';
import type { Remote } from '../../remote/remote.ts';
import type { TransferReport } from '../../remote/transfer-report.ts';
import { formatJsonCompact } from '../../values/json-text.ts';
import { formatPythonString } from '../../values/python-text.ts';
import { chooseRuns } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { confirmChange, countRuns } from '../confirm-change.ts';
import { escapeLine } from '../escape-text.ts';
import { loadBoardConfig } from '../load-board-config.ts';
import { openPlace } from '../open-place.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { span } from '../style.ts';
import { withTransferProgress } from '../transfer-progress.ts';
import { transferJson, warnOfOutcomes } from '../transfer-text.ts';
import { isBad, verificationLines } from '../verification-text.ts';
import { verifyRecords } from '../verify-records.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

/** `gage publish`: puts a board and its runs where others can see them. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, values } = context;
  const workspace = await openWorkspace(context);
  const config = await loadBoardConfig(context, workspace);
  const target = findTarget(context, workspace, config);
  const board = makeBoard(config, chooseFrom(context, workspace));
  const runs = board.rows.flatMap((row) => row.runs);
  if (runs.length === 0) {
    fail({
      reason: 'publish-failed',
      problem: 'There are no runs to publish\n\nNothing was changed there.',
    });
  }
  const isDryRun = values.isGiven('dry-run');
  const skipsRuns = values.isGiven('skip-runs');
  const suffix = skipsRuns ? ' (runs are not copied)' : '';
  const count = runs.length === 1 ? '1 run' : `${runs.length.toLocaleString('en-US')} runs`;
  const announced = `publish ${count} to ${escapeLine(target.title)}${suffix}`;
  // Before anybody is asked for the right to do it.
  const declined = isDryRun
    ? undefined
    : await confirmChange(
        { description: `You are about to ${announced}`, default: 'yes' },
        context,
      );
  if (declined !== undefined) return declined;
  if (!skipsRuns && !values.isGiven('no-verify')) await refuseAltered(runs, context);
  const place = await target.open();
  const boardJson = formatJsonCompact(boardData(board));
  const publication = await withTransferProgress(
    context,
    'Resolving board details',
    async (options) =>
      planPublication({ place, boardJson, runs: skipsRuns ? undefined : runs }, options),
  );
  try {
    if (isDryRun) {
      reportPublication(context, publication, publication.runs, target, 'dry-run');
      return 0;
    }
    const isRefused = await confirmRemoval(publication, context);
    if (isRefused !== undefined) return isRefused;
    const { report, isPublished } = await withTransferProgress(
      context,
      'Publishing board',
      async (options) => publishBoard(publication, runs, options),
    );
    reportPublication(context, publication, report, target, isPublished ? 'done' : 'incomplete');
    if (isPublished && !values.isGiven('json')) terminal.outLines(target.result);
    return isPublished ? 0 : 1;
  } finally {
    publication.close();
  }
}

/** What others are to see is what was run. Fails with `runs-altered`. */
async function refuseAltered(runs: readonly RunRecord[], context: CommandContext): Promise<void> {
  const altered = (await verifyRecords(runs, context)).filter(isBad);
  for (const result of altered) context.terminal.errBlock(verificationLines(result));
  if (altered.length > 0) {
    fail({ reason: 'runs-altered', names: altered.map(({ record }) => record.name) });
  }
}

function chooseFrom({ values, terminal }: CommandContext, { runsDir }: Workspace): RunRecord[] {
  const { sequence: list, problems } = listRuns(runsDir);
  for (const { path, problem } of problems) warn(`cannot read ${path}: ${problem}`, terminal);
  const { runs, unmatched } = chooseRuns(list, values.texts('run'), values.text('where'));
  for (const spec of unmatched) warn(`No runs match ${formatPythonString(spec)}`, terminal);
  return runs.map(({ run }) => run);
}

interface Target {
  /** What messages call it. */
  readonly title: string;
  /** The last line of the program. */
  readonly result: string;
  readonly open: () => Promise<Remote>;
}

/** Fails with `publish-failed` when it is not said where to, or who one is. */
function findTarget(context: CommandContext, workspace: Workspace, config: BoardConfig): Target {
  const { values, host } = context;
  const destination = values.text('dest');
  if (destination !== undefined) {
    const place = escapeLine(destination);
    return {
      title: place,
      result: `Published to ${place}`,
      open: async () => openPlace(destination, 'publication', context, workspace),
    };
  }
  const id = values.text('board-id') ?? config.id;
  if (id === undefined || id === '') return failWithoutId(values.text('config'));
  const directories = [host.cwd, workspace.project?.directory ?? host.cwd];
  const files = [...new Set(directories)].map((directory) => join(directory, '.env'));
  const service = findBoardService({ env: host.env, files }, host.stdin.isTerminal);
  const { protocol, host: hostName } = new URL(service.api);
  return {
    title: `${config.name ?? `board ${id}`} on ${hostName}`,
    result: `View board at ${protocol}//${hostName}/boards/${encodeURIComponent(id)}`,
    open: async () => {
      const token = service.token ?? (await askToken(context));
      return openBoardStorage({ api: service.api, token }, id, workspace.env);
    },
  };
}

/** Fails with `publish-failed` when there is no answer, or one that cannot be right. */
async function askToken({ host, terminal }: CommandContext): Promise<string> {
  const token = await host.readSecret(() => {
    terminal.err('Enter your Gage API token: ');
  });
  terminal.errLines('');
  return token === undefined || token.trim() === '' ? failWithoutToken() : checkToken(token.trim());
}

function failWithoutId(configPath: string | undefined): never {
  const how =
    configPath === undefined
      ? "use '--config <path>' to specify a board config or use '--board-id <id>'"
      : `specify an 'id' attribute in ${configPath} or use --board-id`;
  const problem = `Missing board ID: ${how}\n\nTo publish to a directory or a remote, use '--dest'.`;
  return fail({ reason: 'publish-failed', problem });
}

/** Removing what was published is told and asked about by itself. */
async function confirmRemoval(
  { removed }: Publication,
  context: CommandContext,
): Promise<number | undefined> {
  if (removed.length === 0) return undefined;
  const names = removed.map(({ name }) => name).join(', ');
  return confirmChange(
    {
      description: [
        { text: `No longer on the board: ${names}. You are about to ` },
        span('danger', 'PERMANENTLY'),
        { text: ` delete ${countRuns(removed.length)} there.` },
      ],
      default: 'no',
    },
    context,
  );
}

/** `incomplete`: some of the runs could not be copied, so nothing else was done. */
type PublicationMode = 'dry-run' | 'done' | 'incomplete';

function reportPublication(
  context: CommandContext,
  { removed, isBoardNew }: Publication,
  report: TransferReport | undefined,
  { title, result }: Target,
  mode: PublicationMode,
): void {
  const isDryRun = mode === 'dry-run';
  const isIncomplete = mode === 'incomplete';
  if (report !== undefined) warnOfOutcomes(report, context);
  const changed = report?.runs.filter((run) => run.result === 'copied' || run.result === 'merged');
  const count = changed?.length ?? 0;
  const isUpToDate = report?.runs.every((run) => run.result === 'unchanged') === true;
  const would = (done: string, planned: string): string => (isDryRun ? planned : done);
  const data = isBoardNew
    ? would('Updated board data', '  update the board data')
    : would('Board data is up-to-date', '  leave the board data as it is');
  const deletion = would(
    `Permanently deleted ${countRuns(removed.length)}`,
    `  PERMANENTLY delete ${countRuns(removed.length)}`,
  );
  const name = ({ name: text }: RunRecord): string => `${isDryRun ? '    ' : '  '}${text}`;
  const nothing = isUpToDate ? 'Nothing copied, runs are up-to-date' : 'Nothing copied';
  const lines = [
    ...(isDryRun ? [`Nothing is changed. Publishing to ${title} would`] : []),
    ...(count > 0 ? [would(`Copied ${countRuns(count)}`, `  copy ${countRuns(count)}`)] : []),
    ...(isDryRun ? (changed ?? []).map(({ run }) => name(run)) : []),
    ...(report !== undefined && count === 0 ? [would(nothing, '  copy no runs')] : []),
    ...(isIncomplete ? ['The board was not changed: not all of its runs were copied'] : [data]),
    ...(isIncomplete || removed.length === 0 ? [] : [deletion, ...removed.map(name)]),
  ];
  const outcome = {
    dry_run: isDryRun,
    target: title,
    result: mode === 'done' ? result : null,
    board_data: isBoardNew && !isIncomplete ? 'changed' : 'unchanged',
    runs: report === undefined ? null : transferJson(report, []),
    deleted: isIncomplete ? [] : changedRuns(removed.map((run) => ({ run }))),
  };
  reportChange(context, outcome, ...lines);
}
