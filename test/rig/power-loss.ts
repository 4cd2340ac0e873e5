import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One change as `test/fixtures/record-changes.cjs` writes it down. */
interface Change {
  readonly op: string;
  readonly process: number;
  readonly file?: number;
  readonly path?: string;
  readonly paths?: readonly string[];
  readonly target?: string;
  readonly bytes?: string;
  readonly position?: number | null;
  readonly writes?: boolean;
  readonly truncates?: boolean;
  readonly appends?: boolean;
}

export function readChanges(path: string): readonly Change[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Change);
}

interface Inode {
  readonly kind: 'file' | 'folder' | 'link';
  content: Buffer;
  /** As it was when it was last written to the disk. */
  durable: Buffer;
}

/** What becomes of content that was not written to the disk when the power went. */
export type Unwritten =
  'all of it is there' | 'none of it is there' | 'zeros' | 'a part of it' | 'what was logged';

const NOTHING = Buffer.alloc(0);

const SECTOR = 512;

/**
 * A disk as a file system with a journal keeps it: names are on it in the order they were given, and
 * content only from the moment somebody waited for it.
 */
export class ModelDisk {
  readonly #names = new Map<string, Inode>();
  readonly #open = new Map<string, { inode: Inode; position: number; appends: boolean }>();

  apply(change: Change): void {
    const [first = '', second = ''] = change.paths ?? [];
    const key = `${change.process}:${change.file}`;
    switch (change.op) {
      case 'open': {
        const inode = this.#names.get(change.path ?? '') ?? newInode('file');
        this.#open.set(key, { inode, position: 0, appends: change.appends === true });
        if (change.writes !== true) return;
        this.#names.set(change.path ?? '', inode);
        if (change.truncates === true) inode.content = NOTHING;
        return;
      }
      case 'write': {
        const file = this.#open.get(key);
        if (file !== undefined) writeTo(file, Buffer.from(change.bytes ?? '', 'base64'), change);
        return;
      }
      case 'sync': {
        const inode = this.#open.get(key)?.inode;
        if (inode !== undefined) inode.durable = inode.content;
        return;
      }
      case 'mkdir':
        for (let path = first; path !== '.' && !this.#names.has(path); path = dirname(path))
          this.#names.set(path, newInode('folder'));
        return;
      case 'symlink':
        this.#names.set(first, newInode('link', Buffer.from(change.target ?? '')));
        return;
      case 'copy':
        this.#names.set(first, newInode('file', Buffer.from(change.bytes ?? '', 'base64')));
        return;
      case 'link': {
        const inode = this.#names.get(first);
        if (inode !== undefined) this.#names.set(second, inode);
        return;
      }
      case 'rename':
        this.#rename(first, second);
        return;
      case 'unlink':
      case 'rmdir':
        this.#names.delete(first);
        return;
      default:
        throw new Error(`unknown change: ${JSON.stringify(change)}`);
    }
  }

  /** A folder that is removed with all it holds goes one name after the other: each is a change. */
  stepsOf(change: Change): readonly Change[] {
    if (change.op !== 'rm') return [change];
    const [root = ''] = change.paths ?? [];
    const doomed = [...this.#names.keys()].filter(
      (path) => path === root || path.startsWith(`${root}/`),
    );
    return doomed
      .sort((a, b) => b.length - a.length)
      .map((path) => ({ op: 'unlink', process: change.process, paths: [path] }));
  }

  /** Whether there are files of such names, and what is in them would be there after a loss of power. */
  isOnDisk(pattern: RegExp): boolean {
    const found = [...this.#names].filter(([path]) => pattern.test(path));
    return found.length > 0 && found.every(([, { content, durable }]) => durable.equals(content));
  }

  #rename(from: string, to: string): void {
    for (const [path, inode] of new Map(this.#names)) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.#names.delete(path);
      this.#names.set(to + path.slice(from.length), inode);
    }
  }

  /** Puts what a loss of power leaves into a folder. It was an hour ago: what waits for a moment does not. */
  materialize(folder: string, unwritten: Unwritten, edit: (text: string) => string): void {
    mkdirSync(folder, { recursive: true });
    const names = [...this.#names].sort(([a], [b]) => a.length - b.length);
    for (const [path, inode] of names) {
      const place = join(folder, path);
      mkdirSync(inode.kind === 'folder' ? place : dirname(place), { recursive: true });
      if (inode.kind === 'link') symlinkSync(inode.content.toString(), place);
      if (inode.kind !== 'file') continue;
      const content = contentOf(inode, unwritten, path);
      const isText = /\.jsonl?$|lock$|publishing$/.test(path);
      writeFileSync(
        place,
        isText ? edit(content.toString('latin1')) : content,
        isText ? 'latin1' : undefined,
      );
    }
    const before = Date.now() / 1000 - 3600;
    for (const [path, { kind }] of names) {
      if (kind === 'folder') utimesSync(join(folder, path), before, before);
    }
  }
}

function newInode(kind: Inode['kind'], content = NOTHING): Inode {
  return { kind, content, durable: NOTHING };
}

function writeTo(
  file: { inode: Inode; position: number; appends: boolean },
  bytes: Buffer,
  { position }: Change,
): void {
  const { inode } = file;
  const at = file.appends ? inode.content.length : (position ?? file.position);
  const end = at + bytes.length;
  const content = Buffer.alloc(Math.max(inode.content.length, end));
  inode.content.copy(content);
  bytes.copy(content, at);
  inode.content = content;
  if (typeof position !== 'number') file.position = end;
}

function contentOf({ content, durable }: Inode, unwritten: Unwritten, path: string): Buffer {
  switch (unwritten) {
    case 'all of it is there':
      return content;
    case 'none of it is there':
      return durable;
    case 'what was logged':
      // Each file has a fate of its own: here a log tells of what the others have lost.
      return path.endsWith('log/runner') ? content : durable;
    case 'zeros':
      return Buffer.concat([durable, Buffer.alloc(Math.max(0, content.length - durable.length))]);
    case 'a part of it': {
      // A disk writes sectors whole.
      const kept = Math.floor((durable.length + content.length) / 2 / SECTOR) * SECTOR;
      return kept > durable.length ? content.subarray(0, kept) : durable;
    }
  }
}
