import { SectionFileError } from '../platform/section-file.ts';
import { readFileChange } from '../platform/change-time.ts';
import { isSettled } from '../platform/file-stamp.ts';
import { isSystemError } from '../platform/files.ts';
import { effectiveLabel } from '../run/label.ts';
import { parseMapOrEmpty, readMembers } from '../run/metadata.ts';
import { ZipError } from '../platform/zip-format.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { runName } from '../run/proquint.ts';
import { Run } from '../run/run.ts';
import type { RunStatus } from '../run/run.ts';
import { readUserAttributes } from '../run/user-attributes.ts';
import type { NumberColumn } from '../run-index/segment-format.ts';
import type { Segment } from '../run-index/segment.ts';
import type { ValueGroup } from '../run-index/run-row.ts';
import { META, zipMetaPathOf } from '../run/layout.ts';
import { ZIP_META_SUFFIX } from '../values/run-names.ts';
import { emptyMap, isMap, valuesEqual } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { lookUp } from './look-up.ts';
import { parseMembership, readRun } from './run-record.ts';
import type { BatchMembership, RunRecord } from './run-record.ts';

/** What the runs of a list have in common. */
export interface IndexedList {
  /** What the paths of its run directories begin with, before their ids. */
  readonly prefix: string;
  /** Whether times of change of files say something. */
  readonly hasLocalTimes: boolean;
  /** The index was found wrong. */
  readonly discard: () => void;
}

/**
 * A run as its row in the index has it. Nothing is read before it is asked for; documents only after
 * a look at whether the zip is still the one they were read from. Where it is not, or the index cannot
 * be read (any more), the run is read from its zip.
 */
export class IndexedRun implements RunRecord {
  readonly #list: IndexedList;
  #segment: Segment | undefined;
  #row = 0;
  #hasAttributes = false;
  #id: string | undefined;
  // Most runs of a long list are looked at once, for one value: what few need is in one place.
  #details: Details | undefined;

  constructor(list: IndexedList) {
    this.#list = list;
  }

  /** Says which run it is; another, where it has been one already. */
  pointAt(segment: Segment, row: number, hasAttributes: boolean): void {
    this.#segment = segment;
    this.#row = row;
    this.#hasAttributes = hasAttributes;
    this.#id = undefined;
    this.#details = undefined;
  }

  /** The same, once it is sure that it has its id: with that it can be found, whatever becomes of the index. */
  withId(): this {
    this.#segment?.readId(this.#row);
    return this;
  }

  get id(): string {
    return (this.#id ??= this.#segment?.idAt(this.#row) ?? '');
  }

  get name(): string {
    return runName(this.id);
  }

  get run(): Run {
    const runDir = this.#list.prefix + this.id;
    return new Run(this.id, runDir, zipMetaPathOf(runDir), this.opref);
  }

  get formerName(): string | undefined {
    return this.#read(
      (segment, row) => segment.formerNameAt(row),
      (run) => run.formerName,
    );
  }

