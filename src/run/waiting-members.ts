import { join } from 'node:path';
import { pathExists, removeFile, writeFileAtomic } from '../platform/files.ts';
import { readRegularFile, readRegularText } from '../platform/regular-file.ts';
import { META } from './layout.ts';

/**
 * Members that a run's maker has put together in one file, since a command that takes a moment needs none of them
 * as a file of its own. Whoever reads the run finds them there, and whoever takes it over from a process
 * that is gone writes them down.
 */

/** Longer ones are not written twice. */
const MAX_LENGTH = 16 * 1024;

/** Whether a member can do without a file of its own for a moment. What tells the status of a run, and what it is of, cannot. */
export function mayWait(member: string, content: Uint8Array): boolean {
  return isWaitingName(member) && content.length <= MAX_LENGTH;
}

/** A folder can come from somebody else: nothing is written outside of it. */
function isWaitingName(member: string): boolean {
  return !PROMPT.has(member) && /^(?:\w[\w.-]*\/)?\w[\w.-]*$/.test(member);
}

const PROMPT: ReadonlySet<string> = new Set([
  META.schema,
  META.id,
  META.opref,
  META.opdef,
  META.config,
  META.initialized,
  META.staged,
  META.started,
  META.stopped,
  META.exit,
  META.lock,
  META.owner,
  META.stager,
  META.waiting,
  META.runnerLog,
]);

/** Whether others look for a member at once: who works on the run and how far it has come. */
export function isPrompt(member: string): boolean {
  return PROMPT.has(member);
}

export function formatWaiting(members: ReadonlyMap<string, Buffer>): string {
  return JSON.stringify(
    Object.fromEntries([...members].map(([name, content]) => [name, content.toString('utf8')])),
  );
}

/** The members that wait in a metadata folder, by name. None where what is there was cut off. */
export function readWaiting(metaDir: string): ReadonlyMap<string, Buffer> {
  const text = readRegularText(join(metaDir, META.waiting));
  const members = new Map<string, Buffer>();
  for (const [name, content] of Object.entries(parseRecord(text))) {
    if (typeof content === 'string' && isWaitingName(name)) members.set(name, Buffer.from(content));
  }
  return members;
}

function parseRecord(text: string | undefined): object {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * A member of a metadata folder, in its own file or among those that wait.
 * @param maxBytes more are refused with an error of the system.
 */
export function readFromFolder(
  metaDir: string,
  member: string,
  maxBytes?: number,
): Buffer | undefined {
  const path = join(metaDir, member);
  const content = readRegularFile(path, maxBytes);
  if (content !== undefined || PROMPT.has(member)) return content;
  // Between the two looks it can have got a file of its own.
  return readWaiting(metaDir).get(member) ?? readRegularFile(path, maxBytes);
}

/** Gives those that wait files of their own. Asked for by whoever has taken the run over; what has a file is newer. */
export function settleWaiting(metaDir: string): void {
  for (const [name, content] of readWaiting(metaDir)) {
    const path = join(metaDir, name);
    if (!pathExists(path)) writeFileAtomic(path, content);
  }
  removeFile(join(metaDir, META.waiting));
}
