import { constants } from 'node:buffer';
import { GageError, fail } from '../failures/failures.ts';
import {
  listDirectory,
  pathExists,
  readFileRange,
  statIfExists,
  unlessMissing,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { ZipError } from '../platform/zip-format.ts';
import { readZipMembers, readZipTexts } from '../platform/zip-members.ts';
import { openZip } from '../platform/zip-reader.ts';
import { compareCodePoints } from '../values/order.ts';
import { parseJson } from '../values/json-text.ts';
import { emptyMap, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import {
  META,
  META_SCHEMA,
  OLDER_META,
  attemptAt,
  isZipMeta,
  metaPathOf,
  runDirOf,
  zipMetaPathOf,
} from './layout.ts';
import { parseOpRef } from './operation-reference.ts';
import type { OpRef } from './operation-reference.ts';
import { withSecrets } from './kept-secrets.ts';
import { readMember } from './members.ts';
import { ownMetadata } from './own-metadata.ts';
import type { OwnMetadata } from './own-metadata.ts';
import { readWaiting } from './waiting-members.ts';

/**
 * The metadata of a run, whether a folder or a zip: the same names give the same content.
 * Names use `/`. A missing member is `undefined` in both forms.
 */
export interface MetaReader {
  /** The folder or zip that is read. */
  readonly path: string;
  /** Sorted; a zip also lists its folders, with a final `/`. */
  list(): readonly string[];
  read(name: string): Buffer | undefined;
  /** Bytes of a member, or undefined when it is missing. */
  size(name: string): number | undefined;
  /** At most `length` bytes of a member from `start`, fewer at its end; the rest of it is not read. */
  readRange(name: string, start: number, length: number): Buffer | undefined;
  close(): void;
}

/**
 * Opens metadata for reading, whatever its schema. A run that was finalized since its folder was named is read from its zip.
 * Fails with `meta-missing`.
 */
export function openMeta(metaPath: string): MetaReader {
  const own = ownMetadata(metaPath);
  if (own !== undefined) return openOwnMeta(metaPath, own);
  return readWhereItIs(metaPath, (path) => {
    if (!pathExists(path)) fail({ reason: 'meta-missing', path: metaPath });
    return isZipMeta(path) ? openZipMeta(path) : openMetaFolder(path);
  });
}

/** Reads at {@link currentMetaPath}; what an attempt has can go to where the run belongs in between. */
function readWhereItIs<T>(metaPath: string, read: (path: string) => T): T {
  const path = currentMetaPath(metaPath);
  try {
    return read(path);
  } catch (error) {
    const next = currentMetaPath(metaPath);
    if (next === path) throw error;
    return read(next);
  }
}

/** What is read of a run becomes text, mostly. */
const { MAX_STRING_LENGTH } = constants;

function openZipMeta(path: string): MetaReader {
  const zip = openZip(path);
  // A member another tool has compressed can only be read whole: once is enough.
  let inflated: { name: string; content: Buffer | undefined } | undefined;
  return {
    path,
    list: () => [...zip.names].sort(compareCodePoints),
    read: (name) => zip.read(name, { maxBytes: MAX_STRING_LENGTH }),
    size: (name) => zip.stat(name)?.size,
    readRange: (name, start, length) => {
      const status = zip.stat(name);
      if (status === undefined) return undefined;
      if (status.size === status.compressedSize) return zip.readRange(name, start, length);
      if (inflated?.name !== name) inflated = { name, content: zip.read(name) };
      return inflated.content?.subarray(start, start + length);
    },
    close: () => {
      zip.close();
    },
  };
}

function openMetaFolder(path: string): MetaReader {
  return {
    path,
    list: () =>
      // The waiting ones first: they may get files of their own in between.
      [...new Set([...readWaiting(path).keys(), ...listFolder(path, '')])].sort(compareCodePoints),
    read: (name) => {
      const content = readMember(path, name);
      return content === undefined ? undefined : withSecrets(path, name, content);
    },
    size: (name) => {
      const status = statIfExists(join(path, name));
      return status === undefined ? readMember(path, name)?.length : Number(status.size);
    },
    readRange: (name, start, length) =>
      unlessMissing(() => readFileRange(join(path, name), start, length)) ??
      readMember(path, name)?.subarray(start, start + length),
    close: () => undefined,
  };
}

/** What this process wrote, and the rest from the folder. */
function openOwnMeta(path: string, own: OwnMetadata): MetaReader {
  const folder = openMetaFolder(path);
  const known = (name: string): Buffer | undefined => own.get(name)?.content;
  return {
    ...folder,
    list: () => [...new Set([...listFolder(path, ''), ...own.names()])].sort(compareCodePoints),
    size: (name) => known(name)?.length ?? folder.size(name),
    readRange: (name, start, length) =>
      known(name)?.subarray(start, start + length) ?? folder.readRange(name, start, length),
  };
}

function listFolder(root: string, prefix: string): string[] {
  return listDirectory(join(root, prefix)).flatMap((entry) => {
    const name = prefix + entry.name;
    return entry.isDirectory() ? listFolder(root, `${name}/`) : [name];
  });
}

/**
 * The zip of a run once there is one, else the path as given. Programs that write a zip in place can
 * leave a broken one beside a folder that is whole. What an attempt had is where the run belongs, once
 * it is the run.
 */
export function currentMetaPath(metaPath: string): string {
  if (ownMetadata(metaPath) !== undefined) return metaPath;
  const attempt = attemptAt(runDirOf(metaPath));
  if (attempt === undefined) return zipOrFolder(metaPath);
  const path = zipOrFolder(metaPath);
  return pathExists(path) ? path : zipOrFolder(metaPathOf(attempt.runDir));
}

function zipOrFolder(metaPath: string): string {
  if (isZipMeta(metaPath)) return metaPath;
  const zip = zipMetaPathOf(runDirOf(metaPath));
  if (!pathExists(zip)) return metaPath;
  return pathExists(metaPath) && !isWholeZip(zip) ? metaPath : zip;
}

function isWholeZip(path: string): boolean {
  try {
    const zip = openZip(path);
    const isRun = zip.has(META.opref);
    zip.close();
    return isRun;
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return false;
  }
}

/**
 * Several members at once, the cheapest way to read a run for a list; members that do not exist are
 * left out. A folder that becomes a zip meanwhile is read again, from the zip.
 */
export function readMembers(
  metaPath: string,
  names: readonly string[],
): ReadonlyMap<string, Buffer> {
  const limit = { maxBytes: MAX_DOCUMENT_BYTES };
  const readZip = (path: string): ReadonlyMap<string, Buffer> => readZipMembers(path, names, limit);
  if (isZipMeta(metaPath)) return readWhereItIs(metaPath, readZip);
  const members = new Map<string, Buffer>();
  let known: ReadonlyMap<string, Buffer> | undefined;
  const waiting = (): ReadonlyMap<string, Buffer> => (known ??= readWaiting(metaPath));
  for (const name of names) {
    const content = readMember(metaPath, name, MAX_DOCUMENT_BYTES, waiting);
    if (content !== undefined) members.set(name, content);
  }
  // The zip comes before the folder goes: without one the folder was whole.
  const current = currentMetaPath(metaPath);
  if (current === metaPath) return members;
  return isZipMeta(current) ? readWhereItIs(metaPath, readZip) : readMembers(current, names);
}

/** As {@link readMembers}, for those that are UTF-8 texts. */
export function readTexts(metaPath: string, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (!isZipMeta(metaPath)) {
    for (const [name, content] of readMembers(metaPath, names)) {
      found.set(name, content.toString('utf8'));
    }
    return found;
  }
  const limit = { maxBytes: MAX_DOCUMENT_BYTES };
  const { texts } = readWhereItIs(metaPath, (path) => readZipTexts(path, names, limit));
  texts.forEach((text, index) => {
    const name = names[index];
    if (text !== undefined && name !== undefined) found.set(name, text);
  });
  return found;
}

/** A list holds many of them. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** The names in a run's metadata; see {@link MetaReader.list}. Fails with `meta-missing`. */
export function ls(metaPath: string): readonly string[] {
  return withMeta(metaPath, (meta) => meta.list());
}

/** Opens metadata, uses it, closes it. */
export function withMeta<T>(metaPath: string, use: (meta: MetaReader) => T): T {
  const meta = openMeta(metaPath);
  try {
    return use(meta);
  } finally {
    meta.close();
  }
}

/** The text of a single-value file, without trailing white space (another tool may have added a newline). */
function readLine(meta: MetaReader, name: string): string | undefined {
  return meta.read(name)?.toString('utf8').trimEnd();
}

/** Refuses metadata of a schema this program does not know. Fails with `unsupported-meta-schema`. */
export function checkSchema(meta: MetaReader): void {
  checkSchemaText(readLine(meta, META.schema), meta.path);
}

/** {@link checkSchema} for a schema that was read; metadata without one is that of an early run. */
export function checkSchemaText(text: string | undefined, path: string): void {
  const schema = text?.trimEnd();
  if (schema !== undefined && /^\0*$/.test(schema)) {
    const problem = `${META.schema} is empty, as a loss of power can leave it`;
    fail({ reason: 'unreadable-meta', path, problem });
  }
  if (schema !== undefined && schema !== META_SCHEMA) {
    fail({ reason: 'unsupported-meta-schema', schema, path });
  }
}

/** {@link withMeta} for what only a known schema gives a meaning. Fails with `unsupported-meta-schema`. */
export function withKnownMeta<T>(metaPath: string, use: (meta: MetaReader) => T): T {
  return withMeta(metaPath, (meta) => {
    checkSchema(meta);
    return use(meta);
  });
}

/** Fails with `meta-missing` where there is no `opref`, with `invalid-operation-reference` where it is unreadable. */
export function readOpRef(meta: MetaReader): OpRef {
  const text = meta.read(META.opref)?.toString('utf8');
  if (text === undefined) fail({ reason: 'meta-missing', path: join(meta.path, META.opref) });
  return parseOpRef(text);
}

/** A JSON document that is a map; `{}` when it is missing. Fails with `unreadable-meta`. */
export function readMap(meta: MetaReader, name: string): ValueMap {
  const text = meta.read(name)?.toString('utf8');
  if (text === undefined) return emptyMap();
  return parseMap(text, join(meta.path, name));
}

/** Fails with `unreadable-meta` when `text` is not JSON or not a map. */
function parseMap(text: string, path: string): ValueMap {
  const value = parseDocument(text, path);
  if (value === null) return emptyMap();
  if (!isMap(value)) fail({ reason: 'unreadable-meta', path, problem: 'expected a JSON object' });
  return value;
}

/** {@link parseMap} for reading runs in bulk: what is missing or cannot be read counts as empty. */
export function parseMapOrEmpty(text: string | undefined): ValueMap {
  try {
    return text === undefined ? emptyMap() : parseMap(text, '');
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    return emptyMap();
  }
}

function parseDocument(text: string, path: string): Value {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail({ reason: 'unreadable-meta', path, problem: error.message }, error);
  }
}

/** The run command as it was staged: a list, or a string for the shell. Fails with `unreadable-meta`. */
export function readCommand(meta: MetaReader): string | readonly string[] {
  const text = meta.read(META.command)?.toString('utf8');
  if (text === undefined) return readOlderCommand(meta);
  const path = join(meta.path, META.command);
  const value = parseDocument(text, path);
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) {
    return value;
  }
  return fail({
    reason: 'unreadable-meta',
    path,
    problem: 'expected a string or a list of strings',
  });
}

