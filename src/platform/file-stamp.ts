import { statSync, statfsSync } from 'node:fs';
import { unlessMissing } from './files.ts';

/** What tells whether a file or folder was changed since it was looked at. Times are milliseconds since the epoch. */
export interface FileStamp {
  readonly device: number;
  readonly inode: number;
  /** Content, entries, name or permissions; unlike `modifiedMs` no program can set it back. */
  readonly changedMs: number;
  readonly modifiedMs: number;
  readonly sizeBytes: number;
}

/** The stamp of a file or folder, links followed; undefined when it is missing. */
export function readFileStamp(path: string): FileStamp | undefined {
  const status = unlessMissing(() => statSync(path, { throwIfNoEntry: false }));
  if (status === undefined) return undefined;
  return {
    device: status.dev,
    inode: status.ino,
    changedMs: status.ctimeMs,
    modifiedMs: status.mtimeMs,
    sizeBytes: status.size,
  };
}

/**
 * Whether a time of change that was seen at `seenMs` excludes that a later change has the same time:
 * clocks of file systems stand still for some milliseconds, those without fractions for up to two seconds.
 */
export function isSettled(changedMs: number, seenMs: number): boolean {
  const standstill = Number.isInteger(changedMs) ? COARSE_STANDSTILL_MS : STANDSTILL_MS;
  return changedMs < seenMs - standstill;
}

const STANDSTILL_MS = 100;
const COARSE_STANDSTILL_MS = 2500;

/**
 * Whether times of change are given by this machine at the moment of the change. Network file systems
 * and those of a machine around this one have clocks and caches of their own.
 */
export function hasLocalTimes(path: string): boolean {
  return !REMOTE_TYPES.has(statfsSync(path).type);
}

/** As Linux numbers them: NFS, SMB, CIFS, FUSE, 9P, VirtioFS, AFS (two), Ceph, Coda, NCP, GFS2, OCFS2, Lustre. */
const REMOTE_TYPES: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x6a656a63, 0x5346414f,
  0x6b414653, 0x00c36400, 0x73757245, 0x564c, 0x01161970, 0x7461636f, 0x0bd00bd0,
]);
