import { Buffer } from 'node:buffer';
import type { Sections } from '../platform/section-file.ts';
import type { RunStatus } from '../run/run.ts';
import { configDigest } from './config-digest.ts';
import { GrowingBytes, GrowingNumbers } from './growing-arrays.ts';
import { VALUE_GROUPS, valuesOfGroup } from './run-row.ts';
import type { RunRow, ValueGroup } from './run-row.ts';
import { UUID_BYTES, readUuid } from './uuid.ts';
import { ValueColumnBuilder, bytesOf } from './value-column.ts';

/** Statuses by the number that stands for each; only added to. */
export const STATUS_CODES: readonly RunStatus[] = [
  'unknown',
  'pending',
  'staging',
  'staged',
  'running',
  'finalizing',
  'completed',
  'error',
  'terminated',
];

/** Columns of one number for each run. NaN stands for none. */
export const NUMBER_COLUMNS = [
  'timestamp',
  'initialized',
  'staged',
  'started',
  'stopped',
  'exitCode',
  'configDigest',
  'sizeBytes',
  'modifiedMs',
] as const;

export type NumberColumn = (typeof NUMBER_COLUMNS)[number];

/** What a segment says of itself besides its sections. */
export interface SegmentHeader {
  readonly rowCount: number;
  /** Namespace, name and version. */
  readonly operations: readonly (readonly [string, string, string | null])[];
}

export interface BuiltSegment {
  readonly header: SegmentHeader;
  readonly sections: Sections;
  /** The row of each run in the order of their addition. */
  readonly ranks: Uint32Array;
}

/** Rows whose numbers are read together, and whose documents are. */
export const BLOCK_ROWS = 4096;
export const DOCUMENT_BLOCK_ROWS = 512;

/** Documents of a run. */
export const DOCUMENTS = 3;

