import { Buffer } from 'node:buffer';
import type { SectionPieces, Sections } from '../platform/section-file.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import type { Blocks } from './blocked-column.ts';
import { fingerprintKey } from './fingerprint-key.ts';
import { GrowingBytes, GrowingNumbers } from './growing-arrays.ts';
import type { RunRow, ValueGroup } from './run-row.ts';
import {
  DOCUMENTS,
  DOCUMENT_BLOCKS,
  NUMBER_BLOCKS,
  NUMBER_COLUMNS,
  STATUS_CODES,
} from './segment-format.ts';
import type { NumberColumn, OperationParts, SegmentHeader } from './segment-format.ts';
import { UUID_BYTES, readUuid } from './uuid.ts';
import { ValueColumnBuilder, bytesOf } from './value-column.ts';

export interface BuiltSegment {
  readonly header: SegmentHeader;
  readonly sections: Sections;
  /** The row of each run in the order of their addition. */
  readonly ranks: Uint32Array;
}

/** Collects runs in any order and makes a segment of them: columns, newest first. */
export class SegmentBuilder {
  readonly #ids = new GrowingBytes();
  readonly #uuid = new Uint8Array(UUID_BYTES);
  readonly #numbers = Object.fromEntries(
    NUMBER_COLUMNS.map((name): [NumberColumn, GrowingNumbers] => [name, new GrowingNumbers()]),
  ) as Readonly<Record<NumberColumn, GrowingNumbers>>;
  readonly #statuses = new GrowingNumbers(Uint8Array);
  readonly #operations = new Map<string, number>();
  readonly #operationCodes = new GrowingNumbers(Uint32Array);
  readonly #fingerprintKeys = new GrowingNumbers(Uint32Array);
  readonly #formerNames = new ValueColumnBuilder();
  readonly #values: Readonly<Record<ValueGroup, Map<string, ValueColumnBuilder>>> = {
    config: new Map(),
    metrics: new Map(),
    attributes: new Map(),
    run: new Map(),
  };
  readonly #documents = new GrowingBytes();
  /** Where each document ends: of each run the configuration, the summary and the fingerprint. */
  readonly #documentEnds = new GrowingNumbers(Uint32Array);
  /** Where the documents of a block are put together: new memory for each is only given back when garbage is collected. */
  #lent = new Uint8Array();
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
    const { facts, config } = row;
    readUuid(facts.id, this.#uuid);
    this.#ids.add(this.#uuid);
    const numbers = this.#numbers;
    numbers.timestamp.add(facts.started ?? facts.staged ?? facts.initialized);
    numbers.initialized.add(facts.initialized);
    numbers.staged.add(facts.staged);
    numbers.started.add(facts.started);
    numbers.stopped.add(facts.stopped);
    numbers.exitCode.add(facts.exitCode);
    numbers.sizeBytes.add(row.sizeBytes);
    numbers.readMs.add(row.readMs);
    this.#statuses.add(STATUS_CODES.indexOf(facts.status));
    this.#operationCodes.add(this.#operationCode(facts.opref));
    this.#fingerprintKeys.add(fingerprintKey(facts.fingerprint));
    if (facts.formerName !== undefined) this.#formerNames.add(index, facts.formerName);
    this.#addValues(index, 'config', config);
    this.#addValues(index, 'metrics', row.summary['metrics']);
    this.#addValues(index, 'attributes', row.summary['attributes']);
    this.#addValues(index, 'run', row.summary['run']);
    this.#addDocument(row.configText);
    this.#addDocument(row.summaryText);
    this.#addDocument(facts.fingerprint);
  }

  #operationCode({ namespace, name, version = '' }: OpRef): number {
    // None of them has a blank in it.
    const key = `${namespace} ${name} ${version}`;
    let code = this.#operations.get(key);
    if (code === undefined) {
      code = this.#operations.size;
      this.#operations.set(key, code);
    }
    return code;
  }

  #addValues(index: number, group: ValueGroup, values: Value | undefined): void {
    if (!isMap(values)) return;
    const columns = this.#values[group];
    for (const name of Object.keys(values)) {
      let column = columns.get(name);
      if (column === undefined) {
        column = new ValueColumnBuilder();
        columns.set(name, column);
      }
      column.add(index, values[name] ?? null);
    }
  }

  #addDocument(text: string | undefined): void {
    // A document that is missing is no empty one: it is told by a zero, of which none consists.
    this.#documents.addText(text ?? '\0');
    this.#documentEnds.add(this.#documents.length);
  }

  build(): BuiltSegment {
    const { order, ranks } = this.#sort();
    const sections = new Map<string, SectionPieces>();
    for (const [block, rows] of blocksOf(order, NUMBER_BLOCKS).entries()) {
      sections.set(`ids@${block}`, [this.#sortedIds(rows)]);
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
      const keys = Uint32Array.from(rows, (row) => this.#fingerprintKeys.at(row));
      sections.set(`fingerprint@${block}`, [bytesOf(keys)]);
    }
    for (const [block, rows] of blocksOf(order, DOCUMENT_BLOCKS).entries()) {
      // All of them would be as much memory again as they are kept in.
      sections.set(`documents@${block}`, () => this.#sortedDocuments(rows));
    }
    sections.set('formerNames', this.#formerNames.encode(ranks));
    // Of many columns few are asked for: what there are is a section of its own.
    const columns = Object.entries(this.#values).flatMap(([group, named]) =>
      [...named].map(([name, column]) => ({ key: `${group}.${name}`, column })),
    );
    sections.set('valueKeys', [Buffer.from(JSON.stringify(columns.map(({ key }) => key)))]);
    for (const [number, { column }] of columns.entries()) {
      sections.set(`value${number}`, column.encode(ranks));
    }
    const operations = [...this.#operations.keys()].map((key): OperationParts => {
      const [namespace = '', name = '', version = ''] = key.split(' ');
      return [namespace, name, version];
    });
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

  #sortedIds(rows: Uint32Array): Uint8Array {
    const ids = new Uint8Array(rows.length * UUID_BYTES);
    for (let index = 0; index < rows.length; index++) {
      const start = (rows[index] ?? 0) * UUID_BYTES;
      for (let byte = 0; byte < UUID_BYTES; byte++) {
        ids[index * UUID_BYTES + byte] = this.#ids.at(start + byte);
      }
    }
    return ids;
  }

  /** The documents of some rows, after the places where they end; valid until it is asked again. */
  #sortedDocuments(rows: Uint32Array): readonly Uint8Array[] {
    const ends = new Uint32Array(rows.length * DOCUMENTS);
    const startOf = (document: number): number =>
      document === 0 ? 0 : this.#documentEnds.at(document - 1);
    let end = 0;
    for (const [index, row] of rows.entries()) {
      for (let which = 0; which < DOCUMENTS; which++) {
        const document = row * DOCUMENTS + which;
        end += this.#documentEnds.at(document) - startOf(document);
        ends[index * DOCUMENTS + which] = end;
      }
    }
    if (this.#lent.length < end) this.#lent = new Uint8Array(end * 2);
    const texts = this.#lent.subarray(0, end);
    let at = 0;
    for (const row of rows) {
      // The documents of a run follow each other.
      const start = startOf(row * DOCUMENTS);
      const length = this.#documentEnds.at((row + 1) * DOCUMENTS - 1) - start;
      texts.set(this.#documents.slice(start, start + length), at);
      at += length;
    }
    return [bytesOf(ends), texts];
  }
}

/** More documents go into another segment. */
const MAX_SEGMENT_BYTES = 512 * 1024 * 1024;

function blocksOf(rows: Uint32Array, places: Blocks): readonly Uint32Array[] {
  return Array.from({ length: places.countOf(rows.length) }, (_, block) =>
    rows.subarray(places.startOf(block), places.startOf(block + 1)),
  );
}
