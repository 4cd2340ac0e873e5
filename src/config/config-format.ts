import type { Value } from '../values/value.ts';

/** A kind of file that configuration is read from and written into. */
export interface ConfigFormat {
  /** Lower-case file name endings with their dot, such as `.py`. */
  readonly extensions: readonly string[];

  /**
   * Finds the values of a file. Throws {@link ConfigTextError} when the text is not of this format.
   * Pure: nothing outside `text` is read.
   */
  read(text: string): ConfigDocument;
}

/** A file's text with the values found in it. */
export interface ConfigDocument {
  /** In file order; a key occurs once (of several places the last counts). */
  readonly entries: readonly ConfigEntry[];

  /**
   * The text with some values replaced, every other byte as it was. Keys must be among `entries`.
   * The result reads back to exactly the values asked for; throws {@link ConfigTextError} when a value
   * cannot be written in this format.
   */
  set(changes: ReadonlyMap<string, Value>): string;
}

/** One settable value. */
export interface ConfigEntry {
  /** Names and list positions joined by dots (`opts.lr`, `layers.0`); a part that itself has a dot is in double quotes. */
  readonly key: string;
  readonly value: Value;
  /** A list or a map whose parts are entries of their own; key patterns skip it, a flag may still replace it whole. */
  readonly isContainer: boolean;
  /** A type stated in the file beside the value (`float`, `int | None`), as written there. */
  readonly typeHint?: string;
}

/** Why a file's text cannot be read, or a value not be written, with the place. Lines and columns count from 1. */
export class ConfigTextError extends Error {
  override readonly name = 'ConfigTextError';
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(problem: string, line?: number, column?: number, options?: ErrorOptions) {
    super(problem, options);
    this.line = line;
    this.column = column;
  }
}

/** A key from its parts; see {@link ConfigEntry.key}. */
export function formatKey(parts: readonly string[]): string {
  return parts.map(formatKeyPart).join('.');
}

function formatKeyPart(part: string): string {
  return /[."]/.test(part) || part === '' ? JSON.stringify(part) : part;
}
