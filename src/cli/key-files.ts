import { resolve } from 'node:path';
import { fail } from '../failures/failures.ts';
import { KeyError, readSigningKey, readVerifyingKeys } from '../platform/ed25519-keys.ts';
import type { SigningKey, VerifyingKey } from '../platform/ed25519-keys.ts';
import { readTextIfExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import type { CommandContext } from './command.ts';

/** The private key of `--key`, else the user's own. Fails with `unusable-key`, `no-key`. */
export function chooseSigningKey(context: CommandContext): SigningKey {
  const [path = ownKeyPath(context)] = keyPaths(context);
  return readKey(path, readSigningKey);
}

/** The public keys of all `--key`, else the user's own. Fails with `unusable-key`, `no-key`. */
export function chooseVerifyingKeys(context: CommandContext): readonly VerifyingKey[] {
  const given = keyPaths(context);
  const paths = given.length > 0 ? given : [`${ownKeyPath(context)}.pub`];
  return paths.flatMap((path) => readKey(path, readVerifyingKeys));
}

function keyPaths({ values, host }: CommandContext): readonly string[] {
  return values.texts('key').map((path) => resolve(host.cwd, path));
}

/** Where `ssh-keygen` puts a key when it is not told otherwise. */
function ownKeyPath({ host }: CommandContext): string {
  return join(host.homeDir, '.ssh', 'id_ed25519');
}

function readKey<T>(path: string, read: (text: string) => T): T {
  const text = readTextIfExists(path) ?? fail({ reason: 'no-key', path });
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    return fail({ reason: 'unusable-key', path, problem: error.message }, error);
  }
}
