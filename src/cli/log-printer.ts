import { GageError } from '../failures/failures.ts';
import { OUTPUT_NAMES, phaseOfOutput } from '../run/layout.ts';
import { OutputLines } from '../run/output-lines.ts';
import type { LineFilter, LinePlace, RecordedLine } from '../run/output-lines.ts';
import { countLines, findTail } from '../run/output-tail.ts';
import { listOutputs, openOutput } from '../run/output.ts';
import type { LineRecord } from '../run/output.ts';
import type { Run } from '../run/run.ts';

/** What is shown of the output of a run. */
export interface LogView {
  /** Phases by their names; all if there are none. */
  readonly phases: readonly string[];
  /** At most so many lines of what there is at first. */
  readonly tail: number | undefined;
  /** Lines since then, milliseconds since the epoch. */
  readonly sinceMillis: number | undefined;
  readonly isStderrOnly: boolean;
  /** `bytes`: the output unchanged; `times`: each line after its time; `json`: an object a line. */
  readonly form: 'bytes' | 'times' | 'json';
}

type Write = (content: string | Uint8Array) => void;

const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/** Prints the output of a run, and what comes to it later: each call goes on where the last one stopped. */
export class LogPrinter {
  readonly #run: Run;
  readonly #view: LogView;
  readonly #write: Write;
  readonly #cursors = new Map<string, Cursor>();
  #isAtLineStart = true;
  #hasPrinted = false;

  constructor(run: Run, view: LogView, write: Write) {
    this.#run = run;
    this.#view = view;
    this.#write = write;
    if (view.tail !== undefined) this.#skipToTail(view.tail);
  }

  /** Whether there was anything to print. */
  get hasPrinted(): boolean {
    return this.#hasPrinted;
  }