/** Early runs have one argument a line. */
function readOlderCommand(meta: MetaReader): readonly string[] {
  const text = meta.read(OLDER_META.command)?.toString('utf8');
  if (text === undefined) fail({ reason: 'meta-missing', path: join(meta.path, META.command) });
  return text.replace(/\n$/, '').split('\n');
}

/** The variables the run command was given. */
export function readCommandEnv(meta: MetaReader): Readonly<Record<string, string>> {
  if (meta.read(META.environment) === undefined) return readOlderEnv(meta);
  const env = emptyMap<string>();
  for (const [name, value] of Object.entries(readMap(meta, META.environment))) {
    if (typeof value === 'string') env[name] = value;
  }
  return env;
}

/** Early runs have `NAME=value` lines. */
function readOlderEnv(meta: MetaReader): Readonly<Record<string, string>> {
  const env = emptyMap<string>();
  for (const line of meta.read(OLDER_META.environment)?.toString('utf8').split('\n') ?? []) {
    const equals = line.indexOf('=');
    if (equals > 0) env[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return env;
}

/** System attributes such as `platform`, by name. Unreadable ones are left out. */
export function readSystemAttributes(meta: MetaReader): ValueMap {
  const attributes = emptyMap();
  const prefix = `${META.systemAttributes}/`;
  for (const name of meta.list()) {
    if (!name.startsWith(prefix) || name === prefix) continue;
    const text = meta.read(name)?.toString('utf8');
    if (text === undefined) continue;
    try {
      attributes[name.slice(prefix.length).replace(/\.json$/, '')] = parseJson(text);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return attributes;
}

export function parseTimestamp(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,16}\s*$/.test(text) ? Number(text) : undefined;
}
