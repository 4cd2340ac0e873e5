import { findArchive } from '../../run/archives.ts';
import { listRuns } from '../../catalog/list-runs.ts';
import type { Container } from '../../run/containers.ts';
import { formatPythonString } from '../../values/python-text.ts';
import { chooseRuns } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { runJson } from '../run-json.ts';
import { runRows } from '../run-rows.ts';
import { renderRunsTable } from '../runs-table.ts';
import type { StyledText } from '../style.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** Runs on a page. */
const PAGE = 20;

/** `gage list`: the newest runs, or those that are asked for, as a table or as JSON. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const workspace = await openWorkspace(context);
  const { runs: list, problems } = listRuns(
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
  const shown = chosen.runs.slice(0, limit);
  if (values.isGiven('json')) {
    writeJson(shown.map(runJson), terminal);
    return 0;
  }
  const rows = await runRows(shown, context, workspace, values.isGiven('deleted'));
  terminal.outLines(...renderRunsTable(rows, terminal, values.isGiven('0')));
  if (shown.length < chosen.total) {
    terminal.outLines(caption(shown.length, chosen.total, specs.length === 0, pages(context)));
  }
  return 0;
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
