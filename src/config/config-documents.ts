import { isUtf8 } from 'node:buffer';

import { hasErrorCode, readFileIfExists, statIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { ConfigTextError } from './config-format.ts';
import type { ConfigDocument, ConfigFormat } from './config-format.ts';
import { loadConfigFormat } from './config-formats.ts';

/** Why values could not be read from a file, or a pattern for files had no effect; the others were read. */
export interface ConfigProblem {
  readonly kind: 'unsupported' | 'unreadable' | 'invalid' | 'no-files' | 'no-keys';
  /** Relative to the directory that was read; for `no-files` and `no-keys` the entry of `keys`. */
  readonly file: string;
  /** Without the file's name; may be empty. */
  readonly detail: string;
  /** Where the text is invalid, counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** A config problem in one line. */
export function describeConfigProblem(problem: ConfigProblem): string {
  const { file, detail, line, column } = problem;
  switch (problem.kind) {
    case 'unsupported':
      return `Unsupported file type for config file "${file}"`;
    case 'no-files':
      return `No files match config path "${file}"`;
    case 'no-keys':
      return `No values match config path "${file}"`;
    case 'unreadable':
      return `Cannot load configuration for "${file}": ${detail}`;
    case 'invalid': {
      const place =
        line === undefined
          ? ''
          : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`;
      return `Cannot load configuration for "${file}": ${detail}${place}`;
    }
  }
}

/** A config file in the state it has on disk, or will have. */
export interface OpenedConfig {
  /** The whole file, with its byte-order mark if it has one. */
  readonly text: string;
  readonly document: ConfigDocument;
}

const BYTE_ORDER_MARK = '\ufeff';

/** The config files below one directory while they are read or changed: each is loaded once, each problem noted once. */
export class ConfigDocuments {
  readonly #directory: string;
  readonly #opened = new Map<string, OpenedConfig | undefined>();
  readonly #problems: ConfigProblem[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }

  /** Notes a problem that is not about opening a file. */
  note(problem: ConfigProblem): void {
    this.#problems.push(problem);
  }

  /** The file at a relative path, or undefined when it cannot be used, which is noted. */
  async open(file: string): Promise<OpenedConfig | undefined> {
    if (!this.#opened.has(file)) this.#opened.set(file, await this.#load(file));
    return this.#opened.get(file);
  }

  /** Puts another text in the place of an opened file's; nothing is written. */
  async replace(file: string, text: string): Promise<void> {
    const format = await loadConfigFormat(file);
    this.#opened.set(file, format === undefined ? undefined : this.#parse(file, text, format));
  }

  async #load(file: string): Promise<OpenedConfig | undefined> {
    const format = await loadConfigFormat(file);
    if (format === undefined) {
      this.note({ kind: 'unsupported', file, detail: '' });
      return undefined;
    }
    const text = this.#readText(file);
    return text === undefined ? undefined : this.#parse(file, text, format);
  }

  #readText(file: string): string | undefined {
    const path = join(this.#directory, file);
    let bytes: Buffer | undefined;
    try {
      const status = statIfExists(path);
      if (status !== undefined && !status.isFile() && !status.isDirectory()) {
        // A pipe would wait for somebody to write to it.
        this.note({ kind: 'unreadable', file, detail: 'it is not a regular file' });
        return undefined;
      }
      bytes = readFileIfExists(path);
    } catch (error) {
      if (!hasErrorCode(error, 'EACCES', 'EPERM', 'EISDIR', 'ELOOP', 'EIO')) throw error;
      this.note({ kind: 'unreadable', file, detail: error.message });
      return undefined;
    }
    if (bytes !== undefined && isUtf8(bytes)) return bytes.toString('utf8');
    const detail = bytes === undefined ? 'the file does not exist' : 'the file is not UTF-8 text';
    this.note({ kind: 'unreadable', file, detail });
    return undefined;
  }

  #parse(file: string, text: string, format: ConfigFormat): OpenedConfig | undefined {
    try {
      return { text, document: format.read(withoutMark(text)) };
    } catch (error) {
      if (!(error instanceof ConfigTextError)) throw error;
      const { message, line, column } = error;
      this.note({
        kind: 'invalid',
        file,
        detail: message,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
      });
      return undefined;
    }
  }
}

/** A text with the byte-order mark that `original` has; documents never see it. */
export function withMarkOf(original: string, text: string): string {
  return original.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK + text : text;
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}
