import { parseJson, JsonTextError } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import { ConfigTextError } from './config-format.ts';
import type { ConfigDocument, ConfigFormat } from './config-format.ts';
import { findCodeCells } from './notebook-cells.ts';
import type { CodeCell } from './notebook-cells.ts';
import { findAssignments } from './python-assignments.ts';
import type { PythonAssignment } from './python-assignments.ts';
import {
  applyEdits,
  checkChanges,
  checkReadBack,
  keepLast,
  placeEntries,
  planEdits,
} from './python-edits.ts';
import type { Edit, PlacedEntry } from './python-edits.ts';

/**
 * Jupyter notebooks with Python cells, read as {@link pythonFormat} reads a file with the text of all
 * cells. Lines for IPython (`%magic`, `!command`, `name?`) are passed over, and so is a cell that is
 * for another language or is no Python. Only the changed characters of a cell's lines are replaced.
 */
export const notebookFormat: ConfigFormat = { extensions: ['.ipynb'], read: readNotebook };

/** A cell with the entries that count in it. */
interface ReadCell {
  readonly cell: CodeCell;
  readonly placed: readonly PlacedEntry[];
}

function readNotebook(text: string): ConfigDocument {
  const cells = readCells(text);
  const entries = entriesOf(cells);
  return {
    entries,
    set(changes) {
      checkChanges(entries, changes);
      const { edits, touched } = planCellEdits(cells, changes);
      if (edits.length === 0) return text;
      const result = applyEdits(text, edits);
      checkReadBack(entries, entriesOf(readCells(result)), changes, touched);
      return result;
    },
  };
}

function entriesOf(cells: readonly ReadCell[]): PlacedEntry['entry'][] {
  return cells.flatMap(({ placed }) => placed.map(({ entry }) => entry));
}

function readCells(text: string): ReadCell[] {
  checkJson(text);
  const assigned = findCodeCells(text).flatMap((cell) =>
    readCell(cell).map((assignment) => ({ cell, assignment })),
  );
  const byCell = new Map<CodeCell, PythonAssignment[]>();
  for (const { cell, assignment } of keepLast(assigned, (one) => one.assignment.name)) {
    const assignments = byCell.get(cell);
    if (assignments === undefined) byCell.set(cell, [assignment]);
    else assignments.push(assignment);
  }
  return [...byCell].map(([cell, assignments]) => ({ cell, placed: placeEntries(assignments) }));
}

function checkJson(text: string): void {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    parseJson(text.slice(mark));
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ConfigTextError(error.problem, error.line, error.column, { cause: error });
  }
}

/** Cell magics whose cell is Python all the same. */
const PYTHON_CELLS = /^\s*%%(?:capture|prun|time|timeit)\b/;

function readCell(cell: CodeCell): readonly PythonAssignment[] {
  if (/^\s*%%/.test(cell.source) && !PYTHON_CELLS.test(cell.source)) return [];
  try {
    return findAssignments(cell.source, 'notebook');
  } catch (error) {
    // Cells are often left unfinished; the others still have their keys.
    if (!(error instanceof ConfigTextError)) throw error;
    return [];
  }
}

function planCellEdits(
  cells: readonly ReadCell[],
  changes: ReadonlyMap<string, Value>,
): { readonly edits: readonly Edit[]; readonly touched: ReadonlySet<string> } {
  const edits: Edit[] = [];
  const touched = new Set<string>();
  for (const { cell, placed } of cells) {
    const plan = planEdits(cell.source, placed, changes);
    for (const edit of plan.edits) edits.push(cell.toFileEdit(edit));
    for (const key of plan.touched) touched.add(key);
  }
  return { edits, touched };
}
