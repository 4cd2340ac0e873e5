import type { ValueMap } from '../values/value.ts';
import { valuesText } from './batch-report.ts';
import { formatSeconds } from './progress-line.ts';
import type { Progress } from './progress-line.ts';
import { span } from './style.ts';
import type { Span, StyledText } from './style.ts';
import type { Terminal } from './terminal.ts';
import { padToWidth, textWidth } from './text-width.ts';

/** A trial that is being made. */
export interface LiveTrial {
  readonly number: number;
  /** The name of its run. */
  readonly name: string;
  readonly values: ValueMap;
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  /** What is done before and after its command; undefined while that runs. */
  readonly step?: string | undefined;
  /** Percent of its command, where that tells. */
  readonly completed?: number | undefined;
}

/** A batch at a moment while it is run. */
export interface LiveBatch {
  readonly name: string;
  /** Undefined while it is not known how many trials there will be. */
  readonly total: number | undefined;
  readonly completed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why no more trials are started, in a word. */
  readonly ending?: string | undefined;
  /** By number. */
  readonly running: readonly LiveTrial[];
}

/** Lines that are no rows of trials: bar, counts, headings, and one that is left to what is shown above. */
const OTHER_LINES = 5;

/** At this width there is room for a bar of each trial. */
const WIDTH_FOR_BARS = 80;

const BAR_WIDTH = 10;

/** A bar with the time left, counts, and a table of the trials that are being made. */
export function liveProgress(batch: LiveBatch, nowMs: number, terminal: Terminal): Progress {
  const { name, total, completed, failed, skipped, ending, running } = batch;
  const ended = completed + failed + skipped;
  const part = running.reduce((sum, trial) => sum + (trial.completed ?? 0) / 100, 0);
  const room = Math.max(1, terminal.height - OTHER_LINES);
  const isCut = running.length > room;
  const rows = running.slice(0, isCut ? Math.max(1, room - 1) : room);
  const more = running.length - rows.length;
  return {
    description: ending === undefined ? `Batch ${name}` : `Batch ${name}, ${ending}`,
    fraction: total === undefined ? undefined : (ended + part) / Math.max(1, total),
    task: 'batch',
    details: [
      countsLine(batch, ended),
      ...table(rows, nowMs, terminal),
      ...(more > 0 ? [[span('value', `  and ${more} more`)]] : []),
    ],
  };
}

function countsLine({ total, failed, skipped, running }: LiveBatch, ended: number): StyledText {
  const waiting = total === undefined ? 0 : total - ended - running.length;
  const parts: Span[] = [
    { text: total === undefined ? `${ended} ended` : `${ended} of ${total} ended` },
  ];
  if (failed > 0) parts.push(span('status-failed', `${failed} failed`));
  if (skipped > 0) parts.push({ text: `${skipped} skipped` });
  parts.push({ text: `${running.length} running` });
  if (waiting > 0) parts.push({ text: `${waiting} waiting` });
  return parts.flatMap((part, index) => [{ text: index === 0 ? '  ' : ', ' }, part]);
}

/** Empty when nothing runs. */
function table(
  rows: readonly LiveTrial[],
  nowMs: number,
  terminal: Terminal,
): readonly StyledText[] {
  if (rows.length === 0) return [];
  const cells = rows.map((trial) => cellsOf(trial, nowMs, terminal));
  const widths = HEADINGS.map((heading, index) => {
    const width = Math.max(...cells.map((row) => textWidth(row[index] ?? '')));
    return width === 0 ? 0 : Math.max(width, heading.length);
  });
  const used = widths.reduce((sum, width) => sum + (width === 0 ? 0 : width + 2), 0);
  const room = Math.max(0, terminal.width - 1 - used - 2);
  return [
    line(HEADINGS, widths, 'values', () => 'heading'),
    ...rows.map(({ values }, at) =>
      line(cells[at] ?? [], widths, valuesText(values, room, terminal), (column) => STYLES[column]),
    ),
  ];
}

const HEADINGS: readonly string[] = ['#', 'run', 'time', 'progress'];
const STYLES: Readonly<Record<string, Span['style']>> = {
  '#': 'index',
  run: 'label',
  time: 'value',
  progress: 'status-running',
};
/** Numbers stand below each other by their ends. */
const RIGHT: ReadonlySet<string> = new Set(['#', 'time']);

function line(
  cells: readonly string[],
  widths: readonly number[],
  rest: string,
  styleOf: (column: string) => Span['style'],
): StyledText {
  const parts = HEADINGS.flatMap((column, index) => {
    const [text, width] = [cells[index] ?? '', widths[index] ?? 0];
    if (width === 0) return [];
    const padded = RIGHT.has(column) ? text.padStart(width) : padToWidth(text, width);
    return [{ text: '  ' }, span(styleOf(column), padded)];
  });
  return [...parts, { text: '  ' }, span(rest === 'values' ? styleOf(rest) : 'value', rest)];
}

function cellsOf(trial: LiveTrial, nowMs: number, terminal: Terminal): readonly string[] {
  const { number, name, startedMs, step, completed } = trial;
  const seconds = Math.max(0, Math.floor((nowMs - startedMs) / 1000));
  const progress = step ?? (completed === undefined ? '' : progressText(completed, terminal));
  return [String(number), name, formatElapsed(seconds), progress];
}

/** `1:30`, and with hours where there are some. */
function formatElapsed(seconds: number): string {
  return formatSeconds(seconds).replace(/^0:0?(?=\d+:\d\d$)/, '');
}

function progressText(completed: number, { width }: Terminal): string {
  const percent = `${Math.floor(completed)}%`.padStart(4);
  if (width < WIDTH_FOR_BARS) return percent;
  const done = Math.round((Math.min(100, completed) / 100) * BAR_WIDTH);
  return `${'━'.repeat(done)}${'─'.repeat(BAR_WIDTH - done)} ${percent}`;
}
