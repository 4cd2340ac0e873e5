import { systemClock } from '../platform/clock.ts';
import { readChangeTime } from '../platform/change-time.ts';
import { isSettled } from '../platform/file-stamp.ts';
import { readAttributeChanges, readAttributeLog, replayAttributes } from '../run/attribute-log.ts';
import { USER_SUFFIX } from '../run/layout.ts';
import { formatJsonCompact } from '../values/json-text.ts';
import type { ValueMap } from '../values/value.ts';
import { readStoredAttributes, storeAttributes, unlessUnusable } from './index-folder.ts';
import { KnownAttributes } from './known-attributes.ts';
import type { ReadAttributes } from './known-attributes.ts';
import { MAX_DOCUMENT_LENGTH } from './run-row.ts';

/** What so many say is read sooner than all that is known, and before all of it is kept. */
const FEW = 32;

export interface RowAttributesOptions {
  /** What the paths of run directories begin with, before their ids. */
  readonly prefix: string;
  /** Where the index is or could be; none where times of change say nothing. */
  readonly folders: readonly string[];
  /** All rows of which people say something. */
  readonly rows: () => Iterable<{ readonly id: string }>;
}

/**
 * What people say of the runs of an index. What was known of a run is believed where neither its folder nor an entry
 * was changed since; for the others their entries are read. Lists look at few runs; once it turns out
 * that somebody looks at many, what is said of all is read and kept for the next time.
 */
export class RowAttributes {
  readonly #options: RowAttributesOptions;
  #known: KnownAttributes | undefined;
  /** What this process has read: of whoever looks later it is still true. */
  readonly #read = new Map<string, ValueMap>();
  #askedCount = 0;
  #unknownCount = 0;

  constructor(options: RowAttributesOptions) {
    this.#options = options;
  }

  /** Says that of most of the runs somebody will ask. */
  expectMany(): void {
    this.#askedCount = FEW;
  }

  of(id: string): ValueMap {
    const { folders, prefix } = this.#options;
    const folder = prefix + id + USER_SUFFIX;
    this.#askedCount += 1;
    if (folders.length === 0 || this.#askedCount <= FEW) {
      return replayAttributes(readAttributeChanges(folder));
    }
    this.#known ??= readStoredAttributes(folders) ?? KnownAttributes.of([]);
    const known = this.#read.get(id) ?? this.#known.find(id, folder);
    if (known !== undefined) return known;
    const { attributes, said } = readSaid(id, folder);
    if (said !== undefined) this.#unknownCount += 1;
    if (this.#unknownCount === FEW) this.#keepAll(this.#known);
    return attributes;
  }

  #keepAll(known: KnownAttributes): void {
    const { rows, prefix, folders } = this.#options;
    unlessUnusable(() => {
      const kept: ReadAttributes[] = [];
      for (const { id } of rows()) {
        const folder = prefix + id + USER_SUFFIX;
        const before = known.findRead(id, folder);
        if (before !== undefined) {
          kept.push(before);
          continue;
        }
        const { attributes, said } = readSaid(id, folder);
        this.#read.set(id, attributes);
        if (said !== undefined) kept.push(said);
      }
      storeAttributes(folders, KnownAttributes.of(kept));
    });
  }
}

/** @returns `said` undefined for what cannot be kept: it was changed just now, is very long, or could not be read. */
function readSaid(
  id: string,
  folder: string,
): { readonly attributes: ValueMap; readonly said: ReadAttributes | undefined } {
  const seenMs = systemClock();
  const { changes, entryNames, isWhole } = readAttributeLog(folder);
  const attributes = replayAttributes(changes);
  if (!isWhole) return { attributes, said: undefined };
  const folderMs = readChangeTime(folder);
  const entryMs = entryNames.map((name) => readChangeTime(`${folder}/${name}`));
  const text = formatJsonCompact(attributes);
  const isSure =
    text.length <= MAX_DOCUMENT_LENGTH &&
    [folderMs, ...entryMs].every((changedMs) => isSettled(changedMs, seenMs));
  return { attributes, said: isSure ? { id, folderMs, entryNames, entryMs, text } : undefined };
}
