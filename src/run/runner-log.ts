import type { RunEvent, RunListener } from '../events.ts';
import { fail } from '../failures/failures.ts';
import { writeMember } from './members.ts';
import { appendToRunnerLog, ownMetadata } from './own-metadata.ts';
import type { Run } from './run.ts';

/** Writes down what is done to a run, and tells the listener. */
export interface RunnerLog {
  readonly run: Run;
  log(message: string): void;
  /** Writes a metadata file whole, after logging that under the given name. Fails with `run-removed`. */
  writeMeta(logName: string, member: string, content: string): void;
  /** Sends an event to the listener; one that throws is dropped and noted. */
  send(event: RunEvent): void;
}

/** @param listener told of every event until it throws. */
export function openRunnerLog(run: Run, listener?: RunListener): RunnerLog {
  let active = listener;
  const send = (event: RunEvent): void => {
    try {
      active?.(event);
    } catch (error) {
      active = undefined;
      log(`error in listener (will be removed): ${String(error)}`);
    }
  };
  /** @returns whether the run is there, as far as that is known by now. */
  const write = (message: string): boolean => {
    const line = `${formatLogTime(new Date())} ${message}\n`;
    const own = ownMetadata(run.metaDir);
    if (own !== undefined) {
      own.addToLog(line);
      return true;
    }
    return appendToRunnerLog(run.metaDir, line);
  };
  const log = (message: string): void => {
    write(message);
    send({ type: 'log', run, message });
  };
  const writeMeta = (logName: string, member: string, content: string): void => {
    const message = `Writing meta ${logName}`;
    if (!write(message)) fail({ reason: 'run-removed', id: run.id, path: run.metaDir });
    send({ type: 'log', run, message });
    writeMember(run.metaDir, member, content);
  };
  return { run, log, writeMeta, send };
}

const EXIT_LINE =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d{4} Exit code for (?<phase>\S+): (?<code>-?\d+)\r?$/gm;

/** Local time with its offset: `2024-05-01T10:14:56-0500`. */
export function formatLogTime(time: Date): string {
  const second = Math.floor(time.getTime() / 1000);
  if (second !== last.second) last = { second, text: formatSecond(time) };
  return last.text;
}

/** Many lines have one time. */
let last = { second: Number.NaN, text: '' };

function formatSecond(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.trunc(Math.abs(offset) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${local}${sign}${hours}${minutes}`;
}

/**
 * The exit code the log of a run tells for a phase; the last one, should there be several. Only a
 * line that begins with a time counts: the lines of a command may say anything.
 */
export function loggedExitCode(logText: string, phase: string): number | undefined {
  const lines = [...logText.matchAll(EXIT_LINE)];
  const last = lines.findLast((line) => line.groups?.['phase'] === phase);
  return last?.groups === undefined ? undefined : Number(last.groups['code']);
}
