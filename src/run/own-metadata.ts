import { dirname } from 'node:path';
import { fail } from '../failures/failures.ts';
import { systemClock } from '../platform/clock.ts';
import {
  appendToFile,
  appendWhereFolderIs,
  makeNewDirectory,
  pathExists,
  removeFile,
  renamePath,
  writeFileAtomic,
  writeUnreadFile,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { META, metaNameId, runDirOf, unbornMetaPathOf } from './layout.ts';
import { MAX_WAITING, formatWaiting, isPrompt, mayWait } from './waiting-members.ts';

/** A member of metadata as this process wrote it. */
export interface OwnMember {
  readonly content: Buffer;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
}

/** For so long what is to be written may wait for more: of a run that is over by then, it goes into the zip alone. */
const WAIT_MS = 50;

/**
 * What is written down. Urgent is what others look for at once: how far a run has come, and who works on it. Before a
 * command, where the run has yet to appear, what {@link mayWait} goes into one file, and gets files of its own when a
 * moment has passed.
 */
export type FlushedMembers = 'all' | 'before-command' | 'urgent';

/**
 * The metadata of a run that this process makes, and that carries its note: nobody else changes what it
 * writes there, so nothing of it is read again. What is written waits for {@link OwnMetadata.flush}, which is asked for
 * before a command is started and when one has ended, and comes by itself after a moment. The folder appears
 * with the first.
 */
export class OwnMetadata {
  readonly #metaDir: string;
  readonly #members = new Map<string, OwnMember>();
  /** What is in the files there. */
  readonly #written = new Map<string, Buffer>();
  readonly #waiting = new Set<string>();
  readonly #log: string[] = [];
  #waitingLog = '';
  #isBorn = false;
  #hasWaitingFile = false;
  #waitingBytes = 0;
  /** Whether the runner log is in that file, too. */
  #isLogTogether = false;
  /** What was set since something was written into it. */
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(metaDir: string) {
    this.#metaDir = metaDir;
  }

  /** The names of members that are remembered. */
  names(): readonly string[] {
    return this.#log.length === 0
      ? [...this.#members.keys()]
      : [...this.#members.keys(), META.runnerLog];
  }

  get(member: string): OwnMember | undefined {
    if (member !== META.runnerLog || this.#log.length === 0) return this.#members.get(member);
    return { content: Buffer.from(this.#log.join('')), writtenAt: systemClock() };
  }

  set(member: string, content: string): void {
    this.#members.set(member, { content: Buffer.from(content), writtenAt: systemClock() });
    this.#wait(member);
  }

  /** Remembers a member that is written already, where the run is prepared. */
  setWritten(member: string, content: string): void {
    const bytes = Buffer.from(content);
    this.#members.set(member, { content: bytes, writtenAt: systemClock() });
    this.#written.set(member, bytes);
  }

  delete(member: string): void {
    if (this.#members.delete(member)) this.#wait(member);
  }

  /** From here on a member is what its file says, which others can change. */
  leaveToFile(member: string): void {
    this.#members.delete(member);
    this.#written.delete(member);
    this.#waiting.delete(member);
    this.#changed.delete(member);
  }

  /** Adds to the runner log. */
  addToLog(line: string): void {
    this.#log.push(line);
    this.#waitingLog += line;
    this.#startTimer();
  }

  /**
   * Writes down what waits. A run that has not appeared yet appears with it. Fails with `run-removed`; throws the
   * system's error, and all of it waits on then.
   */
  flush(what: FlushedMembers = 'all'): void {
    if (!this.#isBorn) {
      this.#appear(what === 'before-command');
      return;
    }
    const isUrgent = what === 'urgent';
    const isTogether = isUrgent && this.#isLogTogether;
    if (isTogether) this.#addTogether();
    else if (this.#waitingLog !== '' || this.#isLogTogether) this.#writeLog();
    else if (this.#waiting.size > 0) this.#checkThere(this.#metaDir);
    for (const member of this.#waiting) {
      if (isUrgent && !isPrompt(member) && (isTogether || member !== META.lock)) continue;
      this.#write(member);
      this.#waiting.delete(member);
    }
    if (isUrgent && (this.#waiting.size > 0 || this.#hasWaitingFile)) return;
    this.end();
    if (this.#hasWaitingFile) removeFile(join(this.#metaDir, META.waiting));
    this.#hasWaitingFile = false;
  }

  /** Adds what has come since to the members that wait in one file. */
  #addTogether(): void {
    const members = new Map<string, Buffer | undefined>();
    for (const member of this.#changed) {
      const content = this.#members.get(member)?.content;
      if (mayWait(member, content)) members.set(member, content);
    }
    this.#checkThere(this.#metaDir);
    if (members.size > 0 || this.#waitingLog !== '') {
      // A line before it may have been cut off by a full disk.
      const line = Buffer.from(`\n${formatWaiting(members, this.#waitingLog)}`);
      this.#waitingBytes += line.length;
      if (this.#waitingBytes > MAX_WAITING) {
        this.flush();
        return;
      }
      if (!appendWhereFolderIs(join(this.#metaDir, META.waiting), line)) this.#failRemoved();
    }
    this.#changed.clear();
    this.#waitingLog = '';
  }

  #writeLog(): void {
    if (this.#isLogTogether) {
      this.#checkThere(this.#metaDir);
      writeFileAtomic(join(this.#metaDir, META.runnerLog), this.#log.join(''));
      this.#isLogTogether = false;
    } else if (!appendToRunnerLog(this.#metaDir, this.#waitingLog)) {
      this.#failRemoved();
    }
    this.#waitingLog = '';
  }

  #write(member: string): void {
    const path = join(this.#metaDir, member);
    const content = this.#members.get(member)?.content;
    const written = this.#written.get(member);
    this.#written.delete(member);
    if (content === undefined) {
      if (written !== undefined) removeFile(path);
      return;
    }
    // A file that takes the place of another one is written to the disk at once by some file systems.
    const isLonger = written?.equals(content.subarray(0, written.length)) ?? false;
    if (!isLonger || !appendWhereFolderIs(path, content.subarray(written?.length))) {
      writeFileAtomic(path, content);
    }
    this.#written.set(member, content);
  }

  /** Nothing more is written. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Everything a run begins with is written aside: nobody reads it there, and it is there in one step. */
  #appear(mayWaitTogether: boolean): void {
    const unborn = unbornMetaPathOf(runDirOf(this.#metaDir));
    this.#checkThere(unborn);
    const files = new Map<string, Buffer>();
    const others = new Map<string, Buffer>();
    for (const [member, { content }] of this.#members) {
      (mayWaitTogether && mayWait(member, content) ? others : files).set(member, content);
    }
    const log = this.#log.join('');
    const line = Buffer.from(mayWaitTogether ? formatWaiting(others, log) : '');
    const waitsTogether = mayWaitTogether && line.length <= MAX_WAITING;
    if (waitsTogether) {
      files.set(META.waiting, line);
    } else {
      for (const [member, content] of others.entries()) files.set(member, content);
      others.clear();
      if (log !== '') files.set(META.runnerLog, Buffer.from(log));
    }
    this.#waitingBytes = line.length;
    // Asking for folders by failing to write takes longer.
    const folders = new Set([...files.keys()].filter((name) => name.includes('/')).map(dirname));
    folders.delete(dirname(META.owner));
    for (const folder of folders) makeNewDirectory(join(unborn, folder));
    for (const [member, content] of files) {
      if (this.#written.get(member) === content) continue;
      writeUnreadFile(join(unborn, member), content);
      if (this.#members.has(member)) this.#written.set(member, content);
    }
    renamePath(unborn, this.#metaDir);
    this.end();
    this.#isBorn = true;
    this.#waiting.clear();
    this.#waitingLog = '';
    this.#hasWaitingFile = waitsTogether;
    this.#isLogTogether = waitsTogether;
    for (const member of others.keys()) this.#wait(member);
    this.#changed.clear();
    if (waitsTogether) this.#startTimer();
  }

  #checkThere(folder: string): void {
    if (!pathExists(folder)) this.#failRemoved();
  }

  #failRemoved(): never {
    fail({ reason: 'run-removed', id: metaNameId(this.#metaDir), path: this.#metaDir });
  }

  #wait(member: string): void {
    // Those that are written again come after what was written since.
    this.#waiting.delete(member);
    this.#waiting.add(member);
    this.#changed.add(member);
    this.#startTimer();
  }

  #startTimer(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      try {
        this.flush();
      } catch {
        // All of it waits on, and whoever asks for it next is told.
      }
    }, WAIT_MS).unref();
  }
}

/**
 * Adds lines to the runner log in a metadata folder. @returns whether the run is there: of one that somebody
 * removes while it is worked on nothing comes back.
 */
export function appendToRunnerLog(metaDir: string, lines: string): boolean {
  const path = join(metaDir, META.runnerLog);
  if (appendWhereFolderIs(path, lines)) return true;
  if (!pathExists(metaDir)) return false;
  appendToFile(path, lines);
  return true;
}

const own = new Map<string, OwnMetadata>();

/** Remembers what is written into a metadata folder that this process is about to make. */
export function beginOwnMetadata(metaDir: string): OwnMetadata {
  const metadata = new OwnMetadata(metaDir);
  own.set(metaDir, metadata);
  return metadata;
}

/** What this process wrote; undefined for metadata that others can change. */
export function ownMetadata(metaDir: string): OwnMetadata | undefined {
  return own.size === 0 ? undefined : own.get(metaDir);
}

/** Writes down what waits of metadata that this process makes. See {@link OwnMetadata.flush}. */
export function flushOwnMetadata(metaDir: string, what?: FlushedMembers): void {
  ownMetadata(metaDir)?.flush(what);
}

/** From here on others may change the metadata, or it goes: what waits is not written any more. */
export function endOwnMetadata(metaDir: string): void {
  ownMetadata(metaDir)?.end();
  own.delete(metaDir);
}
