import { dirname } from 'node:path';
import { readFileStatus } from '../platform/directory-entries.ts';
import { realPath } from '../platform/file-tree.ts';
import { readTextIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { runProgram } from '../platform/run-program.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** How a Node.js interpreter is looked at. */
export interface NodePlace {
  /** Packages are looked for here and in the folders above, as Node.js does, then in the project. */
  readonly runDir: string;
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** The interpreter that runs Gage: its version need not be asked for. */
  readonly own: { readonly path: string; readonly version: string };
}

/**
 * A Node.js interpreter and the packages installed for a command: `executable`, `version`, `packages`
 * (version by name; a package inside another's folder has the path of both), `source`: the file or
 * folder that tells the packages. Undefined when the interpreter does not answer.
 */
export async function recordNode(
  executable: string,
  place: NodePlace,
): Promise<ValueMap | undefined> {
  const installed = findInstalled(place);
  const version = await nodeVersion(executable, place);
  if (version === undefined) return undefined;
  return { executable, version, ...(installed ?? { packages: {} }) };
}

async function nodeVersion(
  executable: string,
  { runDir, env, timeoutMs, own }: NodePlace,
): Promise<string | undefined> {
  if (realPath(executable) === realPath(own.path)) return own.version.replace(/^v/, '');
  const { exitCode, output } = await runProgram({
    program: executable,
    args: ['--version'],
    cwd: runDir,
    // Options can name code to be loaded first.
    env: { ...env, NODE_OPTIONS: undefined },
    timeoutMs,
    maxOutputBytes: 1024,
  });
  const version = /^v(\d\S*)/.exec(output.toString('utf8'))?.[1];
  return exitCode === 0 ? version : undefined;
}

interface Installed {
  readonly source: string;
  readonly packages: ValueMap;
}

function findInstalled({ runDir, projectDir }: NodePlace): Installed | undefined {
  const folders = [...new Set([...withParents(runDir), ...withParents(projectDir)])];
  for (const folder of folders) {
    const modules = join(folder, 'node_modules');
    if (readFileStatus(modules)?.kind !== 'directory') continue;
    const found = readLock(join(modules, '.package-lock.json')) ?? readDeclared(folder, modules);
    if (found !== undefined) return found;
  }
  return readLock(join(projectDir, 'package-lock.json'));
}

function* withParents(start: string): Generator<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}

/** Larger files would hold up the run. */
const MAX_LOCK_BYTES = 16 * 1024 * 1024;

/** What npm installed or is to install; see package-lock.json(5), from version 2 on. */
function readLock(path: string): Installed | undefined {
  if ((readFileStatus(path)?.sizeBytes ?? 0) > MAX_LOCK_BYTES) return undefined;
  const entries = member(readJson(path), 'packages');
  if (typeof entries !== 'object') return undefined;
  const packages = emptyMap();
  for (const [place, entry] of Object.entries(entries)) {
    const version = member(entry, 'version');
    if (!place.startsWith(MODULES) || typeof version !== 'string') continue;
    packages[place.slice(MODULES.length).replaceAll(`/${MODULES}`, '/')] = version;
  }
  return { source: path, packages };
}

const MODULES = 'node_modules/';

/** Other package managers' files differ: what the project asks for by name is looked up where it is installed. */
function readDeclared(folder: string, modules: string): Installed | undefined {
  const manifest = readJson(join(folder, 'package.json'));
  const names = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.keys(member(manifest, kind) ?? {}),
  );
  const packages = emptyMap();
  for (const name of names) {
    const version = member(readJson(join(modules, name, 'package.json')), 'version');
    if (typeof version === 'string') packages[name] = version;
  }
  return names.length === 0 ? undefined : { source: modules, packages };
}

function readJson(path: string): unknown {
  const text = readTextIfExists(path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function member(value: unknown, key: string): object | string | number | boolean | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, object | string>>)[key] ?? undefined;
}
