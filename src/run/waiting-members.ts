import { pathExists, removeFile, writeFileAtomic } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { readRegularFile, readRegularText } from '../platform/regular-file.ts';
import { META } from './layout.ts';

/**
 * Members that a run's maker has put together in one file, since a command that takes a moment needs none of them
 * as a file of its own. Whoever reads the run finds them there, and whoever takes it over from a process
 * that is gone writes them down. Lines are added to the file; the last one can have been cut off.
 */

/** A line: members, `null` for those that went, and what is added to the runner log. */
interface WaitingLine {
  readonly members?: Readonly<Record<string, unknown>>;
  readonly log?: unknown;
}

/** Longer ones are not written twice. */
const MAX_LENGTH = 16 * 1024;

/** So much waits at most, in bytes; a file with more was not written by this program. */
export const MAX_WAITING: number = 256 * 1024;

/** Whether a member can do without a file of its own for a moment. What makes a folder a run, and who works on it, cannot. */
export function mayWait(member: string, content: Uint8Array | undefined): boolean {
  return isWaitingName(member) && (content === undefined || content.length <= MAX_LENGTH);
}

/** A folder can come from somebody else: nothing is written outside of it. */
function isWaitingName(member: string): boolean {
  return !PROMPT.has(member) && /^(?:\w[\w.-]*\/)?\w[\w.-]*$/.test(member);
}

const PROMPT: ReadonlySet<string> = new Set([
  META.opref,
  META.exit,
  META.owner,
  META.stager,
  META.waiting,
]);

/** Whether others look for a member in its own file at once. */
export function isPrompt(member: string): boolean {
  return PROMPT.has(member);
}

/** A line for members, undefined for those that went, and for what is added to the runner log. */
export function formatWaiting(
  members: ReadonlyMap<string, Buffer | undefined>,
  log: string,
): string {
  const texts = [...members].map(
    ([name, content]) => [name, content?.toString('utf8') ?? null] as const,
  );
  const line: WaitingLine = {
    ...(texts.length > 0 ? { members: Object.fromEntries(texts) } : {}),
    ...(log === '' ? {} : { log }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** The members that wait in a metadata folder, by name. What is too long is refused with an error of the system. */
export function readWaiting(metaDir: string): ReadonlyMap<string, Buffer> {
  const text = readRegularText(join(metaDir, META.waiting), MAX_WAITING);
  if (text === undefined) return NOTHING;
  const waiting = parseWaiting(text);
  // In a copy, which has no note, the number of a process is anybody's.
  if (waiting.has(META.lock) && !pathExists(join(metaDir, META.owner))) waiting.delete(META.lock);
  return waiting;
}

const NOTHING: ReadonlyMap<string, Buffer> = new Map();

/** What lines of {@link formatWaiting} say together. */
export function parseWaiting(text: string): Map<string, Buffer> {
  const waiting = new Map<string, Buffer>();
  let log = '';
  for (const line of text.split('\n')) {
    const { members, log: added } = parseLine(line);
    for (const [name, content] of Object.entries(members ?? {})) {
      if (content === null) waiting.delete(name);
      else if (typeof content === 'string' && isWaitingName(name))
        waiting.set(name, Buffer.from(content));
    }
    if (typeof added === 'string') log += added;
  }
  if (log !== '') waiting.set(META.runnerLog, Buffer.from(log));
  return waiting;
}

function parseLine(line: string): WaitingLine {
  try {
    const value: unknown = line === '' ? {} : JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * A member of a metadata folder, in its own file or among those that wait.
 * @param maxBytes more are refused with an error of the system.
 * @param waiting gives {@link readWaiting}, for one who reads several.
 */
export function readFromFolder(
  metaDir: string,
  member: string,
  maxBytes?: number,
  waiting: () => ReadonlyMap<string, Buffer> = () => readWaiting(metaDir),
): Buffer | undefined {
  const path = join(metaDir, member);
  const content = readRegularFile(path, maxBytes);
  if (content !== undefined || PROMPT.has(member)) return content;
  // Between the two looks it can have got a file of its own.
  return waiting().get(member) ?? readRegularFile(path, maxBytes);
}

/** Gives those that wait files of their own. Asked for by whoever has taken the run over; what has a file is newer. */
export function settleWaiting(metaDir: string): void {
  for (const [name, content] of readWaiting(metaDir)) {
    const path = join(metaDir, name);
    if (!pathExists(path)) writeFileAtomic(path, content);
  }
  removeFile(join(metaDir, META.waiting));
}
