import { fail } from '../failures/failures.ts';
import { formatPythonString } from '../values/python-text.ts';
import type { FileType } from './manifest.ts';
import { escapePath, unescapePath } from './path-text.ts';

/** One change seen in the run directory at the end of a phase. */
export interface FileEvent {
  readonly event: 'a' | 'm' | 'd';
  readonly type: FileType;
  /** Microseconds since the epoch as recorded (see {@link recordedMicros}); undefined for a deleted file and for 0. */
  readonly mtimeMicros: number | undefined;
  /** Relative to the run directory, with `/`. */
  readonly path: string;
}

/** Stands in place of a time for a deleted file, and for a time of zero. */
const NO_TIME = '-';

/**
 * A modification time as the log records it: seconds and nanoseconds added as doubles, times a
 * million, truncated. The arithmetic is part of the format: a time is compared with what another
 * program recorded.
 */
export function recordedMicros(mtimeNs: bigint): number {
  // Files that were written together have few times, and big integers take long to divide.
  if (mtimeNs === last.mtimeNs) return last.micros;
  const seconds = Number(mtimeNs / 1_000_000_000n);
  const nanoseconds = Number(mtimeNs % 1_000_000_000n);
  const micros = Math.trunc((seconds + 1e-9 * nanoseconds) * 1_000_000);
  last = { mtimeNs, micros };
  return micros;
}

let last = { mtimeNs: 0n, micros: 0 };

export function formatFilesLog(events: readonly FileEvent[]): string {
  let micros: number | undefined;
  let time = NO_TIME;
  return events
    .map(({ event, type, mtimeMicros, path }) => {
      if (mtimeMicros !== micros) {
        micros = mtimeMicros;
        time = micros === undefined || micros === 0 ? NO_TIME : String(micros);
      }
      return `${event} ${type} ${time} ${escapePath(path)}\n`;
    })
    .join('');
}

/** Fails with `unreadable-meta`, naming the line; a last line that was cut short is left out. */
export function parseFilesLog(text: string, file: string): FileEvent[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line, index) => {
    const match = /^(?<event>[amd]) (?<type>[srdg]) (?<time>-?\d+|-) (?<path>.+?)\r?$/s.exec(line);
    if (match?.groups === undefined) {
      const quoted = formatPythonString(`${line}\n`);
      const problem = `bad encoding in "${file}", line ${index + 1}: ${quoted}`;
      return fail({ reason: 'unreadable-meta', path: file, problem });
    }
    const { event, type, time = NO_TIME, path = '' } = match.groups;
    return {
      event: event as FileEvent['event'],
      type: type as FileType,
      mtimeMicros: time === NO_TIME ? undefined : Number(time),
      path: unescapePath(path),
    };
  });
}

/**
 * The files that are there according to the log, in order of addition, each with the type of the phase that added it.
 * @param files what earlier events add up to; it is changed.
 */
export function replayFilesLog(
  events: readonly FileEvent[],
  files: Map<string, LoggedFile> = new Map(),
): Map<string, LoggedFile> {
  for (const { event, type, mtimeMicros, path } of events) {
    const known = files.get(path);
    if (event === 'd') files.delete(path);
    else files.set(path, { type: known?.type ?? type, mtimeMicros });
  }
  return files;
}

export interface LoggedFile {
  readonly type: FileType;
  readonly mtimeMicros: number | undefined;
}

/** A file that is there, as far as the log is concerned. */
export interface PresentFile {
  readonly path: string;
  readonly mtimeNs: bigint;
}

/** The changes between what the log knows and the files now there, which are in path order. */
export function changedFiles(
  known: ReadonlyMap<string, LoggedFile>,
  present: readonly PresentFile[],
  type: FileType,
): FileEvent[] {
  const events: FileEvent[] = [];
  for (const { path, mtimeNs } of present) {
    const presentMicros = recordedMicros(mtimeNs);
    const before = known.get(path);
    // The log cannot tell the very beginning of the epoch from no time.
    const mtimeMicros = presentMicros === 0 ? undefined : presentMicros;
    if (before === undefined) events.push({ event: 'a', type, mtimeMicros, path });
    else if (before.mtimeMicros !== mtimeMicros)
      events.push({ event: 'm', type, mtimeMicros, path });
  }
  if (known.size === 0) return events;
  const paths = new Set(present.map(({ path }) => path));
  for (const path of known.keys()) {
    if (!paths.has(path)) events.push({ event: 'd', type, mtimeMicros: undefined, path });
  }
  return events;
}
