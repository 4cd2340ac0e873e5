import { GageError } from '../failures.ts';
import { OUTPUT_NAMES, phaseOfOutput } from '../run/layout.ts';
import { OutputLines } from '../run/output-lines.ts';
import type { RecordedLine } from '../run/output-lines.ts';
import { findTail } from '../run/output-tail.ts';
import { listOutputs, openOutput } from '../run/output.ts';
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

  constructor(run: Run, view: LogView, write: Write) {
    this.#run = run;
    this.#view = view;
    this.#write = write;
    if (view.tail !== undefined) this.#skipToTail(view.tail);
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

  #cursorOf(name: string): Cursor {
    return { offset: 0, skipped: 0, lines: new OutputLines(this.#run, name) };
  }

  /** The last lines of all phases together, counted from the end. */
  #skipToTail(tail: number): void {
    let wanted = tail;
    for (const name of this.#names().toReversed()) {
      const cursor = this.#cursorOf(name);
      if (this.#view.form === 'bytes' && !isFiltered(this.#view)) {
        const output = openOutput(this.#run, name);
        const { offset, lines } = findTail(output, wanted);
        output.close();
        cursor.offset = offset;
        wanted -= lines;
      } else {
        const total = this.#countLines(name);
        cursor.skipped = Math.max(0, total - wanted);
        wanted -= total - cursor.skipped;
      }
      this.#cursors.set(name, cursor);
    }
  }

  #countLines(name: string): number {
    let count = 0;
    for (const line of new OutputLines(this.#run, name).read(true)) {
      if (isShown(line, this.#view)) count++;
    }
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
    unlessGone(() => {
      const shown: Buffer[] = [];
      let size = 0;
      const flush = (): void => {
        if (size > 0) this.#write(Buffer.concat(shown.splice(0), size));
        size = 0;
      };
      for (const line of cursor.lines.read(isFinal)) {
        if (!isShown(line, this.#view)) continue;
        if (cursor.skipped > 0) {
          cursor.skipped--;
          continue;
        }
        const bytes = formatLine(line, name, this.#view.form);
        shown.push(bytes);
        size += bytes.length;
        if (size >= CHUNK_BYTES) flush();
      }
      flush();
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
function isShown({ record }: RecordedLine, { sinceMillis, isStderrOnly }: LogView): boolean {
  if (isStderrOnly && record?.stream !== 1) return false;
  return sinceMillis === undefined || record === undefined || record.timeMillis >= sinceMillis;
}

const NO_TIME = '-'.padEnd('2024-05-01T15:14:56.123Z'.length);

function formatLine({ bytes, record }: RecordedLine, name: string, form: LogView['form']): Buffer {
  const time = record === undefined ? undefined : new Date(record.timeMillis).toISOString();
  const hasEnd = bytes.at(-1) === LINE_FEED;
  if (form === 'json') {
    const text = bytes.toString('utf8').replace(/\r?\n$/, '');
    const stream = record?.stream === 1 ? 'stderr' : 'stdout';
    const line = { time: time ?? null, phase: phaseOfOutput(name), stream, text };
    return Buffer.from(`${JSON.stringify(line)}\n`);
  }
  const prefix = form === 'times' ? [Buffer.from(`${time ?? NO_TIME} `)] : [];
  return Buffer.concat([...prefix, bytes, ...(hasEnd ? [] : [Buffer.from('\n')])]);
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
