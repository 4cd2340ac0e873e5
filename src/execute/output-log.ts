import { join } from 'node:path';
import { openOutputFile } from '../platform/files.ts';
import { outputIndexMember, outputMember } from '../run/layout.ts';

/** Records the output of a phase: every byte as it comes, and for every line when it came. */
export interface OutputLog {
  /** @param timeMillis when the bytes came, milliseconds since the epoch. */
  append(bytes: Uint8Array, timeMillis: number): void;
  close(timeMillis: number): void;
}

/** An index record: the time as 8 bytes, big-endian, then the stream (0: both come through one pipe). */
const RECORD_BYTES = 9;

const LINE_FEED = 10;

/**
 * Opens `output/<name>` and its index in a metadata folder, replacing earlier ones. Bytes and records
 * are in the files when `append` returns, so that others can follow.
 */
export function openOutputLog(metaDir: string, outputName: string): OutputLog {
  const output = openOutputFile(join(metaDir, outputMember(outputName)));
  const index = openOutputFile(join(metaDir, outputIndexMember(outputName)));
  let endsInLine = true;
  return {
    append: (bytes, timeMillis) => {
      if (bytes.length === 0) return;
      output.write(bytes);
      index.write(formatRecords(timeMillis, countLineFeeds(bytes)));
      endsInLine = bytes.at(-1) === LINE_FEED;
    },
    close: (timeMillis) => {
      try {
        // A last piece without a line feed counts as a line.
        if (!endsInLine) index.write(formatRecords(timeMillis, 1));
      } finally {
        output.close();
        index.close();
      }
    },
  };
}

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** The same record for each of `count` lines: lines that come together have one time. */
function formatRecords(timeMillis: number, count: number): Buffer {
  const record = Buffer.alloc(RECORD_BYTES);
  record.writeBigUInt64BE(BigInt(timeMillis));
  return Buffer.alloc(count * RECORD_BYTES, record);
}
