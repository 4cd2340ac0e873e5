import { openOutput } from './output.ts';
import type { LineRecord, OutputReader } from './output.ts';
import type { Run } from './run.ts';

/** A line of output with what the index tells of it. */
export interface RecordedLine {
  /** As it was written, with its line feed if it has one. */
  readonly bytes: Buffer;
  /** Undefined for lines of a run that was cut off, and for the rest of a line that is very long. */
  readonly record: LineRecord | undefined;
}

/** Where a line begins. */
export interface LinePlace {
  readonly offset: number;
  readonly line: number;
}

/** Whether a line is wanted, by its record where it has one. */
export type LineFilter = (record: LineRecord | undefined) => boolean;

/** What is read at a time; a longer line comes in pieces of this size. */
const CHUNK_BYTES = 1024 * 1024;

const LINE_FEED = 10;

/**
 * Reads the output of a phase line by line, from where it stopped the last time: the output may be
 * larger than memory, and grow.
 */
export class OutputLines {
  readonly #run: Run;
  readonly #name: string;
  #offset = 0;
  #line = 0;
  #isInside = false;

  /** Begins at the first line, or at a line whose number, counted from 0, and place are known. */
  constructor(run: Run, outputName: string, start?: LinePlace) {
    this.#run = run;
    this.#name = outputName;
    this.#offset = start?.offset ?? 0;
    this.#line = start?.line ?? 0;
  }

  /**
   * The lines that are there now, were not read, and are wanted. Unless the output is final, a line
   * without its line feed or its record is left for later. Fails with `output-missing`.
   */
  *read(isFinal: boolean, isWanted: LineFilter = () => true): Generator<RecordedLine> {
    const output = openOutput(this.#run, this.#name);
    try {
      const records = new RecordWindow(output);
      for (;;) {
        const chunk = output.read(this.#offset, CHUNK_BYTES);
        let start = 0;
        for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
          const record = this.#isInside ? undefined : records.at(this.#line);
          if (record === undefined && !this.#isInside && !isFinal) return;
          const from = start;
          start = end + 1;
          this.#pass(start - from, true);
          if (isWanted(record)) yield { bytes: chunk.subarray(from, start), record };
        }
        const isAll = chunk.length < CHUNK_BYTES;
        const rest = chunk.subarray(start);
        if (isAll && (rest.length === 0 || !isFinal)) return;
        if (isAll || start === 0) {
          const record = this.#isInside ? undefined : records.at(this.#line);
          this.#pass(rest.length, false);
          if (isWanted(record)) yield { bytes: rest, record };
        }
      }
    } finally {
      output.close();
    }
  }

  #pass(length: number, isEnd: boolean): void {
    this.#offset += length;
    if (isEnd) this.#line++;
    this.#isInside = !isEnd;
  }
}

/** The records of lines, read many at a time. */
class RecordWindow {
  readonly #output: OutputReader;
  #first = 0;
  #records: readonly LineRecord[] = [];

  constructor(output: OutputReader) {
    this.#output = output;
  }

  at(line: number): LineRecord | undefined {
    if (line < this.#first || line >= this.#first + this.#records.length) {
      this.#first = line;
      this.#records = this.#output.readRecords(line, WINDOW_LINES);
    }
    return this.#records[line - this.#first];
  }
}

const WINDOW_LINES = 4096;
