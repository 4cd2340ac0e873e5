import type { ByteStream } from './file-stream.ts';

/** One thing in an archive, in the archive's order. */
export type ArchiveEntry = ArchivedFile | ArchivedDirectory | ArchivedLink;

export interface ArchivedFile {
  readonly kind: 'file';
  /** A plain relative path, with `/`. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly sizeBytes: number;
  /** To be read, if at all, before the next entry is asked for. */
  readonly content: ByteStream;
}

export interface ArchivedDirectory {
  readonly kind: 'directory';
  readonly path: string;
}

/** A symbolic or hard link. */
export interface ArchivedLink {
  readonly kind: 'link';
  readonly path: string;
  /** What it leads to, from the top of the archive: a plain relative path; it may be missing. */
  readonly target: string;
}

/** What is wrong with an archive, as a clause. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
