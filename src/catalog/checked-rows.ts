import type { RunRecord } from './run-record.ts';

/** What was found out of the rows of an index: it outlives the objects that runs are looked at with. */
export class CheckedRows {
  readonly #rowCount: number;
  /** 1 for those whose zip was asked for. */
  #flags: Uint8Array | undefined;
  /** Runs that were read from their zips, when their rows are not to be trusted. */
  readonly #actual = new Map<number, RunRecord>();

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  isChecked(row: number): boolean {
    return this.#flags?.[row] === 1;
  }

  /** @returns whether it was checked before. */
  check(row: number): boolean {
    this.#flags ??= new Uint8Array(this.#rowCount);
    if (this.#flags[row] === 1) return true;
    this.#flags[row] = 1;
    return false;
  }

  /** Whether a run was read from its zip, so that a row is not what it was. */
  get hasActual(): boolean {
    return this.#actual.size > 0;
  }

  actual(row: number): RunRecord | undefined {
    return this.#actual.size === 0 ? undefined : this.#actual.get(row);
  }

  setActual(row: number, run: RunRecord): void {
    this.#actual.set(row, run);
  }
}
