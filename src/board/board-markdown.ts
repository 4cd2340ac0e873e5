import type { Board } from './board.ts';
import { cellText, columnHeading, isNumeric } from './board-cells.ts';
import { shownColumns, sortedRows } from './board-layout.ts';

/** A board as a Markdown table under its title and description, which reads the same wherever it is put. */
export function formatBoardMarkdown(board: Board): string {
  const columns = shownColumns(board);
  const lines: string[] = [];
  if (board.title !== undefined) lines.push(`# ${escapeMarkdown(board.title)}`, '');
  if (board.description !== undefined) lines.push(paragraph(board.description), '');
  if (columns.length > 0) {
    lines.push(
      tableLine(columns.map(({ column }) => escapeMarkdown(columnHeading(column)))),
      tableLine(columns.map(({ index }) => (isNumeric(board, index) ? '---:' : '---'))),
      ...sortedRows(board).map(({ values }) =>
        tableLine(
          columns.map(({ column, index }) => escapeMarkdown(cellText(values[index], column))),
        ),
      ),
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The beginning of a line can make it a list. */
function paragraph(text: string): string {
  return escapeMarkdown(text).replace(/^(\d*)([-+=.)])/, '$1\\$2');
}

/** Text that Markdown shows as it is: on one line, with everything escaped that could be markup. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&!$@]/g, '\\$&')
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
    .trim();
}
