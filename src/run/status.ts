import { isOfAnotherBoot, isProcessAlive, processLiveness } from '../platform/process-identity.ts';
import type { ProcessIdentity } from '../platform/process-identity.ts';
import { parseJson } from '../values/json-text.ts';
import { isMap } from '../values/value.ts';
import { META, isZipMeta } from './layout.ts';
import { currentMetaPath, readMembers } from './metadata.ts';
import type { EndStatus, Run, RunStatus } from './run.ts';

/** Who works on a run: kept in `proc/owner.jsonl` while a step is under way. */
export interface RunOwner {
  readonly step: 'stage' | 'run' | 'finalize';
  /** The process that performs the step. */
  readonly runner: ProcessIdentity;
  /** The command of the run, once it was started. */
  readonly command?: ProcessIdentity;
}

/** The metadata a status is derived from. */
export const STATUS_MEMBERS: readonly string[] = [
  META.exit,
  META.lock,
  META.owner,
  META.started,
  META.staged,
  META.initialized,
];

/** Somebody works on a run of these. */
export const ACTIVE_STATUSES: readonly RunStatus[] = ['staging', 'running', 'finalizing'];

/** What is known of the run now; derived from its files and, while a step is under way, from the processes doing it. */
export function runStatus(run: Run): RunStatus {
  return readSettled(() => {
    const path = currentMetaPath(run.metaDir);
    const members = readMembers(path, STATUS_MEMBERS);
    const exitCode = parseExitCode(members.get(META.exit)?.toString('utf8'));
    return { status: statusOfMembers(members, isZipMeta(path)), exitCode };
  }).status;
}

/**
 * Reads a run again that seems to have been cut off: whoever worked on it can have ended it, and gone, between the first
 * look at its files and the look at its process. What a process that is gone has written is there the second time.
 */
export function readSettled<
  Told extends { readonly status: RunStatus; readonly exitCode: number | undefined },
>(read: () => Told): Told {
  const told = read();
  return told.status === 'terminated' && told.exitCode === undefined ? read() : told;
}

/** The status told by the content of {@link STATUS_MEMBERS}. A zip is never being worked on. */
export function statusOfMembers(
  members: ReadonlyMap<string, Uint8Array>,
  isZip: boolean,
): RunStatus {
  return statusOfTexts((name) => {
    const content = members.get(name);
    return content === undefined ? undefined : Buffer.from(content).toString('utf8');
  }, isZip);
}

/** {@link statusOfMembers} by the texts of the members. */
export function statusOfTexts(
  read: (name: string) => string | undefined,
  isZip: boolean,
): RunStatus {
  const text = (name: string): string | undefined => read(name)?.trim();
  const has = (name: string): boolean => read(name) !== undefined;
  const exitCode = parseExitCode(text(META.exit));
  const owner = isZip ? undefined : parseOwner(text(META.owner));
  if (owner !== undefined && isWorking(owner)) return STATUS_OF_STEP[owner.step];
  if (exitCode !== undefined) return statusOfExit(exitCode);
  // Cut off after staging was done and before the command was started: somebody else may start it.
  const isWaiting = has(META.staged) && !has(META.started);
  if (owner !== undefined && isWaiting && !isOfAnotherBoot(owner.runner)) return 'staged';
  if (owner !== undefined) return 'terminated';
  // A note whose content was lost with the power: the lock's number can be anybody's by now.
  if (!isZip && /^\0*$/.test(read(META.owner) ?? 'none')) return 'terminated';
  const lock = isZip ? undefined : text(META.lock);
  if (lock !== undefined) return isAlive(lock) ? 'running' : 'terminated';
  // The command was started and nobody is left to finalize the run.
  if (has(META.started)) return 'terminated';
  if (has(META.staged)) return 'staged';
  return has(META.initialized) ? 'pending' : 'unknown';
}

/** A lock holds the number of a process; one that holds anything else is nobody's. */
function isAlive(lock: string): boolean {
  return /^\d+$/.test(lock) && isProcessAlive(Number(lock));
}

const STATUS_OF_STEP: Readonly<Record<RunOwner['step'], RunStatus>> = {
  stage: 'staging',
  run: 'running',
  finalize: 'finalizing',
};

/** The status of a run whose command has ended. */
export function statusOfExit(exitCode: number): EndStatus {
  if (exitCode === 0) return 'completed';
  return exitCode < 0 ? 'terminated' : 'error';
}

/** An exit code from `proc/exit`; undefined when it is missing or no integer. */
export function parseExitCode(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** A process on another machine counts as working: nobody here can tell. */
function isWorking(owner: RunOwner): boolean {
  const processes = [owner.runner, ...(owner.command === undefined ? [] : [owner.command])];
  return processes.some((process) => processLiveness(process) !== 'gone');
}

/** A run has few notes: of one that has more lines without any, nobody knows who works on it. */
const MAX_NOTES = 16;

/** Notes are added to each other: the last whole one counts. */
export function parseOwner(text = ''): RunOwner | undefined {
  let end = text.length;
  for (let tries = 0; end > 0 && tries < MAX_NOTES; tries++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const owner = start === end ? undefined : parseNote(text.slice(start, end));
    if (owner !== undefined) return owner;
    end = start - 1;
  }
  return undefined;
}

function parseNote(line: string): RunOwner | undefined {
  let value;
  try {
    value = parseJson(line);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
  if (!isMap(value)) return undefined;
  const step = value['step'];
  const runner = parseIdentity(value['runner']);
  const command = parseIdentity(value['command']);
  if ((step !== 'stage' && step !== 'run' && step !== 'finalize') || runner === undefined) {
    return undefined;
  }
  return command === undefined ? { step, runner } : { step, runner, command };
}

/** The identity of a process as JSON has it; undefined when it is none. */
export function parseIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startTime, bootId, pidNamespace, host } = value as Record<string, unknown>;
  if (typeof pid !== 'number') return undefined;
  return {
    pid,
    startTime: String(startTime),
    bootId: String(bootId),
    pidNamespace: String(pidNamespace),
    host: String(host),
  };
}
