import type { Value } from '../values/value.ts';
import type { Flag } from './check-values.ts';
import { ConfigDocuments } from './config-documents.ts';
import type { ConfigProblem } from './config-documents.ts';
import type { ConfigEntry } from './config-format.ts';
import { parseKeyPaths } from './key-patterns.ts';
import type { KeyPath } from './key-patterns.ts';
import { compileRenaming } from './rename-keys.ts';
import type { KeyRenaming } from './rename-keys.ts';
import { selectConfigFiles } from './select-config-files.ts';
import type { ConfigFile, ConfigFileOptions, ConfigFileSelection } from './select-config-files.ts';

/** One block of an operation's `config`. */
export interface ConfigBlock extends KeyRenaming {
  /** Which keys of which files are flags; see {@link parseKeyPaths}. */
  readonly keys: readonly string[];
  readonly description?: string;
}

/** A flag as the project's files define it. */
export interface ConfigSetting extends Flag {
  /** Of the block that the value is from. */
  readonly description?: string;
  /** Where the flag's value is written when it is set: at least one place; the default is that of the last. */
  readonly places: readonly ConfigPlace[];
}

export interface ConfigPlace {
  /** Relative to the directory that was read, with `/`. */
  readonly file: string;
  /** In the file: blocks may rename keys. */
  readonly key: string;
}

/** The flags of an operation with their defaults. */
export interface OperationConfig {
  /** By key; block by block, in each the files by path, in each the keys in file order. */
  readonly settings: ReadonlyMap<string, ConfigSetting>;
  /** Why flags may be missing. */
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads the flags of an operation from the files below `directory`. When a key occurs in several files
 * the default is that of the last. Files that cannot be read are reported as problems, once each; fails
 * with `invalid-config-path` or `invalid-pattern` when a block cannot be understood.
 */
export async function readConfig(
  directory: string,
  blocks: readonly ConfigBlock[],
  options: ConfigFileOptions = {},
): Promise<OperationConfig> {
  const documents = new ConfigDocuments(directory);
  const settings = new Map<string, ConfigSetting>();
  for (const block of blocks) {
    const { files, unmatched } = selectBlockFiles(directory, block, options);
    for (const file of unmatched) documents.note({ kind: 'no-files', file, detail: '' });
    const renamed = compileRenaming(block);
    const unused = new UnusedPaths(files);
    for (const file of files) {
      const opened = await documents.open(file.path);
      unused.look(file, opened?.document.entries);
      for (const entry of opened?.document.entries ?? []) {
        if (!file.includesKey(entry.key)) continue;
        const key = renamed(entry.key);
        const places = settings.get(key)?.places ?? [];
        const place: ConfigPlace = { file: file.path, key: entry.key };
        settings.set(key, {
          key,
          value: entry.value,
          isContainer: entry.isContainer,
          ...(entry.typeHint === undefined ? {} : { typeHint: entry.typeHint }),
          ...(block.description === undefined ? {} : { description: block.description }),
          places: places.some((other) => isSamePlace(other, place)) ? places : [...places, place],
        });
      }
    }
    for (const file of unused.texts()) documents.note({ kind: 'no-keys', file, detail: '' });
  }
  return { settings, problems: documents.problems };
}

/** The entries of a block that name keys of which its files have none. */
class UnusedPaths {
  readonly #unused: Set<KeyPath>;

  constructor(files: readonly ConfigFile[]) {
    const paths = files.flatMap(({ includedBy }) => includedBy);
    this.#unused = new Set(paths.filter(({ namesKeys }) => namesKeys));
  }

  /** Of a file that cannot be read, which is a problem of its own, nobody knows its keys. */
  look({ includedBy }: ConfigFile, entries: readonly ConfigEntry[] | undefined): void {
    for (const path of includedBy) {
      if (!this.#unused.has(path)) continue;
      if (entries?.some(({ key }) => path.matchesKey(key)) ?? true) this.#unused.delete(path);
    }
  }

  texts(): readonly string[] {
    return [...this.#unused].map(({ text }) => text);
  }
}

/** The files of one block; see {@link selectConfigFiles}. */
export function selectBlockFiles(
  directory: string,
  block: ConfigBlock,
  options: ConfigFileOptions,
): ConfigFileSelection {
  return selectConfigFiles(directory, parseKeyPaths(block.keys), options);
}

/** The defaults: every flag but the lists and maps whose parts are flags. */
export function defaultValues(config: OperationConfig): ReadonlyMap<string, Value> {
  const plain = [...config.settings.values()].filter((setting) => !setting.isContainer);
  return new Map(plain.map(({ key, value }) => [key, value]));
}

function isSamePlace(a: ConfigPlace, b: ConfigPlace): boolean {
  return a.file === b.file && a.key === b.key;
}
