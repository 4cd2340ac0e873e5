import { isUtf8 } from 'node:buffer';
import { extname } from 'node:path';

import { fail } from '../failures/failures.ts';
import { hasErrorCode, readFileIfExists, statIfExists } from '../platform/files.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import { DataTextError, Places } from './data-text.ts';
import type { DataFormat, ParsedData, Place, ValuePath } from './data-text.ts';

/** Bigger files are refused: what people write by hand is far smaller. */
const MAX_BYTES = 10 * 1024 * 1024;

/** A file of structured data, as read. */
export interface DataFile {
  readonly path: string;
  readonly format: DataFormat;
  readonly text: string;
  readonly value: Value;
  /** Where the file has a date, which is text in `value`. */
  readonly dates: readonly ValuePath[];
}

/** The language of a file by its extension (any case), or undefined when it is none of ours. */
export function dataFormatOf(path: string): DataFormat | undefined {
  return FORMATS.get(extname(path).toLowerCase());
}

const FORMATS: ReadonlyMap<string, DataFormat> = new Map<string, DataFormat>([
  ['.toml', 'toml'],
  ['.yaml', 'yaml'],
  ['.yml', 'yaml'],
  ['.json', 'json'],
  ['.jsonc', 'json'],
]);

/** How a structured file is read. */
export interface DataFileOptions {
  /**
   * A program wrote the file: JSON may have `NaN` and the infinities, which Python writes, and of a key
   * that comes twice the last value counts.
   */
  readonly isWrittenByProgram?: boolean;
}

/**
 * Reads a TOML, YAML or JSON file; only the parser needed is loaded. Fails with `file-missing`, or
 * with `data-file-unreadable` when it has no known extension, is too big, or does not parse.
 */
export async function readDataFile(path: string, options: DataFileOptions = {}): Promise<DataFile> {
  const format = dataFormatOf(path);
  if (format === undefined) return failUnreadable(path, `unsupported file extension for ${path}`);
  try {
    const text = decode(readBytes(path));
    const written = options.isWrittenByProgram === true && format === 'json';
    const { value, dates } =
      (written ? parseWritten(text) : undefined) ?? (await parseData(text, format));
    return { path, format, text, value, dates };
  } catch (error) {
    if (!(error instanceof DataTextError)) throw error;
    return failUnreadable(path, error.message, error);
  }
}

/** Undefined for what is no JSON of a program: a person may have added comments, or made a mistake. */
function parseWritten(text: string): ParsedData | undefined {
  try {
    return { value: parseJson(text.replace(COMMENT_LINES, '')), dates: [] };
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}

/** Lines whose first characters are `//`. */
const COMMENT_LINES = /^[ \t]*\/\/.*$/gm;

/** Parses a text in one of the languages. Throws {@link DataTextError}. */
export async function parseData(text: string, format: DataFormat): Promise<ParsedData> {
  switch (format) {
    case 'toml':
      return (await import('./toml-data.ts')).parseTomlData(text);
    case 'json':
      return (await import('./json-data.ts')).parseJsonData(text);
    case 'yaml':
      return (await import('./yaml-data.ts')).parseYamlData(text);
  }
}

/** Finds where everything in a file is. Reads its text once more, so it is for reporting problems only. */
export async function findPlaces(file: DataFile): Promise<Places> {
  if (file.format === 'toml') {
    return (await import('./toml-places.ts')).findTomlPlaces(file.text);
  }
  const places = new Places();
  if (file.format === 'json') (await import('./json-data.ts')).parseJsonData(file.text, places);
  else (await import('./yaml-data.ts')).parseYamlData(file.text, places);
  return places;
}

function readBytes(path: string): Buffer {
  try {
    const status = statIfExists(path);
    if (status?.isDirectory() === true) return failUnreadable(path, 'it is a directory');
    // A pipe would wait for somebody to write to it.
    if (status?.isFile() === false) return failUnreadable(path, 'it is not a regular file');
    if (status !== undefined && status.size > MAX_BYTES) {
      return failUnreadable(path, `it is larger than ${MAX_BYTES / 1024 / 1024} MB`);
    }
    return readFileIfExists(path) ?? fail({ reason: 'file-missing', path });
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) throw error;
    return failUnreadable(path, 'permission denied', error);
  }
}

/** The text of UTF-8 bytes, without a byte order mark. */
function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) {
    throw new DataTextError('The file is not UTF-8 text', placeOfBadByte(bytes));
  }
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function placeOfBadByte(bytes: Buffer): Place {
  let start = 0;
  for (let line = 1; ; line++) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    const lineBytes = bytes.subarray(start, end);
    if (!isUtf8(lineBytes) || lineFeed < 0) {
      return { line, column: lineBytes.toString('utf8').indexOf('\uFFFD') + 1 };
    }
    start = end + 1;
  }
}

function failUnreadable(path: string, problem: string, cause?: unknown): never {
  return fail({ reason: 'data-file-unreadable', path, problem }, cause);
}
