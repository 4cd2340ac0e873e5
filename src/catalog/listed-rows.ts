import type { Container } from '../run/containers.ts';
import { firstFrom } from '../run-index/known-moves.ts';
import { isUnmoved } from '../run-index/row-flags.ts';
import type { RunIndex } from '../run-index/run-index.ts';

/** Which rows of an index are in a container. */
export class ListedRows {
  /** How many. */
  readonly length: number;
  readonly #index: Pick<RunIndex, 'rows' | 'moves'>;
  readonly #isWanted: (container: Container) => boolean;
  readonly #isActiveWanted: boolean;
  /** Rows that were moved and are not treated as those that were not, in order. */
  readonly #exceptions: Uint32Array;
  readonly #hasGone: boolean;
  /** The place of the exception that was found last: most often the next one is asked for. */
  #place = 0;

  constructor(
    index: Pick<RunIndex, 'rows' | 'moves'>,
    isWanted: (container: Container) => boolean,
  ) {
    this.#index = index;
    this.#isWanted = isWanted;
    this.#isActiveWanted = isWanted('active');
    const { rows, moves } = index;
    const isException = (container: Container): boolean =>
      isWanted(container) !== this.#isActiveWanted;
    this.#exceptions = moves.rowsIn(isException);
    this.length = this.#isActiveWanted
      ? rows.unmovedCount + moves.size - this.#exceptions.length
      : this.#exceptions.length;
    this.#hasGone = rows.unmovedCount + moves.size < rows.length;
  }

  has(row: number): boolean {
    const beside = this.#index.rows.at(row);
    if (isUnmoved(beside)) return this.#isActiveWanted;
    return beside !== 0 && this.#isWanted(this.#index.moves.containerOf(row) ?? 'active');
  }

  /** The first row from `row` on that is listed; `stop` where there is none before. */
  next(row: number, stop: number): number {
    return this.#isActiveWanted ? this.#nextUsual(row, stop) : this.#nextException(row, stop);
  }

  /** The first row from `row` on that is not listed; `stop` where there is none before. */
  nextOther(row: number, stop: number): number {
    return this.#isActiveWanted ? this.#nextException(row, stop) : this.#nextUsual(row, stop);
  }

  #nextUsual(row: number, stop: number): number {
    let next = row;
    while (next < stop && this.#nextException(next, stop) === next) next += 1;
    return next;
  }

  #nextException(row: number, stop: number): number {
    const moved = Math.min(stop, this.#exceptions[this.#placeFrom(row)] ?? stop);
    // Runs that are gone are in no container.
    return this.#hasGone && this.#isActiveWanted ? this.#index.rows.nextGone(row, moved) : moved;
  }

  /** The place of the first exception from `row` on. */
  #placeFrom(row: number): number {
    if (!this.#isFirstFrom(row, this.#place)) {
      this.#place = this.#isFirstFrom(row, this.#place + 1)
        ? this.#place + 1
        : firstFrom(this.#exceptions, row);
    }
    return this.#place;
  }

  #isFirstFrom(row: number, place: number): boolean {
    const exceptions = this.#exceptions;
    const isBeyondOthers = place === 0 || (exceptions[place - 1] ?? Infinity) < row;
    return isBeyondOthers && row <= (exceptions[place] ?? Infinity);
  }
}
