import { cellText, columnHeading } from '../board/board-cells.ts';
import { shownColumns, sideOf, sortedRows } from '../board/board-layout.ts';
import type { Board } from '../board/board.ts';
import { escapeLine, escapeLines } from './escape-text.ts';
import type { StyledText } from './style.ts';
import { renderTableParts } from './table-parts.ts';
import type { Layout } from './terminal.ts';
import { wrapText } from './text-width.ts';

/**
 * A board as a table under its title and description. One that is too wide is shown in parts below
 * each other; every part begins with the columns pinned left, else with the first column.
 */
export function renderBoardTable(board: Board, layout: Layout): readonly StyledText[] {
  const lines: StyledText[] = [];
  if (board.title !== undefined) {
    lines.push([{ text: escapeLine(board.title), style: 'strong' }]);
  }
  if (board.description !== undefined) {
    const paragraphs = escapeLines(board.description).trimEnd().split('\n');
    lines.push(...paragraphs.flatMap((text) => wrapText(text, layout.width)));
  }
  // In plain mode a table begins with a blank line of its own.
  if (lines.length > 0 && layout.mode === 'normal') lines.push('');
  const placed = shownColumns(board);
  const rows = sortedRows(board);
  const columns = placed.map(({ column, index }) => ({
    heading: escapeLine(columnHeading(column)),
    cells: rows.map(({ values }) => escapeLine(cellText(values[index], column))),
  }));
  const pinned = placed.filter(({ column }) => sideOf(column) === -1).length;
  lines.push(...renderTableParts(columns, Math.max(1, pinned), layout));
  return lines;
}
