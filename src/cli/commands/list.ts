import { findArchive } from '../../run/archives.ts';
import { listRuns } from '../../catalog/list-runs.ts';
import type { Container } from '../../run/containers.ts';
import { formatPythonString } from '../../values/python-text.ts';
import { chooseRuns } from '../choose-runs.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { escapeLines } from '../escape-text.ts';
import { formatCsv, writeJson } from '../json-output.ts';
import { momentFormat } from '../moment-text.ts';
import { runJson } from '../run-json.ts';
import { runRows } from '../run-rows.ts';
import { renderRunsTable } from '../runs-table.ts';
import type { StyledText } from '../style.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** Runs on a page. */
const PAGE = 20;

/** `gage list`: the newest runs, or those that are asked for, as a table, JSON or CSV. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal, host } = context;
  const workspace = await openWorkspace(context);
  // What is asked for in a wrong way is told before anything is looked for.
  const sort = await sorting(context);
  const showFields = await fieldsView(context);
  const { sequence: list, problems } = listRuns(
    workspace.runsDir,
    containerAsked(context, workspace.runsDir),
  );
  for (const { path, problem } of problems) warn(`cannot read ${path}: ${problem}`, terminal);
  const specs = values.texts('run');
  const chosen = chooseRuns(list, specs, values.text('where'));
  for (const spec of chosen.unmatched) warn(`No runs match ${formatPythonString(spec)}`, terminal);
  const limit = values.isGiven('all')
    ? Infinity
    : pages(context) * (values.integer('limit') ?? PAGE);
  const nowMicros = host.nowMillis() * 1000;
  const shown = sort?.(chosen.runs, nowMicros).slice(0, limit) ?? chosen.first(limit);
  if (showFields !== undefined) showFields(shown, nowMicros);
  else if (values.isGiven('json')) writeJson(shown.map(runJson), terminal);
  else {
    const view = {
      isDeleted: values.isGiven('deleted'),
      formatMoment: momentFormat(context),
    };
    const rows = await runRows(shown, context, workspace, view);
    terminal.outLines(...renderRunsTable(rows, terminal, values.isGiven('0')));
  }
  const isForPeople = !values.isGiven('json') && !values.isGiven('csv');
  if (isForPeople && shown.length < chosen.total) {
    terminal.outLines(caption(shown.length, chosen.total, specs.length === 0, pages(context)));
  }
  return 0;
}

/** The order of `--sort`; undefined without it, when the newest are first. Fails with `invalid-argument`. */
async function sorting({
  values,
}: CommandContext): Promise<
  ((runs: readonly NumberedRun[], nowMicros: number) => readonly NumberedRun[]) | undefined
> {
  if (!values.isGiven('sort')) return undefined;
  const { parseSortKeys, sortRuns } = await import('../../catalog/sort-runs.ts');
  const keys = values.texts('sort').flatMap(parseSortKeys);
  return (runs, nowMicros) => sortRuns(runs, keys, nowMicros);
}

/** How to show fields, where `--columns` or `--csv` asks for them. Fails with `invalid-argument`. */
async function fieldsView(
  context: CommandContext,
): Promise<((runs: readonly NumberedRun[], nowMicros: number) => void) | undefined> {
  const { values, terminal } = context;
  if (!values.isGiven('columns') && !values.isGiven('csv')) return undefined;
  const [columns, { allListFields, parseListFields }] = await Promise.all([
    import('../list-columns.ts'),
    import('../../catalog/list-field.ts'),
  ]);
  const asked = values.texts('columns').flatMap(parseListFields);
  return (runs, nowMicros) => {
    const fields = asked.length > 0 ? asked : allListFields(runs);
    const listed = { fields, runs, nowMicros };
    if (values.isGiven('csv')) writeCsv(columns.fieldsRecords(listed), context);
    else if (values.isGiven('json')) writeJson(columns.fieldsJson(listed), terminal);
    else terminal.outLines(...columns.renderFieldsTable(listed, momentFormat(context), terminal));
  };
}

/** On a terminal nothing of what users wrote can do more than be read. */
function writeCsv(
  records: readonly (readonly string[])[],
  { host, terminal }: CommandContext,
): void {
  const text = formatCsv(records);
  terminal.out(host.stdout.isTerminal ? escapeLines(text) : text);
}

/** The name of an archive is checked even where the trash is shown instead. */
function containerAsked({ values }: CommandContext, runsDir: string): Container {
  const name = values.text('archive');
  const archive = name === undefined ? undefined : findArchive(runsDir, name);
  if (values.isGiven('deleted')) return 'trash';
  return archive?.id ?? 'active';
}

function pages({ values }: CommandContext): number {
  return values.count('more') + 1;
}

function caption(shown: number, total: number, hasMore: boolean, morePages: number): StyledText {
  const hint = hasMore ? ` (use -${'m'.repeat(morePages)} to show more)` : '';
  return [{ text: ` Showing ${shown} of ${total} runs` }, { text: hint, style: 'sub-text' }];
}
