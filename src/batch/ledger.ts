import { nextLedgerTimeMillis, systemClock } from '../platform/clock.ts';
import {
  appendToFile,
  listDirectory,
  readFileRange,
  readTextIfExists,
  statIfExists,
} from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { compareCodePoints } from '../values/order.ts';
import { BATCH } from './batch-layout.ts';
import { formatCheckedLine, parseCheckedLine } from './checked-lines.ts';
import { eventFacts, parseEvent } from './ledger-events.ts';
import type { LedgerEvent, TimedEvent } from './ledger-events.ts';

/**
 * What has happened to a batch: a folder of files that are only ever appended to, one for each
 * process that has something to add. Two copies of a ledger are merged by taking the files of both, and
 * of one file the longer. Lines that are not whole do not count: a process that was killed has
 * left one, at the end of its file, where nobody else writes.
 */
export class LedgerWriter {
  readonly #path: string;

  constructor(batchDir: string) {
    const name = `${timeSortableId(systemClock())}.jsonl`;
    this.#path = join(batchDir, BATCH.ledger, name);
  }

  /** Adds an event. It is there, for all to read, when this returns. */
  add(event: LedgerEvent): TimedEvent {
    const timed: TimedEvent = { at: nextLedgerTimeMillis(), ...event };
    appendToFile(this.#path, formatCheckedLine(eventFacts(timed)));
    return timed;
  }
}

/** Everything in a ledger, in order of time, and what of it could not be read. */
export interface LedgerContent {
  readonly events: readonly TimedEvent[];
  /** How many lines are not whole, the cut ends of files aside. */
  readonly damagedLines: number;
}

export function readLedger(batchDir: string): LedgerContent {
  const events: TimedEvent[] = [];
  let damagedLines = 0;
  for (const name of ledgerFiles(batchDir)) {
    const lines = (readTextIfExists(join(batchDir, BATCH.ledger, name)) ?? '').split('\n');
    // What follows the last line feed was cut off, or is being written.
    const last = lines.pop() ?? '';
    for (const line of last === '' ? lines : [...lines, last]) {
      const facts = parseCheckedLine(line);
      const event = facts === undefined ? undefined : parseEvent(facts);
      if (event !== undefined) events.push(event);
      else if (facts === undefined && line !== last) damagedLines++;
    }
  }
  // Stable: within a process no time is given twice.
  return { events: events.sort((a, b) => a.at - b.at), damagedLines };
}

function ledgerFiles(batchDir: string): readonly string[] {
  return listDirectory(join(batchDir, BATCH.ledger))
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.jsonl'))
    .sort(compareCodePoints);
}

/** Reads a ledger again and again: each time only what was added. */
export class LedgerReader {
  readonly #batchDir: string;
  readonly #read = new Map<string, number>();

  constructor(batchDir: string) {
    this.#batchDir = batchDir;
  }

  /** The events that were added since the last time. */
  news(): readonly TimedEvent[] {
    const events: TimedEvent[] = [];
    for (const name of ledgerFiles(this.#batchDir)) {
      const path = join(this.#batchDir, BATCH.ledger, name);
      const start = this.#read.get(name) ?? 0;
      const size = Number(statIfExists(path)?.size ?? 0n);
      if (size <= start) continue;
      // Lines are ASCII: bytes are characters.
      const text = readFileRange(path, start, size - start).toString('latin1');
      const end = text.lastIndexOf('\n') + 1;
      this.#read.set(name, start + end);
      for (const line of text.slice(0, end).split('\n')) {
        const facts = parseCheckedLine(line);
        const event = facts === undefined ? undefined : parseEvent(facts);
        if (event !== undefined) events.push(event);
      }
    }
    return events.sort((a, b) => a.at - b.at);
  }
}
