import { cloneTree, cloneWithFacts } from '../platform/clone-tree.ts';
import {
  isDirectory,
  makeDirectory,
  pathExists,
  removeTree,
  renamePath,
} from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { startCommand } from '../platform/start-command.ts';
import type { Transport } from './transport.ts';

/** Runs are made on this machine. @param program how this program is called. */
export function createLocalTransport(program: readonly string[]): Transport {
  return {
    name: 'local',
    program,
    exec: async (command, { env, cwd, signal, forceSignal, onOutput }) =>
      startCommand({ command, env, cwd, signals: [signal, forceSignal], onOutput }),
    put: async (from, names, to) => Promise.resolve(copyEntries(from, names, to)),
    get: async (from, names, to) => Promise.resolve(copyEntries(from, names, to)),
    remove: async (from, names) => {
      for (const name of names) removeTree(join(from, name));
      return Promise.resolve();
    },
  };
}

/** Entries appear whole, in the order given. */
function copyEntries(from: string, names: readonly string[], to: string): void {
  makeDirectory(to);
  for (const name of names) {
    const [source, target] = [join(from, name), join(to, name)];
    if (!pathExists(source) || pathExists(target)) continue;
    const partial = `${target}.partial`;
    removeTree(partial);
    if (isDirectory(source)) cloneTree(source, partial);
    else cloneWithFacts(source, partial);
    renamePath(partial, target);
  }
}
