import { dirname } from 'node:path';
import { realPath } from '../platform/file-tree.ts';
import { isDirectory, listDirectory, readTextIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { runProgram } from '../platform/run-program.ts';
import { JsonTextError, parseJson } from '../values/json-text.ts';
import { emptyMap, isList } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** How a Python interpreter is looked at. */
export interface PythonPlace {
  /** Where the command is started: what version a version manager's stand-in stands for can depend on it. */
  readonly runDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/**
 * A Python interpreter and the packages installed for it: `executable`, `version`, `packages` (version
 * by name, in the normal form of names). Those of a virtual environment are told by its files; else
 * the interpreter is asked for its version and places, in a mode in which it runs no code of
 * packages or of the user. Undefined when it does not answer.
 */
export async function recordPython(
  executable: string,
  place: PythonPlace,
): Promise<ValueMap | undefined> {
  const environment = readVirtualEnvironment(executable);
  const own = environment === undefined ? [] : listPackages(environment.packageDirs);
  if (environment?.version !== undefined && !environment.seesSystemPackages) {
    return describe(executable, environment.version, own);
  }
  const answer = await askInterpreter(executable, place);
  if (answer === undefined) {
    if (environment === undefined) return undefined;
    return describe(executable, environment.version, own);
  }
  const isAlone = environment !== undefined && !environment.seesSystemPackages;
  const shared = isAlone ? [] : listPackages(answer.packageDirs);
  return describe(environment === undefined ? answer.executable : executable, answer.version, [
    ...own,
    ...shared,
  ]);
}

type Package = readonly [name: string, version: string];

function describe(
  executable: string,
  version: string | undefined,
  found: readonly Package[],
): ValueMap {
  const packages = emptyMap();
  // Of two of the same name the first is the one that is imported.
  for (const [name, version] of found) packages[name] ??= version;
  return { executable, version: version ?? null, packages };
}

interface VirtualEnvironment {
  readonly version: string | undefined;
  readonly packageDirs: readonly string[];
  readonly seesSystemPackages: boolean;
}

/** From `pyvenv.cfg` beside or above the interpreter; see Python's documentation of `site`. */
function readVirtualEnvironment(executable: string): VirtualEnvironment | undefined {
  const folder = dirname(executable);
  for (const prefix of [dirname(folder), folder]) {
    const text = readTextIfExists(join(prefix, 'pyvenv.cfg'));
    if (text === undefined) continue;
    const settings = new Map(
      [...text.matchAll(/^\s*([\w-]+)\s*=\s*(.*?)\s*$/gm)].map(([, key = '', value = '']) => [
        key.toLowerCase(),
        value,
      ]),
    );
    const stated = settings.get('version') ?? settings.get('version_info') ?? '';
    return {
      version: /^\d+\.\d+\.\d+/.exec(stated)?.[0],
      packageDirs: sitePackagesBelow(prefix),
      seesSystemPackages: settings.get('include-system-site-packages')?.toLowerCase() === 'true',
    };
  }
  return undefined;
}

function sitePackagesBelow(prefix: string): readonly string[] {
  const versioned = ['lib', 'lib64'].flatMap((name) =>
    listDirectory(join(prefix, name))
      .filter((entry) => /^(?:python|pypy)\d/.test(entry.name))
      .map((entry) => join(prefix, name, entry.name, 'site-packages')),
  );
  // `lib64` is usually a link to `lib`.
  const real = [...versioned, join(prefix, 'Lib', 'site-packages')].filter(isDirectory);
  return [...new Set(real.map(realPath))];
}

/** The distributions whose metadata is in these folders. */
function listPackages(folders: readonly string[]): readonly Package[] {
  return folders.flatMap((folder) =>
    listDirectory(folder)
      .map((entry) => packageOf(entry.name))
      .filter((found) => found !== undefined),
  );
}

/** `Name-1.0.dist-info` and `Name-1.0-py3.11.egg-info`; what pip left over begins with `~`. */
function packageOf(fileName: string): Package | undefined {
  const match = /^([A-Za-z\d][\w.]*)-([^-]+)(?:-py\d[\d.]*)?\.(?:dist|egg)-info$/.exec(fileName);
  const [, name, version] = match ?? [];
  if (name === undefined || version === undefined) return undefined;
  return [name.replace(/[-_.]+/g, '-').toLowerCase(), version];
}

interface InterpreterAnswer {
  readonly executable: string;
  readonly version: string;
  readonly packageDirs: readonly string[];
}

/** Prints one line of JSON. Works with every Python 3. */
const QUESTION = `
import json, sys, sysconfig
names = sysconfig.get_scheme_names()
first = getattr(sysconfig, "get_default_scheme", lambda: "posix_prefix")()
base = {"base": sys.base_prefix, "platbase": sys.base_exec_prefix, "installed_base": sys.base_prefix}
dirs = []
for scheme in ["posix_user", first, "posix_prefix", "deb_system"]:
    if scheme in names:
        for key in ("purelib", "platlib"):
            dirs.append(sysconfig.get_path(key, scheme, base))
print(json.dumps([sys.executable, "%d.%d.%d" % sys.version_info[:3], dirs]))
`;

async function askInterpreter(
  executable: string,
  { runDir, env, timeoutMs }: PythonPlace,
): Promise<InterpreterAnswer | undefined> {
  const { exitCode, output } = await runProgram({
    program: executable,
    // Isolated from variables and folders of the user, and without start-up code of packages.
    args: ['-I', '-S', '-c', QUESTION],
    cwd: runDir,
    env,
    timeoutMs,
    maxOutputBytes: 64 * 1024,
  });
  return exitCode === 0 ? parseAnswer(output.toString('utf8')) : undefined;
}

function parseAnswer(text: string): InterpreterAnswer | undefined {
  let answer;
  try {
    answer = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
  const [executable, version, dirs] = isList(answer) ? answer : [];
  if (typeof executable !== 'string' || typeof version !== 'string' || !isList(dirs)) {
    return undefined;
  }
  const texts = dirs.filter((dir) => typeof dir === 'string');
  const packageDirs = [...new Set(texts.filter(isDirectory).map(realPath))];
  return { executable, version, packageDirs };
}
