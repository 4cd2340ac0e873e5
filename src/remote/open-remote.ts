import { basename, dirname, resolve } from 'node:path';
import { fail } from '../failures/failures.ts';
import { expandHome } from '../operation/home-path.ts';
import type { Repository } from '../operation/user-config.ts';
import { openDirectory } from './directory-remote.ts';
import { findRclone } from './rclone-program.ts';
import { openRclone } from './rclone-remote.ts';
import type { Remote } from './remote.ts';

/** What the meaning of a place depends on. */
export interface PlaceContext {
  readonly cwd: string;
  readonly homeDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Those of the user configuration, by name. */
  readonly repositories: ReadonlyMap<string, Repository>;
}

/**
 * Opens a place as a user writes it: the name of a repository, else a place of rclone (`team:runs`,
 * `:sftp,host=example:runs`), else a directory, which need not exist. Where a directory is called like
 * one of the others, `./` before its name tells. Fails with `unusable-repository`, `rclone-missing`.
 */
export function openRemote(place: string, context: PlaceContext): Remote {
  const repository = context.repositories.get(place);
  if (repository !== undefined) return openRepository(repository, context);
  return openPlace(place, context.cwd, context);
}

function openRepository(repository: Repository, context: PlaceContext): Remote {
  const { name, type, path, configPath } = repository;
  const unusable = (problem: string): never =>
    fail({ reason: 'unusable-repository', name, configPath, problem });
  if (path === undefined || path === '') return unusable("it has no 'path'");
  const folder = dirname(configPath);
  // Configuration is in a directory, or in the .gage of one.
  const base = basename(folder) === '.gage' ? dirname(folder) : folder;
  switch (type) {
    case 'local':
      return openDirectory(resolve(base, expandHome(path, context.homeDir)));
    case 'rclone':
      return openPlace(path, base, context);
    default:
      return unusable(`its type is '${type}'\n\nUse 'local' or 'rclone'.`);
  }
}

function openPlace(place: string, base: string, { homeDir, env }: PlaceContext): Remote {
  if (isRclonePlace(place)) return openRclone(place, findRclone(env));
  return openDirectory(resolve(base, expandHome(place, homeDir)));
}

/** A name (or `:` and a kind of storage), options, a colon. */
export function isRclonePlace(place: string): boolean {
  return /^:?[\p{L}\p{N}_.+@ -]+(?:,[^/]*|,.*=.*)?:/u.test(place);
}
