import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';
import { fail } from '../failures/failures.ts';
import { hasErrorCode, isDirectory, readFileIfExists } from '../platform/files.ts';
import type { BatchFile, BatchFormat, FindConfigs } from './parse-batch-text.ts';
import { parseBatchText } from './parse-batch-text.ts';

/** How standard input is named as a batch file. */
export const STANDARD_INPUT = '-';

/** Where the text of batch files is. */
export interface BatchInput {
  /** The absolute path of a file as it was given. */
  readonly resolvePath: (file: string) => string;
  /** All of standard input; called once at most. */
  readonly readStandardInput: () => Promise<Uint8Array>;
  /** Runs that a file may name. */
  readonly findConfigs?: FindConfigs;
}

/**
 * Reads batch files; all extensions are looked at before the first file is. `-` is standard input,
 * whose language is known by how it begins: `[` JSON, `{` JSON lines, anything else CSV.
 *
 * Fails with `unsupported-batch-file`, `batch-file-missing`, `batch-file-unreadable`, `batch-not-a-list`,
 * `invalid-argument` (standard input given twice). What is wrong with rows is returned with them.
 */
export async function readBatchFiles(
  files: readonly string[],
  input: BatchInput,
): Promise<readonly BatchFile[]> {
  if (files.filter((file) => file === STANDARD_INPUT).length > 1) {
    fail({ reason: 'invalid-argument', message: 'standard input can be one batch file only' });
  }
  const formats = files.map(formatOf);
  const read: BatchFile[] = [];
  for (const [index, file] of files.entries()) {
    const isInput = file === STANDARD_INPUT;
    const bytes = isInput ? await input.readStandardInput() : readBytes(file, input);
    const name = batchFileName(file);
    const text = decode(bytes, name);
    read.push(parseBatchText(text, name, formats[index] ?? guessFormat(text), input.findConfigs));
  }
  return read;
}

/** What messages call a batch file. */
export function batchFileName(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : file;
}

/** Undefined for standard input. */
function formatOf(file: string): BatchFormat | undefined {
  if (file === STANDARD_INPUT) return undefined;
  switch (extname(file).toLowerCase()) {
    case '.csv':
      return 'csv';
    case '.json':
      return 'json';
    case '.jsonl':
    case '.ndjson':
      return 'json-lines';
    default:
      return fail({ reason: 'unsupported-batch-file', file });
  }
}

function guessFormat(text: string): BatchFormat {
  switch (/\S/.exec(text)?.[0]) {
    case '[':
      return 'json';
    case '{':
      return 'json-lines';
    default:
      return 'csv';
  }
}

/** What the system's refusals mean. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'too many levels of links',
  ENAMETOOLONG: 'the name is too long',
  ERR_FS_FILE_TOO_LARGE: 'it is too big',
};

function readBytes(file: string, { resolvePath }: BatchInput): Uint8Array {
  const path = resolvePath(file);
  try {
    const bytes = isDirectory(path) ? undefined : readFileIfExists(path);
    if (bytes !== undefined) return bytes;
  } catch (error) {
    if (!hasErrorCode(error, ...Object.keys(PROBLEMS))) throw error;
    const problem = PROBLEMS[String(error.code)] ?? error.message;
    return fail({ reason: 'batch-file-unreadable', file, problem }, error);
  }
  if (!isDirectory(path)) return fail({ reason: 'batch-file-missing', file });
  return fail({ reason: 'batch-file-unreadable', file, problem: 'it is a directory' });
}

function decode(bytes: Uint8Array, file: string): string {
  if (!isUtf8(bytes)) {
    fail({ reason: 'batch-file-unreadable', file, problem: 'it is not UTF-8 text' });
  }
  // The decoder drops a byte-order mark.
  return new TextDecoder().decode(bytes);
}