  /** `isOver`: the run has ended, nothing will come to what there is. */
  print(isOver: boolean): void {
    const names = this.#names();
    for (const [index, name] of names.entries()) {
      const cursor = this.#cursors.get(name) ?? this.#cursorOf(name);
      this.#cursors.set(name, cursor);
      // A phase begins when the one before has ended.
      const isFinal = isOver || index < names.length - 1;
      if (this.#view.form === 'bytes' && !isFiltered(this.#view)) this.#printBytes(name, cursor);
      else this.#printLines(name, cursor, isFinal);
    }
  }

  #names(): readonly string[] {
    const { phases } = this.#view;
    const wanted = Object.entries(OUTPUT_NAMES).filter(([phase]) => phases.includes(phase));
    const present = unlessGone(() => listOutputs(this.#run)) ?? [];
    if (phases.length === 0) return present;
    return present.filter((name) => wanted.some(([, output]) => output === name));
  }

  #cursorOf(name: string, start: LinePlace = { offset: 0, line: 0 }): Cursor {
    const { offset } = start;
    return { offset, skipped: 0, lines: new OutputLines(this.#run, name, start) };
  }

  /** The last lines of all phases together, counted from the end. */
  #skipToTail(tail: number): void {
    let wanted = tail;
    for (const name of this.#names().toReversed()) {
      if (isFiltered(this.#view)) {
        const cursor = this.#cursorOf(name);
        const total = this.#countShown(name);
        cursor.skipped = Math.max(0, total - wanted);
        wanted -= total - cursor.skipped;
        this.#cursors.set(name, cursor);
      } else {
        const output = openOutput(this.#run, name);
        const { offset, lines } = findTail(output, wanted);
        const line = this.#view.form === 'bytes' ? 0 : countLines(output, offset);
        output.close();
        wanted -= lines;
        this.#cursors.set(name, this.#cursorOf(name, { offset, line }));
      }
    }
  }

  #countShown(name: string): number {
    let count = 0;
    new OutputLines(this.#run, name)
      .read(true, (record) => {
        if (isShown(record, this.#view)) count++;
        return false;
      })
      .next();
    return count;
  }

  #printBytes(name: string, cursor: Cursor): void {
    const output = unlessGone(() => openOutput(this.#run, name));
    if (output === undefined) return;
    try {
      for (;;) {
        const bytes = output.read(cursor.offset, CHUNK_BYTES);
        if (bytes.length === 0) return;
        if (cursor.offset === 0) this.#startLine();
        this.#write(bytes);
        this.#hasPrinted = true;
        cursor.offset += bytes.length;
        this.#isAtLineStart = bytes.at(-1) === LINE_FEED;
      }
    } finally {
      output.close();
    }
  }

  /** What the phase before has left of a line is one of its own. */
  #startLine(): void {
    if (!this.#isAtLineStart) this.#write('\n');
  }

  #printLines(name: string, cursor: Cursor, isFinal: boolean): void {
    const { form } = this.#view;
    const timeText = createTimeText();
    const isWanted: LineFilter = (record) => {
      if (!isShown(record, this.#view)) return false;
      if (cursor.skipped === 0) return true;
      cursor.skipped--;
      return false;
    };
    unlessGone(() => {
      const parts: (Buffer | string)[] = [];
      let size = 0;
      const writeParts = (): void => {
        this.#hasPrinted = true;
        this.#write(form === 'json' ? parts.join('') : joinBytes(parts, size));
        parts.length = 0;
        size = 0;
      };
      for (const line of cursor.lines.read(isFinal, isWanted)) {
        if (form === 'json') parts.push(jsonLine(line, name, timeText));
        else {
          if (form === 'times') parts.push(timeText(line.record));
          parts.push(line.bytes);
          if (line.bytes.at(-1) !== LINE_FEED) parts.push('\n');
        }
        size += line.bytes.length + TIME_LENGTH + 1;
        if (size >= CHUNK_BYTES) writeParts();
      }
      if (parts.length > 0) writeParts();
    });
  }
}

/** How far the output of a phase was printed. */
interface Cursor {
  offset: number;
  /** Lines to pass over. */
  skipped: number;
  readonly lines: OutputLines;
}

function isFiltered({ sinceMillis, isStderrOnly }: LogView): boolean {
  return sinceMillis !== undefined || isStderrOnly;
}

/** A line nobody recorded came last, and through the one pipe there is. */
function isShown(record: LineRecord | undefined, { sinceMillis, isStderrOnly }: LogView): boolean {
  if (isStderrOnly && record?.stream !== 1) return false;
  return sinceMillis === undefined || record === undefined || record.timeMillis >= sinceMillis;
}

const TIME_LENGTH = '2024-05-01T15:14:56.123Z '.length;
const NO_TIME = '-'.padEnd(TIME_LENGTH);

type TimeText = (record: LineRecord | undefined) => string;

/** Lines that come together have the same time, which is written out once. */
function createTimeText(): TimeText {
  let lastMillis = Number.NaN;
  let lastText = '';
  return (record) => {
    if (record === undefined) return NO_TIME;
    if (record.timeMillis !== lastMillis) {
      lastMillis = record.timeMillis;
      lastText = `${new Date(lastMillis).toISOString()} `;
    }
    return lastText;
  };
}

function jsonLine({ bytes, record }: RecordedLine, name: string, timeText: TimeText): string {
  const time = record === undefined ? null : timeText(record).trimEnd();
  const stream = record?.stream === 1 ? 'stderr' : 'stdout';
  const text = bytes.toString('utf8').replace(/\r?\n$/, '');
  return `${JSON.stringify({ time, phase: phaseOfOutput(name), stream, text })}\n`;
}

/** `maxSize`: at least as many bytes as there are. Texts are ASCII. */
function joinBytes(parts: readonly (Buffer | string)[], maxSize: number): Buffer {
  const joined = Buffer.allocUnsafe(maxSize);
  let at = 0;
  for (const part of parts) {
    at += typeof part === 'string' ? joined.write(part, at, 'latin1') : part.copy(joined, at);
  }
  return joined.subarray(0, at);
}

/** What a run that is finalized or deleted at this moment does not have, is there the next time or never. */
function unlessGone<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const reason = error instanceof GageError ? error.failure.reason : '';
    if (reason !== 'output-missing' && reason !== 'meta-missing') throw error;
    return undefined;
  }
}
