import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isNotFound, hasErrorCode } from './files.ts';

/**
 * Which process it is, so that another one that got the same number later is never taken for it.
 * Where the system does not tell start times, `startTime` is empty and only the number counts.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the start of the process. */
  readonly startTime: string;
  /** Names one boot of one machine. */
  readonly bootId: string;
  /** Names the space its number counts in: containers of one machine have one each. */
  readonly pidNamespace: string;
  readonly host: string;
}

/** Whether a process is there: `elsewhere` when it is of another machine or container, so nobody here can tell. */
export type Liveness = 'alive' | 'gone' | 'elsewhere';

export function currentProcess(): ProcessIdentity {
  return (current ??= identifyProcess(process.pid));
}

let current: ProcessIdentity | undefined;

/** The identity of a process of this machine. */
export function identifyProcess(pid: number): ProcessIdentity {
  return {
    pid,
    startTime: readStat(pid)?.startTime ?? '',
    bootId: readBootId(),
    pidNamespace: readPidNamespace(),
    host: hostname(),
  };
}

export function processLiveness(identity: ProcessIdentity): Liveness {
  if (current !== undefined && isSameProcess(identity, current)) return 'alive';
  if (identity.bootId !== readBootId()) return identity.host === hostname() ? 'gone' : 'elsewhere';
  if (identity.pidNamespace !== readPidNamespace()) return 'elsewhere';
  const startTime = startTimeOf(identity.pid);
  return startTime === identity.startTime ? 'alive' : 'gone';
}

/** Whether this machine was started again since: what was not on the disk may be lost. */
export function isOfAnotherBoot(identity: ProcessIdentity): boolean {
  return !isOfThisBoot(identity) && identity.host === hostname();
}

/** Whether it can be told that a process is of the boot this one is of, on this machine or another. */
export function isOfThisBoot(identity: ProcessIdentity): boolean {
  return identity.bootId === readBootId();
}

/** Whether the system names its boots. */
export function namesBoots(): boolean {
  return readBootId() !== hostname();
}

/** Whether some process has this number; one that has ended but was not collected by its parent does not count. */
export function isProcessAlive(pid: number): boolean {
  return startTimeOf(pid) !== undefined;
}

/** When a process was started that {@link isProcessAlive}; empty where the system does not tell. */
function startTimeOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (!hasErrorCode(error, 'EPERM')) return undefined;
  }
  const stat = readStat(pid);
  return stat?.state === 'Z' ? undefined : (stat?.startTime ?? '');
}

interface ProcessStat {
  readonly state: string;
  readonly startTime: string;
}

/** From `/proc/<pid>/stat` (see proc(5)); undefined where there is none. */
function readStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    if (isNotFound(error) || hasErrorCode(error, 'ESRCH', 'EACCES')) return undefined;
    throw error;
  }
  // The program's name is in parentheses and may contain anything: fields are counted after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: fields[19] ?? '' };
}

/** Whether two identities are of one process. */
export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  const isSamePlace = a.bootId === b.bootId && a.pidNamespace === b.pidNamespace;
  return a.pid === b.pid && a.startTime === b.startTime && isSamePlace && a.host === b.host;
}

let pidNamespace: string | undefined;

function readPidNamespace(): string {
  if (pidNamespace !== undefined) return pidNamespace;
  try {
    pidNamespace = readlinkSync('/proc/self/ns/pid');
  } catch (error) {
    if (!isNotFound(error) && !hasErrorCode(error, 'EACCES')) throw error;
    pidNamespace = '';
  }
  return pidNamespace;
}

let bootId: string | undefined;

/** Linux names each boot; elsewhere the machine's name has to do. */
function readBootId(): string {
  if (bootId !== undefined) return bootId;
  try {
    bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch (error) {
    if (!isNotFound(error)) throw error;
    bootId = hostname();
  }
  return bootId;
}
