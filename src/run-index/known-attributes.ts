import { Buffer } from 'node:buffer';
import { readChangeTime } from '../platform/change-time.ts';
import { SectionFileError, openSectionFile, writeSectionFile } from '../platform/section-file.ts';
import type { SectionFile } from '../platform/section-file.ts';
import { parseJson } from '../values/json-text.ts';
import { isMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { UUID_LENGTH } from './uuid.ts';
import { bytesOf } from './value-column.ts';

/** What people said of a run when it was read, and what tells whether they have said more. */
export interface ReadAttributes {
  readonly id: string;
  /** When the folder of entries was changed, and each entry. */
  readonly folderMs: number;
  readonly entryNames: readonly string[];
  readonly entryMs: readonly number[];
  /** The attributes in the compact dialect. */
  readonly text: string;
}

/**
 * What people said of runs, as columns. Each time of change is older than the reading, so that whoever changes
 * an entry, or adds one, or takes one away, changes one of them.
 */
export class KnownAttributes {
  readonly #ids: readonly string[];
  readonly #folderMs: Float64Array;
  /** Where the entries of each run begin, and where the last one's end. */
  readonly #entryStarts: Uint32Array;
  readonly #entryNames: readonly string[];
  readonly #entryMs: Float64Array;
  readonly #texts: readonly string[];
  #places: ReadonlyMap<string, number> | undefined;

  constructor({ ids, folderMs, entryStarts, entryNames, entryMs, texts }: AttributeColumns) {
    this.#ids = ids;
    this.#folderMs = folderMs;
    this.#entryStarts = entryStarts;
    this.#entryNames = entryNames;
    this.#entryMs = entryMs;
    this.#texts = texts;
  }

  static of(runs: readonly ReadAttributes[]): KnownAttributes {
    const entryStarts = new Uint32Array(runs.length + 1);
    for (const [place, { entryMs }] of runs.entries()) {
      entryStarts[place + 1] = (entryStarts[place] ?? 0) + entryMs.length;
    }
    return new KnownAttributes({
      ids: runs.map(({ id }) => id),
      folderMs: Float64Array.from(runs, ({ folderMs }) => folderMs),
      entryStarts,
      entryNames: runs.flatMap(({ entryNames }) => entryNames),
      entryMs: Float64Array.from(runs.flatMap(({ entryMs }) => entryMs)),
      texts: runs.map(({ text }) => text),
    });
  }

  /** The attributes of a run whose entries are in a folder; undefined when that may be others by now. */
  find(id: string, folder: string): ValueMap | undefined {
    const place = this.#unchangedPlace(id, folder);
    if (place === undefined) return undefined;
    const attributes = parseJson(this.#texts[place] ?? '');
    return isMap(attributes) ? attributes : undefined;
  }

  /** What {@link KnownAttributes.of} was given of a run, if that is still so. */
  findRead(id: string, folder: string): ReadAttributes | undefined {
    const place = this.#unchangedPlace(id, folder);
    if (place === undefined) return undefined;
    const [start, end] = [this.#entryStarts[place], this.#entryStarts[place + 1]];
    return {
      id,
      folderMs: this.#folderMs[place] ?? Number.NaN,
      entryNames: this.#entryNames.slice(start, end),
      entryMs: [...this.#entryMs.subarray(start, end)],
      text: this.#texts[place] ?? '',
    };
  }

  get columns(): AttributeColumns {
    return {
      ids: this.#ids,
      folderMs: this.#folderMs,
      entryStarts: this.#entryStarts,
      entryNames: this.#entryNames,
      entryMs: this.#entryMs,
      texts: this.#texts,
    };
  }

  #unchangedPlace(id: string, folder: string): number | undefined {
    this.#places ??= new Map(this.#ids.map((known, place) => [known, place]));
    const place = this.#places.get(id);
    return place !== undefined && this.#isUnchanged(place, folder) ? place : undefined;
  }

  #isUnchanged(place: number, folder: string): boolean {
    if (readChangeTime(folder) !== this.#folderMs[place]) return false;
    const end = this.#entryStarts[place + 1] ?? 0;
    for (let entry = this.#entryStarts[place] ?? 0; entry < end; entry++) {
      const path = `${folder}/${this.#entryNames[entry] ?? ''}`;
      if (readChangeTime(path) !== this.#entryMs[entry]) return false;
    }
    return true;
  }
}

interface AttributeColumns {
  readonly ids: readonly string[];
  readonly folderMs: Float64Array;
  readonly entryStarts: Uint32Array;
  readonly entryNames: readonly string[];
  readonly entryMs: Float64Array;
  readonly texts: readonly string[];
}

/** Another format has another number. */
const VERSION = 1;

/** Throws SectionFileError when there is none of this version that is whole, and system errors. */
export function readKnownAttributes(path: string): KnownAttributes {
  const file = openSectionFile(path);
  const { version } = file.header as { readonly version: number };
  if (version !== VERSION) throw new SectionFileError(`${path} has another version`);
  const ids = Buffer.from(file.read('ids')).toString('latin1');
  return new KnownAttributes({
    ids: Array.from({ length: ids.length / UUID_LENGTH }, (_, place) =>
      ids.slice(place * UUID_LENGTH, (place + 1) * UUID_LENGTH),
    ),
    folderMs: new Float64Array(file.read('folderMs')),
    entryStarts: new Uint32Array(file.read('entryStarts')),
    entryNames: readTexts(file, 'entryNames', BETWEEN_NAMES),
    entryMs: new Float64Array(file.read('entryMs')),
    texts: readTexts(file, 'texts', BETWEEN_TEXTS),
  });
}

/** Writes to a path that does not exist. */
export function writeKnownAttributes(path: string, { columns }: KnownAttributes): void {
  const sections = new Map<string, readonly Uint8Array[]>([
    ['ids', [Buffer.from(columns.ids.join(''), 'latin1')]],
    ['folderMs', [bytesOf(columns.folderMs)]],
    ['entryStarts', [bytesOf(columns.entryStarts)]],
    ['entryNames', [Buffer.from(columns.entryNames.join(BETWEEN_NAMES))]],
    ['entryMs', [bytesOf(columns.entryMs)]],
    ['texts', [Buffer.from(columns.texts.join(BETWEEN_TEXTS))]],
  ]);
  writeSectionFile(path, { version: VERSION }, sections);
}

/** No name of a file has it. */
const BETWEEN_NAMES = '/';

/** The compact dialect is one line. */
const BETWEEN_TEXTS = '\n';

function readTexts(file: SectionFile, section: string, between: string): readonly string[] {
  return Buffer.from(file.read(section)).toString('utf8').split(between);
}
