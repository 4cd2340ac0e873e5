import { GageError } from '../failures/failures.ts';
import { readFileStamp } from '../platform/file-stamp.ts';
import { isSystemError } from '../platform/files.ts';
import { ZipError } from '../platform/zip-format.ts';
import { META, metaNameId } from '../run/layout.ts';
import { readMembers } from '../run/metadata.ts';
import { MAX_DOCUMENT_BYTES } from '../run-index/run-row.ts';
import type { RunRow } from '../run-index/run-row.ts';
import { isUuid } from '../run-index/uuid.ts';
import { RECORD_MEMBERS, recordOfMembers } from './run-record.ts';

/**
 * Reads the zip of a run for the index; undefined for one that has to be read each time it is looked
 * at: it cannot be read (now), is unusually large, or has another id than its name says.
 */
export function readRunRow(zipPath: string): RunRow | undefined {
  const id = metaNameId(zipPath);
  if (!isUuid(id)) return undefined;
  try {
    // First: a file that is replaced while it is read is one that was changed.
    const stamp = readFileStamp(zipPath);
    const members = readMembers(zipPath, RECORD_MEMBERS);
    const record = recordOfMembers(zipPath, members);
    const configText = members.get(META.config);
    const summaryText = members.get(META.summary);
    const size = Math.max(configText?.length ?? 0, summaryText?.length ?? 0);
    if (stamp === undefined || record.id !== id || size > MAX_DOCUMENT_BYTES) return undefined;
    const { opref, formerName, status, exitCode, fingerprint } = record;
    const { initialized, staged, started, stopped, config, summary } = record;
    const { sizeBytes, modifiedMs } = stamp;
    const facts = { id, opref, formerName, status, exitCode, fingerprint, sizeBytes, modifiedMs };
    const times = { initialized, staged, started, stopped };
    return { ...facts, ...times, configText, summaryText, config, summary };
  } catch (error) {
    if (error instanceof GageError || error instanceof ZipError || isSystemError(error)) {
      return undefined;
    }
    throw error;
  }
}
