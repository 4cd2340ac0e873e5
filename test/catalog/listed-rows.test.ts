import { array, assert, constantFrom, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { ListedRows } from '../../src/catalog/listed-rows.ts';
import { BESIDE } from '../../src/run-index/directory-scan.ts';
import { KnownMoves } from '../../src/run-index/known-moves.ts';
import { RowFlags } from '../../src/run-index/row-flags.ts';

const runs = array(constantFrom('active', 'gone', 'moved back', 'trash', 'old'), { maxLength: 60 });

/** Rows that are asked for, in any order. */
const questions = array(tuple(nat(60), nat(60)), { maxLength: 40 });

test.each(['active', 'trash'])('rows of the container %s are found from any row on', (wanted) => {
  assert(
    property(runs, questions, (kinds, asked) => {
      const containers = kinds.map((kind) => (kind === 'moved back' ? 'active' : kind));
      const isMoved = (kind: string): boolean => kind !== 'active' && kind !== 'gone';
      const flags = kinds.map((kind) => {
        if (kind === 'gone') return 0;
        return isMoved(kind) ? BESIDE.zip | BESIDE.move : BESIDE.zip;
      });
      const moves = kinds.flatMap((kind, row) =>
        isMoved(kind)
          ? [{ row, id: '0'.repeat(36), changedMs: 1, container: containers[row] ?? '' }]
          : [],
      );
      const index = { rows: RowFlags.of(Uint8Array.from(flags)), moves: KnownMoves.of(moves) };
      const listed = new ListedRows(index, (container) => container === wanted);
      const isListed = containers.map((container) => container === wanted);
      expect(listed.length).toBe(isListed.filter(Boolean).length);
      for (const [row, length] of asked) {
        const stop = Math.min(row + length, kinds.length);
        if (row >= stop) continue;
        const find = (sought: boolean): number => {
          const found = isListed.indexOf(sought, row);
          return found < 0 ? stop : Math.min(found, stop);
        };
        expect(listed.has(row)).toBe(isListed[row]);
        expect(listed.next(row, stop)).toBe(find(true));
        expect(listed.nextOther(row, stop)).toBe(find(false));
      }
    }),
    { numRuns: 300 },
  );
});