  get opref(): OpRef {
    return this.#read(
      (segment, row) => segment.operationAt(row),
      (run) => run.opref,
    );
  }

  get status(): RunStatus {
    return this.#read(
      (segment, row) => segment.statusAt(row),
      (run) => run.status,
    );
  }

  get exitCode(): number | undefined {
    return this.#number('exitCode');
  }

  get initialized(): number | undefined {
    return this.#number('initialized');
  }

  get staged(): number | undefined {
    return this.#number('staged');
  }

  get started(): number | undefined {
    return this.#number('started');
  }

  get stopped(): number | undefined {
    return this.#number('stopped');
  }

  get timestamp(): number | undefined {
    return this.#number('timestamp');
  }

  get fingerprint(): string | undefined {
    return this.#read(
      (segment, row) => segment.fingerprintAt(row),
      (run) => run.fingerprint,
    );
  }

  get config(): ValueMap {
    return (this.#detail.config ??= this.#document(
      (segment, row) => segment.configTextAt(row),
      (run) => run.config,
    ));
  }

  get summary(): ValueMap {
    return (this.#detail.summary ??= this.#document(
      (segment, row) => segment.summaryTextAt(row),
      (run) => run.summary,
    ));
  }

  get attributes(): ValueMap {
    if (!this.#hasAttributes) return NOTHING;
    return (this.#detail.attributes ??= readUserAttributes(this.run));
  }

  get label(): string | undefined {
    if (!this.isIndexed) return effectiveLabel(this.attributes, this.summary);
    const label = this.ownValue('run', 'label');
    return effectiveLabel(this.attributes, label === undefined ? NOTHING : { run: { label } });
  }

  /** Not in the index: read from the zip when it is asked for. */
  get batch(): BatchMembership | undefined {
    return (this.#detail.batch ??= { is: this.#readBatch() }).is;
  }

  #readBatch(): BatchMembership | undefined {
    try {
      const content = readMembers(this.run.metaDir, [META.batch]).get(META.batch);
      return parseMembership(content?.toString('utf8'));
    } catch (error) {
      // A run that is gone by now, or cannot be read, is as good as one of no batch.
      if (!(error instanceof ZipError || isSystemError(error))) throw error;
      return undefined;
    }
  }

  /** The value of this name in a part of the documents, without reading all of them. */
  valueIn(group: ValueGroup, name: string): Value | undefined {
    const segment = this.#segment;
    // As #read does; without functions made for it, since a filter asks this of every run.
    if (this.#details?.actual === undefined && segment !== undefined) {
      try {
        return lookUpInColumns(segment, this.#row, group, name);
      } catch (error) {
        this.#distrust(error);
      }
    }
    const run = this.#details?.actual ?? this.#readActual();
    return lookUp(group === 'config' ? run.config : run.summary[group], name);
  }

  /** Whether the index says what the run is, after a look at whether its zip is still the same. */
  get isIndexed(): boolean {
    this.#check();
    return this.#details?.actual === undefined;
  }

  /** What the index has under exactly this name, without reading a document. */
  ownValue(group: ValueGroup, name: string): Value | undefined {
    return this.#read(
      (segment, row) => segment.column(group, name)?.valueAt(row),
      (run) => {
        const values = group === 'config' ? run.config : run.summary[group];
        return isMap(values) && Object.hasOwn(values, name) ? values[name] : undefined;
      },
    );
  }

  /** Adds the names of all values that the run has in a group. */
  addNames(group: ValueGroup, names: Set<string>): void {
    this.#read(
      (segment, row) => {
        for (const [name, column] of segment.columnsOf(group)) {
          if (!names.has(name) && column.valueAt(row) !== undefined) names.add(name);
        }
      },
      (run) => {
        const values = group === 'config' ? run.config : run.summary[group];
        if (isMap(values)) for (const name of Object.keys(values)) names.add(name);
      },
    );
  }

  get #detail(): Details {
    return (this.#details ??= {
      isChecked: false,
      actual: undefined,
      config: undefined,
      summary: undefined,
      attributes: undefined,
      batch: undefined,
    });
  }

  #number(name: Exclude<NumberColumn, 'sizeBytes' | 'readMs'>): number | undefined {
    return this.#read(
      (segment, row) => segment.numberAt(name, row),
      (run) => run[name],
    );
  }

  #document(
    textOf: (segment: Segment, row: number) => string | undefined,
    otherwise: (run: RunRecord) => ValueMap,
  ): ValueMap {
    this.#check();
    return this.#read((segment, row) => parseMapOrEmpty(textOf(segment, row)), otherwise);
  }

  /** Metadata of a finalized run is never changed. Whoever did it all the same is believed. */
  #check(): void {
    if (this.#detail.isChecked) return;
    this.#detail.isChecked = true;
    const stamp = readFileChange(this.#zipPath);
    // A run that is gone by now is shown as it was.
    if (stamp === undefined) return;
    const isSame = this.#read(
      (segment, row) =>
        stamp.sizeBytes === segment.numberAt('sizeBytes', row) &&
        isSettled(stamp.changedMs, segment.numberAt('readMs', row) ?? 0),
      () => true,
    );
    if (isSame && this.#list.hasLocalTimes) return;
    const { config, summary, status, timestamp } = this;
    const actual = this.#readActual();
    const isKnown =
      valuesEqual(actual.config, config) &&
      valuesEqual(actual.summary, summary) &&
      actual.status === status &&
      actual.timestamp === timestamp;
    if (!isKnown) this.#list.discard();
    this.#detail.config = undefined;
    this.#detail.summary = undefined;
  }

  #read<T>(fromRow: (segment: Segment, row: number) => T, otherwise: (run: RunRecord) => T): T {
    const actual = this.#details?.actual;
    if (actual !== undefined) return otherwise(actual);
    try {
      if (this.#segment === undefined) throw new SectionFileError('there is no row');
      return fromRow(this.#segment, this.#row);
    } catch (error) {
      this.#distrust(error);
      return otherwise(this.#readActual());
    }
  }

  /** The index cannot be read (any more); throws what is no failure of it. */
  #distrust(error: unknown): void {
    if (!(error instanceof SectionFileError || isSystemError(error))) throw error;
    this.#list.discard();
  }

  get #zipPath(): string {
    return this.#list.prefix + this.id + ZIP_META_SUFFIX;
  }

  #readActual(): RunRecord {
    return (this.#detail.actual = readRun(this.#zipPath));
  }
}

const NOTHING: ValueMap = Object.freeze(emptyMap());

/** What was found out of a run. */
interface Details {
  isChecked: boolean;
  /** The run read from its zip, when its row is not to be trusted. */
  actual: RunRecord | undefined;
  config: ValueMap | undefined;
  summary: ValueMap | undefined;
  attributes: ValueMap | undefined;
  batch: { readonly is: BatchMembership | undefined } | undefined;
}

/** What {@link lookUp} gives for the map of a group that the columns were made from. */
function lookUpInColumns(
  segment: Segment,
  row: number,
  group: ValueGroup,
  name: string,
): Value | undefined {
  const value = segment.column(group, name)?.valueAt(row);
  if (value !== undefined) return value;
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    const outer = segment.column(group, name.slice(0, dot))?.valueAt(row);
    const found = outer === undefined ? undefined : lookUp(outer, name.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
