import { SectionFileError } from '../platform/section-file.ts';
import { readFileChange } from '../platform/change-time.ts';
import type { FileChange } from '../platform/change-time.ts';
import { isSystemError } from '../platform/files.ts';
import { effectiveLabel } from '../run/label.ts';
import { readMembers } from '../run/metadata.ts';
import { ZipError } from '../platform/zip-format.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { runName } from '../run/proquint.ts';
import { Run } from '../run/run.ts';
import type { RunStatus } from '../run/run.ts';
import type { Segment } from '../run-index/segment.ts';
import type { ValueGroup } from '../run-index/run-row.ts';
import { META, zipMetaPathOf } from '../run/layout.ts';
import { ZIP_META_SUFFIX } from '../values/run-names.ts';
import { emptyMap, valuesEqual } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { CheckedRows } from './checked-rows.ts';
import { lookUp } from './look-up.ts';
import { ROW_FACTS, isZipOfRow } from './row-facts.ts';
import type { Fact } from './row-facts.ts';
import { parseMembership, readRun, valuesIn } from './run-record.ts';
import type { BatchMembership, RunRecord } from './run-record.ts';

/** What the runs of a list have in common. */
export interface IndexedList {
  /** What the paths of its run directories begin with, before their ids. */
  readonly prefix: string;
  /** What people say of the run with this id now. */
  readonly attributesOf: (id: string) => ValueMap;
  /** Whether times of change of files say something. */
  readonly hasLocalTimes: boolean;
  readonly checked: CheckedRows;
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
  #rowOfList = 0;
  #hasAttributes = false;
  #id: string | undefined;
  /** The run read from its zip, when its row is not to be trusted. */
  #actual: RunRecord | undefined;
  // Most runs of a long list are looked at once, for a few values: what few need is in one place.
  #documents: Documents | undefined;

  constructor(list: IndexedList) {
    this.#list = list;
  }

  /**
   * Says which run it is; another, where it has been one already.
   * @param row in the segment; `rowOfList` in all of them.
   */
  pointAt(
    segment: Segment,
    row: number,
    { rowOfList, hasAttributes }: { readonly rowOfList: number; readonly hasAttributes: boolean },
  ): void {
    this.#segment = segment;
    this.#row = row;
    this.#rowOfList = rowOfList;
    this.#hasAttributes = hasAttributes;
    this.#id = undefined;
    this.#actual = this.#list.checked.actual(rowOfList);
    this.#documents = undefined;
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
    return this.#read(ROW_FACTS.formerName);
  }

  get opref(): OpRef {
    return this.#read(ROW_FACTS.opref);
  }

  get status(): RunStatus {
    return this.#read(ROW_FACTS.status);
  }

  get exitCode(): number | undefined {
    return this.#read(ROW_FACTS.exitCode);
  }

  get initialized(): number | undefined {
    return this.#read(ROW_FACTS.initialized);
  }

  get staged(): number | undefined {
    return this.#read(ROW_FACTS.staged);
  }

  get started(): number | undefined {
    return this.#read(ROW_FACTS.started);
  }

  get stopped(): number | undefined {
    return this.#read(ROW_FACTS.stopped);
  }

  get timestamp(): number | undefined {
    return this.#read(ROW_FACTS.timestamp);
  }

  get fingerprint(): string | undefined {
    return this.#read(ROW_FACTS.fingerprint);
  }

