import { fail } from '../failures/failures.ts';
import { META, outputIndexMember, outputMember } from './layout.ts';
import { checkSchema, openMeta, withKnownMeta } from './metadata.ts';
import type { Run } from './run.ts';

/** One line of a phase's output. */
export interface OutputLine {
  /** When it was recorded, milliseconds since the epoch; undefined when the index is too short. */
  readonly timeMillis: number | undefined;
  /** 0: standard output (and standard error, which share a pipe); 1: standard error, in older runs. */
  readonly stream: number;
  /** Without white space at its end; bytes that are not UTF-8 are U+FFFD. */
  readonly text: string;
}

/** What the index tells of a line. */
export type LineRecord = Pick<OutputLine, 'stream'> & { readonly timeMillis: number };

/** Bytes the index has for each line. */
export const RECORD_BYTES = 9;

/** The whole output of a phase by its file's name, such as `40_run`. Fails with `output-missing`, `unsupported-meta-schema`. */
export function readOutput(run: Run, name: string): string {
  return readOutputBytes(run, name).toString('utf8');
}

/** The bytes of a phase's output. Fails with `output-missing`, `unsupported-meta-schema`. */
function readOutputBytes(run: Run, name: string): Buffer {
  return withKnownMeta(run.metaDir, (meta) => {
    const content = meta.read(outputMember(name));
    return content ?? fail({ reason: 'output-missing', id: run.id, name });
  });
}

/** A phase's output that is read piece by piece. It must be closed. */
export interface OutputReader {
  readonly sizeBytes: number;
  /** As the index tells, which can be too short in runs that were cut off. */
  readonly lineCount: number;
  /** At most `length` bytes from `start`, fewer at the end. */
  read(start: number, length: number): Buffer;
  /** The records of at most `count` lines from a line counted from 0, fewer at the end. */
  readRecords(firstLine: number, count: number): readonly LineRecord[];
  close(): void;
}

/** Opens the output of a phase, however large it is. Fails with `output-missing`, `unsupported-meta-schema`. */
export function openOutput(run: Run, name: string): OutputReader {
  const meta = openMeta(run.metaDir);
  const member = outputMember(name);
  let sizeBytes: number;
  try {
    checkSchema(meta);
    sizeBytes = meta.size(member) ?? fail({ reason: 'output-missing', id: run.id, name });
  } catch (error) {
    meta.close();
    throw error;
  }
  return {
    sizeBytes,
    lineCount: Math.floor((meta.size(outputIndexMember(name)) ?? 0) / RECORD_BYTES),
    read: (start, length) => meta.readRange(member, start, length) ?? Buffer.alloc(0),
    readRecords: (firstLine, count) => {
      const [start, length] = [firstLine * RECORD_BYTES, count * RECORD_BYTES];
      return parseRecords(meta.readRange(outputIndexMember(name), start, length));
    },
    close: () => {
      meta.close();
    },
  };
}

function parseRecords(bytes: Buffer | undefined): readonly LineRecord[] {
  if (bytes === undefined) return [];
  const records: LineRecord[] = [];
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const timeMillis = bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
    records.push({ timeMillis, stream: bytes[at + 8] ?? 0 });
  }
  return records;
}

/** The names of a run's outputs, sorted, which is the order of their phases. */
export function listOutputs(run: Run): readonly string[] {
  const prefix = `${META.outputs}/`;
  return withKnownMeta(run.metaDir, (meta) => meta.list())
    .filter((member) => member.startsWith(prefix) && !/(?:\/|\.index|\.tmp)$/.test(member))
    .map((member) => member.slice(prefix.length));
}

/**
 * The lines of a phase's output with their times. Fails with `output-missing`, `unsupported-meta-schema`.
 * @param start first line, counted from 0.
 * @param end last line, included; the last there is if not given.
 */
export function readOutputLines(
  run: Run,
  name: string,
  start = 0,
  end?: number,
): readonly OutputLine[] {
  const [output, index] = withKnownMeta(run.metaDir, (meta) => [
    meta.read(outputMember(name)) ?? fail({ reason: 'output-missing', id: run.id, name }),
    meta.read(outputIndexMember(name)) ?? Buffer.alloc(0),
  ]);
  const lines = output.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines
    .slice(start, end === undefined ? undefined : end + 1)
    .map((line, position) => readLineAt(line, index, start + position));
}

function readLineAt(line: string, index: Buffer, lineNumber: number): OutputLine {
  const text = line.trimEnd();
  const at = lineNumber * RECORD_BYTES;
  if (at + RECORD_BYTES > index.length) return { timeMillis: undefined, stream: 0, text };
  return { timeMillis: Number(index.readBigUInt64BE(at)), stream: index.readUInt8(at + 8), text };
}
