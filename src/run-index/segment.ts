import { Buffer } from 'node:buffer';
import { SectionFileError } from '../platform/section-file.ts';
import type { SectionFile } from '../platform/section-file.ts';
import { OpRef } from '../run/operation-reference.ts';
import type { RunStatus } from '../run/run.ts';
import { BlockedColumn } from './blocked-column.ts';
import type { ValueGroup } from './run-row.ts';
import {
  DOCUMENTS,
  DOCUMENT_BLOCKS,
  NUMBER_BLOCKS,
  NUMBER_COLUMNS,
  STATUS_CODES,
} from './segment-format.ts';
import type { NumberColumn, SegmentHeader } from './segment-format.ts';
import {
  UUID_BYTES,
  UUID_DIGITS,
  UUID_LENGTH,
  formatUuid,
  hexadecimal,
  uuidTexts,
} from './uuid.ts';
import { decodeValueColumn } from './value-column.ts';
import type { ValueColumn } from './value-column.ts';

/**
 * Runs as columns, newest first. What is asked for is read then, with what is beside it. Methods throw
 * SectionFileError and system errors when the file is damaged or gone by then.
 */
export class Segment {
  readonly rowCount: number;
  readonly #file: SectionFile;
  readonly #operations: readonly OpRef[];
  readonly #ids: BlockedColumn<Uint8Array>;
  readonly #idDigits: string[] = [];
  readonly #idTexts: string[] = [];
  readonly #idsAsked: number[] = [];
  readonly #numbers: Readonly<Record<NumberColumn, BlockedColumn<Float64Array>>>;
  readonly #statuses: BlockedColumn<Uint8Array>;
  readonly #operationCodes: BlockedColumn<Uint32Array>;
  readonly #documents: BlockedColumn<Uint8Array>;
  readonly #columns: Readonly<Record<ValueGroup, Map<string, ValueColumn | undefined>>> = {
    config: new Map(),
    metrics: new Map(),
    attributes: new Map(),
    run: new Map(),
  };
  readonly #fingerprintKeys: BlockedColumn<Uint32Array>;
  #formerNames: ValueColumn | undefined;
  #keys: ReadonlyMap<string, number> | undefined;
  readonly #allColumns: Partial<Record<ValueGroup, readonly NamedColumn[]>> = {};

  constructor(file: SectionFile) {
    this.#file = file;
    // Only this program writes files with a checksum like this one's.
    const { rowCount, operations } = file.header as SegmentHeader;
    this.rowCount = rowCount;
    this.#operations = operations.map(
      ([namespace, name, version]) => new OpRef(namespace, name, version),
    );
    const read = (name: string, block: number): ArrayBuffer => file.read(`${name}@${block}`);
    const bytes = (name: string, places = NUMBER_BLOCKS): BlockedColumn<Uint8Array> =>
      new BlockedColumn(places, (block) => new Uint8Array(read(name, block)));
    this.#ids = bytes('ids');
    this.#statuses = bytes('status');
    this.#documents = bytes('documents', DOCUMENT_BLOCKS);
    const words = (name: string): BlockedColumn<Uint32Array> =>
      new BlockedColumn(NUMBER_BLOCKS, (block) => new Uint32Array(read(name, block)));
    this.#operationCodes = words('operation');
    this.#fingerprintKeys = words('fingerprint');
    this.#numbers = Object.fromEntries(
      NUMBER_COLUMNS.map((name): [NumberColumn, BlockedColumn<Float64Array>] => [
        name,
        new BlockedColumn(NUMBER_BLOCKS, (block) => new Float64Array(read(name, block))),
      ]),
    ) as Record<NumberColumn, BlockedColumn<Float64Array>>;
  }

  /** Reads what {@link idAt} needs: it does not fail then. */
  readId(row: number): void {
    this.#ids.blockOf(row);
  }

  idAt(row: number): string {
    const block = NUMBER_BLOCKS.numberOf(row);
    const index = row - NUMBER_BLOCKS.startOf(block);
    const texts = this.#idTexts[block];
    if (texts !== undefined) return texts.slice(index * UUID_LENGTH, (index + 1) * UUID_LENGTH);
    const asked = (this.#idsAsked[block] ?? 0) + 1;
    this.#idsAsked[block] = asked;
    // Putting each together leaves ten objects of garbage; putting all of a block together takes as long as some hundreds.
    if (asked === MANY_IDS) this.#idTexts[block] = uuidTexts(this.#ids.blockOf(row));
    // All of a block at once: a call for each takes longer than cutting a text.
    const digits = (this.#idDigits[block] ??= hexadecimal(this.#ids.blockOf(row)));
    return formatUuid(digits, index * UUID_DIGITS);
  }

  /** The bytes of all ids, one after the other. */
  allIds(): Uint8Array {
    const ids = new Uint8Array(this.rowCount * UUID_BYTES);
    for (const row of this.#blockStarts()) {
      ids.set(this.#ids.blockOf(row), row * UUID_BYTES);
    }
    return ids;
  }

  /** The first row of each block of numbers. */
  #blockStarts(): readonly number[] {
    return Array.from({ length: NUMBER_BLOCKS.countOf(this.rowCount) }, (_, block) =>
      NUMBER_BLOCKS.startOf(block),
    );
  }

  numberAt(name: NumberColumn, row: number): number | undefined {
    const number = this.#numbers[name].numberAt(row);
    return number === undefined || Number.isNaN(number) ? undefined : number;
  }

  statusAt(row: number): RunStatus {
    return STATUS_CODES[this.#statuses.numberAt(row) ?? 0] ?? 'unknown';
  }

  operationAt(row: number): OpRef {
    const operation = this.#operations[this.#operationCodes.numberAt(row) ?? 0];
    if (operation === undefined) throw new SectionFileError('an operation is missing');
    return operation;
  }

  formerNameAt(row: number): string | undefined {
    this.#formerNames ??= decodeValueColumn(this.#file.read('formerNames'), this.rowCount);
    const name = this.#formerNames.valueAt(row);
    return typeof name === 'string' ? name : undefined;
  }

  /** The values that runs have under a name of a group; undefined when none has any. */
  column(group: ValueGroup, name: string): ValueColumn | undefined {
    const columns = this.#columns[group];
    const column = columns.get(name);
    if (column !== undefined || columns.has(name)) return column;
    const read = this.#readColumn(`${group}.${name}`);
    columns.set(name, read);
    return read;
  }

  /** Adds the names of all values that one of some runs has in a group. */
  addNames(rows: readonly number[], group: ValueGroup, names: Set<string>): void {
    for (const { name, column } of (this.#allColumns[group] ??= this.#findColumns(group))) {
      if (!names.has(name) && column.hasAny(rows)) names.add(name);
    }
  }

  #findColumns(group: ValueGroup): readonly NamedColumn[] {
    const prefix = `${group}.`;
    return [...this.#readKeys().keys()].flatMap((key) => {
      if (!key.startsWith(prefix)) return [];
      const name = key.slice(prefix.length);
      const column = this.column(group, name);
      return column === undefined ? [] : [{ name, column }];
    });
  }

  #readKeys(): ReadonlyMap<string, number> {
    return (this.#keys ??= new Map(
      (JSON.parse(this.#text('valueKeys')) as readonly string[]).map((known, number) => [
        known,
        number,
      ]),
    ));
  }

  #readColumn(key: string): ValueColumn | undefined {
    const number = this.#readKeys().get(key);
    return number === undefined
      ? undefined
      : decodeValueColumn(this.#file.read(`value${number}`), this.rowCount);
  }

  #text(section: string): string {
    return Buffer.from(this.#file.read(section)).toString('utf8');
  }

  /** The configuration as it is written; undefined where there is none. */
  configTextAt(row: number): string | undefined {
    return this.#documentAt(row, 0);
  }

  /** The summary as it is written; undefined where there is none. */
  summaryTextAt(row: number): string | undefined {
    return this.#documentAt(row, 1);
  }

  fingerprintAt(row: number): string | undefined {
    return this.#documentAt(row, 2);
  }

  /** The rows whose fingerprint has a key, in order. */
  rowsWithFingerprint(key: number): readonly number[] {
    const rows: number[] = [];
    for (const first of this.#blockStarts()) {
      const keys = this.#fingerprintKeys.blockOf(first);
      for (let at = keys.indexOf(key); at >= 0; at = keys.indexOf(key, at + 1)) {
        rows.push(first + at);
      }
    }
    return rows;
  }

  #documentAt(row: number, which: 0 | 1 | 2): string | undefined {
    const block = this.#documents.blockOf(row);
    const number = DOCUMENT_BLOCKS.numberOf(row);
    const firstRow = DOCUMENT_BLOCKS.startOf(number);
    const rows = Math.min(DOCUMENT_BLOCKS.startOf(number + 1), this.rowCount) - firstRow;
    const ends = new Uint32Array(block.buffer, 0, rows * DOCUMENTS);
    const index = (row - firstRow) * DOCUMENTS + which;
    const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
    const bytes = Buffer.from(block.buffer, ends.byteLength + start, (ends[index] ?? 0) - start);
    return bytes.length === 1 && bytes[0] === 0 ? undefined : bytes.toString('utf8');
  }
}

/** Of so many ids of a block, all are made. */
const MANY_IDS = 300;

interface NamedColumn {
  readonly name: string;
  readonly column: ValueColumn;
}
