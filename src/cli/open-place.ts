import { fail } from '../failures/failures.ts';
import { readUserConfig } from '../operation/user-config.ts';
import { resolveRealPath } from '../platform/directory-entries.ts';
import { openRemote } from '../remote/open-remote.ts';
import type { Remote } from '../remote/remote.ts';
import type { CommandContext } from './command.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/**
 * The place that a user names, with the repositories of the user configuration. Fails with
 * `invalid-argument` when it is the runs directory itself, and as `openRemote` does.
 */
export async function openPlace(
  place: string,
  { host, terminal }: CommandContext,
  { project, runsDir, env }: Workspace,
): Promise<Remote> {
  const { repositories, warnings } = await readUserConfig(project?.directory, host.homeDir);
  for (const { path, line, column, message } of warnings) {
    warn(`${path}:${line}:${column}: ${message}`, terminal);
  }
  const remote = openRemote(place, { cwd: host.cwd, homeDir: host.homeDir, env, repositories });
  const real = (path: string): string => resolveRealPath(path) ?? path;
  if (remote.folder !== undefined && real(remote.folder) === real(runsDir)) {
    fail({ reason: 'invalid-argument', message: `${place} is the runs directory itself` });
  }
  return remote;
}
