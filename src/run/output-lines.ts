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

  constructor(run: Run, outputName: string) {
    this.#run = run;
    this.#name = outputName;
  }

  /**
   * The lines that are there now and were not read. Unless the output is final, a line without its
   * line feed or its record is left for later. Fails with `output-missing`.
   */
  *read(isFinal: boolean): Generator<RecordedLine> {
    const output = openOutput(this.#run, this.#name);
    try {
      const records = new RecordWindow(output);
      for (;;) {
        const chunk = output.read(this.#offset, CHUNK_BYTES);
        let start = 0;
        for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
          const record = this.#isInside ? undefined : records.at(this.#line);
          if (record === undefined && !this.#isInside && !isFinal) return;
          const bytes = chunk.subarray(start, end + 1);
          start = end + 1;
          this.#pass(bytes, true);
          yield { bytes, record };
        }
        const isAll = chunk.length < CHUNK_BYTES;
        const rest = chunk.subarray(start);
        if (isAll && (rest.length === 0 || !isFinal)) return;
        if (isAll || start === 0) {
          const record = this.#isInside ? undefined : records.at(this.#line);
          this.#pass(rest, false);
          yield { bytes: rest, record };
        }
      }
    } finally {
      output.close();
    }
  }

  #pass(bytes: Buffer, isEnd: boolean): void {
    this.#offset += bytes.length;
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
