import { basename, extname } from 'node:path';

import type { ConfigFormat } from './config-format.ts';

/**
 * Loads the format that a file is read with, by its name; undefined for a kind of file that is not
 * supported. Each format is loaded when the first such file is met: most need a parser, and a
 * command pays only for those it uses.
 */
export async function loadConfigFormat(path: string): Promise<ConfigFormat | undefined> {
  switch (extname(path).toLowerCase()) {
    case '.py':
      return (await import('./python-file.ts')).pythonFormat;
    case '.ipynb':
      return (await import('./notebook-file.ts')).notebookFormat;
    case '.json':
    case '.jsonc':
      return (await import('./json-file.ts')).jsonFormat;
    case '.yaml':
    case '.yml':
      return (await import('./yaml-file.ts')).yamlFormat;
    case '.toml':
      return (await import('./toml-file.ts')).tomlFormat;
    case '.env':
      return (await import('./env-file.ts')).envFormat;
    case '.ini':
    case '.cfg':
      return (await import('./ini-file.ts')).iniFormat;
    case '.js':
    case '.mjs':
    case '.cjs':
    case '.jsx':
    case '.ts':
    case '.mts':
    case '.cts':
    case '.tsx':
      return (await import('./javascript-file.ts')).javascriptFormat;
    default:
      return isEnvName(basename(path)) ? (await import('./env-file.ts')).envFormat : undefined;
  }
}

/** `.env` has no extension, and that of a variant such as `.env.local` is not the kind of file. */
function isEnvName(name: string): boolean {
  return name === '.env' || name.startsWith('.env.');
}
