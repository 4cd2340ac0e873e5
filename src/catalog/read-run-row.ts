import { GageError } from '../failures/failures.ts';
import { systemClock } from '../platform/clock.ts';
import { isSystemError } from '../platform/files.ts';
import { ZipError } from '../platform/zip-format.ts';
import { readZipTexts } from '../platform/zip-members.ts';
import { META, metaNameId } from '../run/layout.ts';
import { parseMapOrEmpty } from '../run/metadata.ts';
import { MAX_DOCUMENT_LENGTH } from '../run-index/run-row.ts';
import type { RunRow } from '../run-index/run-row.ts';
import { isUuid } from '../run-index/uuid.ts';
import { RECORD_MEMBERS, readFacts } from './run-record.ts';

/**
 * Reads the zip of a run for the index; undefined for one that has to be read each time it is looked
 * at: it cannot be read (now), is unusually large, or has another id than its name says.
 */
export function readRunRow(zipPath: string): RunRow | undefined {
  const id = metaNameId(zipPath);
  if (!isUuid(id)) return undefined;
  try {
    const readMs = systemClock();
    const { texts, sizeBytes } = readZipTexts(zipPath, RECORD_MEMBERS);
    const text = (member: string): string | undefined => texts[MEMBER_INDEXES.get(member) ?? -1];
    const facts = readFacts(zipPath, text);
    const configText = text(META.config);
    const summaryText = text(META.summary);
    const length = Math.max(configText?.length ?? 0, summaryText?.length ?? 0);
    if (facts.id !== id || length > MAX_DOCUMENT_LENGTH) return undefined;
    return {
      facts,
      configText,
      summaryText,
      config: parseMapOrEmpty(configText),
      summary: parseMapOrEmpty(summaryText),
      sizeBytes,
      readMs,
    };
  } catch (error) {
    if (error instanceof GageError || error instanceof ZipError || isSystemError(error)) {
      return undefined;
    }
    throw error;
  }
}

const MEMBER_INDEXES: ReadonlyMap<string, number> = new Map(
  RECORD_MEMBERS.map((member, index) => [member, index]),
);
