import { openOutput } from '../run/output.ts';
import type { OutputReader } from '../run/output.ts';
import type { Run } from '../run/run.ts';
import { escapeLine } from './escape-text.ts';

/** The end of a phase's output. */
export interface OutputEnd {
  /** Ready to print. */
  readonly lines: readonly string[];
  /** How many lines came before these; undefined when there are some and nobody counted. */
  readonly earlier: number | undefined;
}

/** More than this of an output is not for reading on a screen. */
const END_LINES = 500;
const END_BYTES = 256 * 1024;

/** The last lines of a phase's output; of a long one, its beginning is not read. */
export function readOutputEnd(run: Run, outputName: string): OutputEnd {
  const output = openOutput(run, outputName);
  try {
    const start = Math.max(0, output.sizeBytes - END_BYTES);
    const bytes = output.read(start, END_BYTES);
    const whole = splitLines(bytes);
    // What a cut leaves of a line is no line; but where there is no other it is better than nothing.
    const complete = start > 0 && whole.length > 1 ? whole.slice(1) : whole;
    const lines = complete.slice(-END_LINES).map(printableLine);
    if (start === 0) return { lines, earlier: whole.length - lines.length };
    return {
      lines,
      earlier: output.lineCount > lines.length ? output.lineCount - lines.length : undefined,
    };
  } finally {
    output.close();
  }
}

function splitLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, start);
    lines.push(bytes.subarray(start, end < 0 ? undefined : end));
    start = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const CHUNK_BYTES = 1024 * 1024;

/** A line without end is shown in pieces of this size. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Writes all of a phase's output, line by line ready to print, however long it is. */
export function writeOutput(run: Run, outputName: string, write: (text: string) => void): void {
  const output = openOutput(run, outputName);
  try {
    let open: Buffer = Buffer.alloc(0);
    for (const chunk of chunksOf(output)) {
      const bytes = open.length === 0 ? chunk : Buffer.concat([open, chunk]);
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      if (end > 0) write(printText(bytes.subarray(0, end)));
      open = boundLine(bytes.subarray(end), write);
    }
    if (open.length > 0) write(printLines(splitLines(open)));
  } finally {
    output.close();
  }
}

function* chunksOf(output: OutputReader): Generator<Buffer> {
  for (let start = 0; start < output.sizeBytes; start += CHUNK_BYTES) {
    yield output.read(start, CHUNK_BYTES);
  }
}

/** What must be kept of a line that is not complete: of progress only its last state counts. */
function boundLine(line: Buffer, write: (text: string) => void): Buffer {
  if (line.length < MAX_LINE_BYTES) return line;
  const lastReturn = line.lastIndexOf(CARRIAGE_RETURN, -2);
  const kept = lastReturn < 0 ? line : line.subarray(lastReturn + 1);
  if (kept.length < MAX_LINE_BYTES) return kept;
  write(printLines([kept]));
  return Buffer.alloc(0);
}

/** Whole lines; most output is plain text, which is printed as it is. */
function printText(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /[^\n -~]| \n/.test(text) ? printLines(splitLines(bytes)) : text;
}

function printLines(lines: readonly Buffer[]): string {
  return lines.map((line) => `${printableLine(line)}\n`).join('');
}

/**
 * A line as a screen would show it in the end, without what controls the screen: the last state of
 * progress that was drawn over, tabs as blanks, no colours; bytes that are not UTF-8 are U+FFFD.
 */
export function printableLine(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!/[^ -~]/.test(text)) return text.trimEnd();
  const states = text.replace(CONTROL_SEQUENCES, '').split('\r');
  const last = states.findLast((state) => state.trim() !== '') ?? '';
  return escapeLine(expandTabs(last.replace(/[\u0007\b]/g, ''))).trimEnd();
}

/** Sequences that set colours, move the cursor or name the window; see ECMA-48. */
const CONTROL_SEQUENCES =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-Z\\^_`-~]/g;

const TAB_STOP = 8;

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  return text.split('\t').reduce((line, part) => {
    const blanks = TAB_STOP - (line.length % TAB_STOP);
    return line + ' '.repeat(blanks) + part;
  });
}