  get config(): ValueMap {
    this.#check();
    return (this.#document.config ??= this.#read(ROW_FACTS.config));
  }

  get summary(): ValueMap {
    this.#check();
    return (this.#document.summary ??= this.#read(ROW_FACTS.summary));
  }

  get attributes(): ValueMap {
    if (!this.#hasAttributes) return NOTHING;
    return (this.#document.attributes ??= this.#list.attributesOf(this.id));
  }

  get label(): string | undefined {
    if (!this.isIndexed) return effectiveLabel(this.attributes, this.summary);
    return labelOf(this.attributes, this.ownValue('run', 'label'));
  }

  /** Not in the index: read from the zip when it is asked for. */
  get batch(): BatchMembership | undefined {
    return (this.#document.batch ??= { is: this.#readBatch() }).is;
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
    // As #read does; without functions made for it, since filters ask this of every run.
    if (this.#actual === undefined && segment !== undefined) {
      try {
        return lookUpInColumns(segment, this.#row, group, name);
      } catch (error) {
        this.#distrust(error);
      }
    }
    const run = this.#actual ?? this.#readActual();
    return lookUp(group === 'config' ? run.config : run.summary[group], name);
  }

  /** Whether the index says what the run is, after a look at whether its zip is still the same. */
  get isIndexed(): boolean {
    this.#check();
    return this.#actual === undefined;
  }

  /** What the index has under exactly this name, without reading a document. */
  ownValue(group: ValueGroup, name: string): Value | undefined {
    const segment = this.#segment;
    if (this.#actual === undefined && segment !== undefined) {
      try {
        return segment.column(group, name)?.valueAt(this.#row);
      } catch (error) {
        this.#distrust(error);
      }
    }
    const values = valuesIn(this.#actual ?? this.#readActual(), group);
    return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
  }

  /** Adds the names of all values that the run has in a group. */
  addNames(group: ValueGroup, names: Set<string>): void {
    const segment = this.#segment;
    if (this.#actual === undefined && segment !== undefined) {
      try {
        segment.addNames([this.#row], group, names);
        return;
      } catch (error) {
        this.#distrust(error);
      }
    }
    for (const name in valuesIn(this.#actual ?? this.#readActual(), group)) names.add(name);
  }

  get #document(): Documents {
    return (this.#documents ??= {
      config: undefined,
      summary: undefined,
      attributes: undefined,
      batch: undefined,
    });
  }

  /** Metadata of a finalized run is never changed. Whoever did it all the same is believed. */
  #check(): void {
    const { checked } = this.#list;
    if (checked.check(this.#rowOfList)) {
      // Perhaps while it was looked at with another object.
      this.#actual ??= checked.actual(this.#rowOfList);
      return;
    }
    const stamp = readFileChange(this.#zipPath);
    // A run that is gone by now is shown as it was.
    if (stamp === undefined) return;
    if (this.#list.hasLocalTimes && this.#isUnchanged(stamp)) return;
    const { config, summary, status, timestamp } = this;
    const actual = this.#readActual();
    const isKnown =
      valuesEqual(actual.config, config) &&
      valuesEqual(actual.summary, summary) &&
      actual.status === status &&
      actual.timestamp === timestamp;
    if (!isKnown) this.#list.discard();
    this.#document.config = undefined;
    this.#document.summary = undefined;
  }

  /** Whether a zip is the one that the row was read from; true where the row cannot be read. */
  #isUnchanged(change: FileChange): boolean {
    return this.#read({
      inRow: (segment, row) => isZipOfRow(segment, row, change),
      inRun: () => true,
    });
  }

  #read<T>({ inRow, inRun }: Fact<T>): T {
    if (this.#actual !== undefined) return inRun(this.#actual);
    try {
      if (this.#segment === undefined) throw new SectionFileError('there is no row');
      return inRow(this.#segment, this.#row);
    } catch (error) {
      this.#distrust(error);
      return inRun(this.#readActual());
    }
  }

  /** The index cannot be read (any more); throws what is no failure of it. */
  #distrust(error: unknown): void {
    distrustIndex(error, this.#list);
  }

  get #zipPath(): string {
    return this.#list.prefix + this.id + ZIP_META_SUFFIX;
  }

  #readActual(): RunRecord {
    try {
      this.#actual = readRun(this.#zipPath);
    } catch (error) {
      // The next command finds out what can be read now, and tells of what cannot.
      this.#list.discard();
      throw error;
    }
    this.#list.checked.setActual(this.#rowOfList, this.#actual);
    return this.#actual;
  }
}

/** Says of an index that it cannot be read (any more); throws what is no failure of it. */
export function distrustIndex(error: unknown, { discard }: IndexedList): void {
  if (!(error instanceof SectionFileError || isSystemError(error))) throw error;
  discard();
}

/** What people say of a run where nobody said anything. */
export const NOTHING: ValueMap = Object.freeze(emptyMap());

/** The label of a run, by what people say of it and the label that it gave itself. */
export function labelOf(attributes: ValueMap, own: Value | undefined): string | undefined {
  return effectiveLabel(attributes, own === undefined ? NOTHING : { run: { label: own } });
}

/** What was read of a run. */
interface Documents {
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
