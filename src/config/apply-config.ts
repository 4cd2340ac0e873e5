import { fail } from '../failures/failures.ts';
import { replaceFileContent } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { valuesEqual } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { ConfigDocuments, withMarkOf } from './config-documents.ts';
import type { ConfigProblem, OpenedConfig } from './config-documents.ts';
import { ConfigTextError } from './config-format.ts';
import { selectBlockFiles } from './read-config.ts';
import type { ConfigBlock } from './read-config.ts';
import { compileRenaming } from './rename-keys.ts';
import type { ConfigFile, ConfigFileOptions } from './select-config-files.ts';
import { formatUnifiedDiff } from './unified-diff.ts';

/** One change of one file. */
export interface FilePatch {
  /** Relative to the run directory, with `/`. */
  readonly path: string;
  /** Whole texts. */
  readonly before: string;
  readonly after: string;
}

/** What setting values did to a run's files. */
export interface AppliedConfig {
  /** In the order they were made: by block, then by path. A file is in it once for each block that changed it. */
  readonly patches: readonly FilePatch[];
  /** Values for which no file of the run has a place, such as when the file was not copied. */
  readonly unplacedKeys: readonly string[];
  /** Files that could not be read; no value was set in them. */
  readonly problems: readonly ConfigProblem[];
}

/**
 * Writes values into the files below a run directory. `values` are those somebody set, by flag: all else
 * in the files stays as it is, byte for byte, and so does a file that already has the values. A key
 * that several files have is set in all of them.
 *
 * All changes are worked out first, then each file is replaced in one step, keeping its mode. Fails
 * with `config-not-applied`, before anything is written, when a value cannot be expressed in a file.
 */
export async function applyConfig(
  runDirectory: string,
  blocks: readonly ConfigBlock[],
  values: ReadonlyMap<string, Value>,
  options: ConfigFileOptions = {},
): Promise<AppliedConfig> {
  const planned = await planConfig(runDirectory, blocks, values, options);
  writePatched(runDirectory, planned.patches);
  return planned;
}

/** What {@link applyConfig} would do, in any directory. Nothing is written; fails like it. */
export async function planConfig(
  directory: string,
  blocks: readonly ConfigBlock[],
  values: ReadonlyMap<string, Value>,
  options: ConfigFileOptions = {},
): Promise<AppliedConfig> {
  if (values.size === 0) return { patches: [], unplacedKeys: [], problems: [] };
  const documents = new ConfigDocuments(directory);
  const patches: FilePatch[] = [];
  const placed = new Set<string>();
  for (const block of blocks) {
    const renamed = compileRenaming(block);
    for (const file of selectBlockFiles(directory, block, options).files) {
      const opened = await documents.open(file.path);
      if (opened === undefined) continue;
      const changes = collectChanges(opened, file, renamed, values, placed);
      if (changes.size === 0) continue;
      const after = setValues(file.path, opened, changes);
      if (after === opened.text) continue;
      patches.push({ path: file.path, before: opened.text, after });
      await documents.replace(file.path, after);
    }
  }
  const unplacedKeys = [...values.keys()].filter((key) => !placed.has(key));
  return { patches, unplacedKeys, problems: documents.problems };
}

/** The patches as one text that `patch -p0` applies in the run directory; empty when there are none. */
export function formatPatch(patches: readonly FilePatch[]): string {
  return patches.map(({ path, before, after }) => formatUnifiedDiff(path, before, after)).join('');
}

/** The values to change in one file, by the file's own keys; notes in `placed` what the file has. */
function collectChanges(
  { document }: OpenedConfig,
  file: ConfigFile,
  renamed: (key: string) => string,
  values: ReadonlyMap<string, Value>,
  placed: Set<string>,
): ReadonlyMap<string, Value> {
  const changes = new Map<string, Value>();
  for (const entry of document.entries) {
    if (!file.includesKey(entry.key)) continue;
    const key = renamed(entry.key);
    const value = values.get(key);
    if (value === undefined) continue;
    placed.add(key);
    if (!valuesEqual(value, entry.value)) changes.set(entry.key, value);
  }
  return changes;
}

function setValues(
  file: string,
  { text, document }: OpenedConfig,
  changes: ReadonlyMap<string, Value>,
): string {
  try {
    return withMarkOf(text, document.set(changes));
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    const keys = [...changes.keys()];
    return fail({ reason: 'config-not-applied', file, keys, problem: error.message }, error);
  }
}

function writePatched(runDirectory: string, patches: readonly FilePatch[]): void {
  const texts = new Map(patches.map(({ path, after }) => [path, after]));
  for (const [path, text] of texts) replaceFileContent(join(runDirectory, path), text);
}