/** Collects runs in any order and makes a segment of them: columns, newest first. */
export class SegmentBuilder {
  readonly #ids = new GrowingBytes();
  readonly #uuid = new Uint8Array(UUID_BYTES);
  readonly #numbers = Object.fromEntries(
    NUMBER_COLUMNS.map((name): [NumberColumn, GrowingNumbers] => [name, new GrowingNumbers()]),
  ) as Readonly<Record<NumberColumn, GrowingNumbers>>;
  readonly #statuses = new GrowingNumbers();
  readonly #operations = new Map<string, number>();
  readonly #operationCodes = new GrowingNumbers();
  readonly #formerNames = new ValueColumnBuilder();
  readonly #values = new Map<ValueGroup, Map<string, ValueColumnBuilder>>();
  readonly #documents = new GrowingBytes();
  /** Where each document ends: of each run the configuration, the summary and the fingerprint. */
  readonly #documentEnds = new GrowingNumbers();
  #rowCount = 0;

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Whether the next run has to go into another segment. */
  get isFull(): boolean {
    return this.#documents.length > MAX_SEGMENT_BYTES;
  }

  add(row: RunRow): void {
    const index = this.#rowCount++;
    readUuid(row.id, this.#uuid);
    this.#ids.add(this.#uuid);
    const numbers = this.#numbers;
    numbers.timestamp.add(row.started ?? row.staged ?? row.initialized);
    numbers.initialized.add(row.initialized);
    numbers.staged.add(row.staged);
    numbers.started.add(row.started);
    numbers.stopped.add(row.stopped);
    numbers.exitCode.add(row.exitCode);
    numbers.configDigest.add(configDigest(row.config));
    numbers.sizeBytes.add(row.sizeBytes);
    numbers.modifiedMs.add(row.modifiedMs);
    this.#statuses.add(STATUS_CODES.indexOf(row.status));
    this.#operationCodes.add(this.#operationCode(row));
    if (row.formerName !== undefined) this.#formerNames.add(index, row.formerName);
    for (const group of VALUE_GROUPS) {
      const values = valuesOfGroup(row, group);
      if (values === undefined) continue;
      for (const name of Object.keys(values)) {
        this.#column(group, name).add(index, values[name] ?? null);
      }
    }
    this.#addDocument(row.configText);
    this.#addDocument(row.summaryText);
    this.#addDocument(row.fingerprint === undefined ? undefined : Buffer.from(row.fingerprint));
  }

  #operationCode({ opref: { namespace, name, version } }: RunRow): number {
    const key = JSON.stringify([namespace, name, version ?? null]);
    const code = this.#operations.get(key) ?? this.#operations.size;
    this.#operations.set(key, code);
    return code;
  }

  #column(group: ValueGroup, name: string): ValueColumnBuilder {
    let columns = this.#values.get(group);
    if (columns === undefined) this.#values.set(group, (columns = new Map()));
    let column = columns.get(name);
    if (column === undefined) columns.set(name, (column = new ValueColumnBuilder()));
    return column;
  }

  #addDocument(text: Uint8Array | undefined): void {
    // A document that is missing is no empty one: it is told by a length of one and a zero.
    this.#documents.add(text ?? MISSING_DOCUMENT);
    this.#documentEnds.add(this.#documents.length);
  }

  build(): BuiltSegment {
    const { order, ranks } = this.#sort();
    const sections = new Map<string, readonly Uint8Array[]>();
    for (const [block, rows] of blocksOf(order, BLOCK_ROWS).entries()) {
      sections.set(
        `ids@${block}`,
        [...rows].map((row) => this.#ids.slice(row * UUID_BYTES, (row + 1) * UUID_BYTES)),
      );
      for (const name of NUMBER_COLUMNS) {
        const numbers = this.#numbers[name];
        sections.set(`${name}@${block}`, [
          bytesOf(Float64Array.from(rows, (row) => numbers.at(row))),
        ]);
      }
      const statuses = Uint8Array.from(rows, (row) => this.#statuses.at(row));
      sections.set(`status@${block}`, [statuses]);
      const codes = Uint32Array.from(rows, (row) => this.#operationCodes.at(row));
      sections.set(`operation@${block}`, [bytesOf(codes)]);
    }
    for (const [block, rows] of blocksOf(order, DOCUMENT_BLOCK_ROWS).entries()) {
      sections.set(`documents@${block}`, this.#sortedDocuments(rows));
    }
    sections.set('formerNames', this.#formerNames.encode(ranks));
    // Of many columns few are asked for: what there are is a section of its own.
    const columns = [...this.#values].flatMap(([group, named]) =>
      [...named].map(([name, column]) => ({ key: `${group}.${name}`, column })),
    );
    sections.set('valueKeys', [Buffer.from(JSON.stringify(columns.map(({ key }) => key)))]);
    for (const [number, { column }] of columns.entries()) {
      sections.set(`value${number}`, column.encode(ranks));
    }
    const operations = [...this.#operations.keys()].map(
      (key) => JSON.parse(key) as SegmentHeader['operations'][number],
    );
    return { header: { rowCount: this.#rowCount, operations }, sections, ranks };
  }

  /** The rows by time, the newest first, then by id; and the place of each. */
  #sort(): { readonly order: Uint32Array; readonly ranks: Uint32Array } {
    const times = Float64Array.from({ length: this.#rowCount }, (_, row) => {
      const time = this.#numbers.timestamp.at(row);
      return Number.isNaN(time) ? -1 : time;
    });
    const order = Uint32Array.from({ length: this.#rowCount }, (_, row) => row);
    order.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || this.#compareIds(a, b));
    const ranks = new Uint32Array(this.#rowCount);
    for (let rank = 0; rank < order.length; rank++) ranks[order[rank] ?? 0] = rank;
    return { order, ranks };
  }

  #compareIds(a: number, b: number): number {
    const idOf = (row: number): Uint8Array =>
      this.#ids.slice(row * UUID_BYTES, (row + 1) * UUID_BYTES);
    return Buffer.compare(idOf(a), idOf(b));
  }

  /** The documents of some rows, after the places where they end. */
  #sortedDocuments(rows: Uint32Array): readonly Uint8Array[] {
    const ends = new Uint32Array(rows.length * DOCUMENTS);
    const texts: Uint8Array[] = [];
    let end = 0;
    for (const [index, row] of rows.entries()) {
      for (let which = 0; which < DOCUMENTS; which++) {
        const document = row * DOCUMENTS + which;
        const start = document === 0 ? 0 : this.#documentEnds.at(document - 1);
        const text = this.#documents.slice(start, this.#documentEnds.at(document));
        end += text.length;
        ends[index * DOCUMENTS + which] = end;
        texts.push(text);
      }
    }
    return [bytesOf(ends), Buffer.concat(texts)];
  }
}

/** Stands for a document that a run does not have; no document consists of it. */
const MISSING_DOCUMENT: Uint8Array = Uint8Array.of(0);

/** More documents go into another segment. */
const MAX_SEGMENT_BYTES = 512 * 1024 * 1024;

function blocksOf(rows: Uint32Array, size: number): readonly Uint32Array[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, block) =>
    rows.subarray(block * size, (block + 1) * size),
  );
}
