import { resolve } from 'node:path';
import type { BoardConfig } from '../board/board-config.ts';
import { DEFAULT_BOARD, findBoardFile, readBoardFile } from '../board/board-file.ts';
import { expandHome } from '../operation/home-path.ts';
import { join } from '../platform/paths.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { warn } from './warning.ts';
import type { Workspace } from './workspace.ts';

/**
 * The configuration of a board that `--config` and `--no-config` ask for, else the one that is found
 * here or in the project; what is odd about it is told. Fails as `readBoardFile` does.
 */
export async function loadBoardConfig(
  context: CommandContext,
  workspace: Workspace,
): Promise<BoardConfig> {
  const { terminal, globals } = context;
  const isVerbose = globals.count('verbose') > 0;
  const path = configPath(context, workspace);
  if (path === undefined) {
    if (isVerbose) terminal.errLines('Using default board config');
    return DEFAULT_BOARD;
  }
  if (isVerbose) terminal.errLines(`Using config from ${escapeLine(path)}`);
  const { config, warnings } = await readBoardFile(path);
  for (const { line, column, message } of warnings) {
    warn(`${path}:${line}:${column}: ${message}`, terminal);
  }
  return config;
}

/** The file that is named, else the board file here or in the project; as short as it can be shown. */
function configPath({ host, values }: CommandContext, workspace: Workspace): string | undefined {
  const { commandDir, project } = workspace;
  const named = values.text('config');
  if (named !== undefined) {
    const path = expandHome(named, host.homeDir);
    return commandDir === host.cwd ? path : resolve(commandDir, path);
  }
  if (values.isGiven('no-config')) return undefined;
  const found = findBoardFile([commandDir, project?.directory ?? commandDir]);
  const here = join(host.cwd, '/');
  return found?.startsWith(here) === true ? `./${found.slice(here.length)}` : found;
}
