import { dirname, extname, resolve } from 'node:path';
import { makeBoard } from '../../board/board.ts';
import type { Board } from '../../board/board.ts';
import { boardFilePaths } from '../../board/board-file.ts';
import { listRuns } from '../../catalog/list-runs.ts';
import { fail } from '../../failures/failures.ts';
import { expandHome } from '../../operation/home-path.ts';
import { findWriteObstacle } from '../../platform/directory-entries.ts';
import { isDirectory, writeFileAtomic } from '../../platform/files.ts';
import { formatPythonString } from '../../values/python-text.ts';
import { chooseRuns } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine, escapeLines } from '../escape-text.ts';
import { loadBoardConfig } from '../load-board-config.ts';
import { meaningOfSystemError } from '../report-error.ts';
import { plainText } from '../style.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

/** What a board can be made into, by the option that asks for it. */
const FORMATS = ['json', 'csv', 'markdown', 'html'] as const;

type Format = (typeof FORMATS)[number] | 'table';

/** Formats by the extensions of the files they are written to. */
const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.json': 'json',
  '.csv': 'csv',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
  '.txt': 'table',
};

/** `gage board`: runs in a table, on the terminal or in a form for other programs and people. */
export async function execute(context: CommandContext): Promise<number> {
  const { terminal, globals, values } = context;
  const format = chooseFormat(context);
  if (values.isGiven('config') && values.isGiven('no-config')) {
    failArgument("You can't use both --config and --no-config options.");
  }
  const workspace = await openWorkspace(context);
  const output = outputPath(context, workspace);
  const config = await loadBoardConfig(context, workspace);
  const { sequence: list, problems } = listRuns(workspace.runsDir);
  for (const { path, problem } of problems) warn(`cannot read ${path}: ${problem}`, terminal);
  const { sequence, unmatched } = chooseRuns(list, values.texts('run'), values.text('where'));
  for (const spec of unmatched) warn(`No runs match ${formatPythonString(spec)}`, terminal);
  const board = makeBoard(config, sequence);
  if (globals.count('verbose') > 0) {
    terminal.errLines(`Generating board data for ${countRuns(board)}`);
  }
  if (board.rowCount === 0) terminal.errLines('There are no runs to show.');
  await writeBoard(board, format, output, context);
  return 0;
}

/** The file that is to be written, if one is. A board does not take the place of a configuration. */
function outputPath(
  { host, values }: CommandContext,
  { commandDir, project }: Workspace,
): string | undefined {
  const path = values.text('output');
  if (path === undefined) return undefined;
  const absolute = resolve(commandDir, expandHome(path, host.homeDir));
  if (isDirectory(absolute)) failArgument(`${path} is a directory`);
  const obstacle = findWriteObstacle(dirname(absolute));
  if (obstacle !== undefined) {
    failArgument(`Cannot write ${path}: ${meaningOfSystemError(obstacle)}`);
  }
  const config = values.text('config');
  const taken = [
    ...boardFilePaths([commandDir, project?.directory ?? commandDir]),
    ...(config === undefined ? [] : [resolve(commandDir, expandHome(config, host.homeDir))]),
  ];
  if (taken.includes(absolute)) {
    failArgument(`${path} is where the configuration of a board is\n\nWrite to another file.`);
  }
  return absolute;
}

/** The format asked for by an option, else by the name of the file it is written to. */
function chooseFormat({ values }: CommandContext): Format {
  const [format, other] = FORMATS.filter((name) => values.isGiven(name));
  if (other !== undefined) failArgument(`You can't use both --${format} and --${other} options.`);
  const path = values.text('output');
  if (format !== undefined || path === undefined) return format ?? 'table';
  return (
    EXTENSIONS[extname(path).toLowerCase()] ??
    failArgument(
      `Cannot tell the format of ${path} by its name.\n\nUse one of --${FORMATS.join(', --')}.`,
    )
  );
}

async function writeBoard(
  board: Board,
  format: Format,
  output: string | undefined,
  context: CommandContext,
): Promise<void> {
  const { host, terminal, values } = context;
  if (output !== undefined) {
    writeFileAtomic(output, await formatBoard(board, format, context));
    const path = escapeLine(values.text('output') ?? '');
    terminal.errLines(`Wrote ${countRows(board)} to ${path}`);
  } else if (format === 'table') {
    const { renderBoardTable } = await import('../board-table.ts');
    terminal.outBlock(renderBoardTable(board, terminal));
  } else if (format === 'json') {
    // JSON in ASCII has nothing that a terminal would obey.
    const { boardJsonPieces } = await import('../../board/board-data.ts');
    for (const piece of boardJsonPieces(board)) terminal.out(piece);
  } else {
    const text = await formatBoard(board, format, context);
    terminal.out(host.stdout.isTerminal ? escapeLines(text) : text);
  }
}

/** The whole text of a file in a format; only what the format needs is loaded. */
async function formatBoard(
  board: Board,
  format: Format,
  { terminal }: CommandContext,
): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('../../board/board-data.ts')).formatBoardJson(board);
    case 'csv': {
      const { boardRecords } = await import('../../board/board-cells.ts');
      const { formatCsv } = await import('../json-output.ts');
      return formatCsv(boardRecords(board));
    }
    case 'markdown':
      return (await import('../../board/board-markdown.ts')).formatBoardMarkdown(board);
    case 'html':
      return (await import('../../board/board-page.ts')).formatBoardPage(board);
    case 'table': {
      const { renderBoardTable } = await import('../board-table.ts');
      const lines = renderBoardTable(board, terminal).map(plainText);
      return `${lines.join('\n')}\n`;
    }
  }
}

function countRuns(board: Board): string {
  const { isGrouped, rowCount } = board;
  return counted(isGrouped ? board.rows.flatMap(({ runs }) => runs).length : rowCount, 'run');
}

function countRows(board: Board): string {
  const runs = countRuns(board);
  return board.isGrouped ? `${counted(board.rowCount, 'group')} of ${runs}` : runs;
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

function failArgument(message: string): never {
  return fail({ reason: 'invalid-argument', message });
}
