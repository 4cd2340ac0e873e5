import { listBatches } from '../../src/batch/batch-store.ts';
import { listRuns } from '../../src/catalog/list-runs.ts';
import { join } from 'node:path';

/**
 * Replaces what differs from one time to the next by something as long that does not: ids, names, times
 * and the folder. Runs are numbered in the order in which they are seen, the oldest first.
 */
export class ScreenMasks {
  readonly #folder: string;
  readonly #runsDir: string;
  readonly #masks = new Map<string, string>();
  readonly #batches = new Map<string, string>();
  readonly #comments = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#runsDir = join(folder, '.gage', 'runs');
  }

  apply(text: string): string {
    this.#learnRuns();
    this.#learnBatches();
    let masked = text.replaceAll(temporaryPart(this.#folder), 'XXXXXX');
    for (const [found, mask] of this.#masks) masked = masked.replaceAll(found, mask);
    for (const [found, mask] of this.#batches) masked = replaceEvenCut(masked, found, mask);
    return masked
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) =>
        [...this.#masks.values()].includes(id) ? id : UNKNOWN_ID,
      )
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}\b(?!-)/g, (id) => this.#maskComment(id))
      .replace(/\b\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\b/g, '05/01/26 12:30:00')
      .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d\b(?!:)/g, '2026-05-01 12:30')
      .replace(/\band \d+ inherited variables\b/g, 'and 99 inherited variables')
      .replace(/\b\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d/g, '2026-05-01$112:30:00');
  }

  #learnRuns(): void {
    for (const { id, name } of listRuns(this.#runsDir).runs.toReversed()) {
      if (this.#masks.has(id)) continue;
      const number = this.#masks.size / MASKS_OF_A_RUN;
      const letters = String.fromCharCode(97 + number).repeat(5);
      this.#masks.set(id, `${UNKNOWN_ID.slice(0, -2)}${String(number + 1).padStart(2, '0')}`);
      this.#masks.set(name, `${letters}-${letters}`);
      this.#masks.set(name.slice(0, 5), letters);
    }
  }

  #learnBatches(): void {
    for (const { id, name } of listBatches(this.#runsDir).batches.toReversed()) {
      if (this.#batches.has(name)) continue;
      this.#batches.set(name, `bbbbb-${String.fromCharCode(97 + this.#batches.size).repeat(5)}`);
      this.#batches.set(id, UNKNOWN_ID);
    }
  }

  #maskComment(id: string): string {
    const mask = this.#comments.get(id) ?? `0190000${this.#comments.size}-0000`;
    this.#comments.set(id, mask);
    return mask;
  }
}

/** Replaces a name also where a narrow column has only its beginning. */
function replaceEvenCut(text: string, name: string, mask: string): string {
  let replaced = text.replaceAll(name, mask);
  for (let length = name.length - 1; length > 2; length--) {
    for (const dots of ['…', '...']) {
      replaced = replaced.replaceAll(name.slice(0, length) + dots, mask.slice(0, length) + dots);
    }
  }
  return replaced;
}

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** An id, a name and its beginning. */
const MASKS_OF_A_RUN = 3;

/** What `mkdtemp` has added to the name. */
function temporaryPart(folder: string): string {
  return /gage-test-(\w{6})/.exec(folder)?.[1] ?? folder;
}
