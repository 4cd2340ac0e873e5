import type { ConfigDocument, ConfigFormat } from './config-format.ts';
import { findAssignments } from './python-assignments.ts';
import {
  applyEdits,
  checkChanges,
  checkReadBack,
  keepLast,
  placeEntries,
  planEdits,
} from './python-edits.ts';
import type { PlacedEntry } from './python-edits.ts';

/**
 * Python files: the values written out in module-level assignments, and the parts of lists and
 * dictionaries. A name assigned more than once counts where it last is assigned such a value. A value
 * that several names share (`a = b = 1`) can only be set for all of them alike.
 */
export const pythonFormat: ConfigFormat = { extensions: ['.py'], read: readPython };

function readPython(text: string): ConfigDocument {
  const placed = findPlaced(text);
  const entries = placed.map(({ entry }) => entry);
  return {
    entries,
    set(changes) {
      checkChanges(entries, changes);
      const { edits, touched } = planEdits(text, placed, changes);
      if (edits.length === 0) return text;
      const result = applyEdits(text, edits);
      const after = findPlaced(result).map(({ entry }) => entry);
      checkReadBack(entries, after, changes, touched);
      return result;
    },
  };
}

function findPlaced(text: string): PlacedEntry[] {
  return placeEntries(keepLast(findAssignments(text), (assignment) => assignment.name));
}
