import { fail } from '../failures/failures.ts';
import { readUserConfig } from '../operation/user-config.ts';
import {
  findWriteObstacle,
  isReadable,
  readFileStatus,
  resolveRealPath,
} from '../platform/directory-entries.ts';
import { isDirectory } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { openRemote } from '../remote/open-remote.ts';
import type { Remote } from '../remote/remote.ts';
import type { CommandContext } from './command.ts';
import { meaningOfSystemError } from './report-error.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/** What is to be done with a place: copied from, copied to, or published to. */
export type PlaceRole = 'source' | 'destination' | 'publication';

/**
 * The place that a user names, with the repositories of the user configuration. Fails with
 * `invalid-argument` when it is the runs directory itself, with `unusable-place` when it is a directory
 * that is not there to be read, or that could not be written, and as `openRemote` does.
 */
export async function openPlace(
  place: string,
  role: PlaceRole,
  { host, terminal }: CommandContext,
  { project, runsDir, env }: Workspace,
): Promise<Remote> {
  if (place === '') fail({ reason: 'invalid-argument', message: 'The name of the place is empty' });
  const { repositories, warnings } = await readUserConfig(project?.directory, host.homeDir);
  for (const { path, line, column, message } of warnings) {
    warn(`${path}:${line}:${column}: ${message}`, terminal);
  }
  const remote = openRemote(place, { cwd: host.cwd, homeDir: host.homeDir, env, repositories });
  const real = (path: string): string => resolveRealPath(path) ?? path;
  if (remote.folder === undefined) return remote;
  if (real(remote.folder) === real(runsDir)) {
    fail({ reason: 'invalid-argument', message: `${place} is the runs directory itself` });
  }
  const obstacle =
    role === 'source' ? findReadObstacle(remote.folder) : findWriteObstacle(remote.folder);
  if (obstacle !== undefined) {
    fail({ reason: 'unusable-place', place, problem: meaningOfSystemError(obstacle) });
  }
  const inside = join(remote.folder, '.gage', 'runs');
  if (role !== 'publication' && isDirectory(inside) && real(inside) !== real(runsDir)) {
    warn(`${place} is no runs directory, but has one: ${inside}`, terminal);
  }
  return remote;
}

function findReadObstacle(folder: string): string | undefined {
  const kind = readFileStatus(folder)?.kind;
  if (kind === 'directory') return isReadable(folder) ? undefined : 'EACCES';
  return kind === undefined ? 'ENOENT' : 'ENOTDIR';
}
