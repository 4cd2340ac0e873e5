import { checkBoardFile, readBoardData } from '../board/board-file.ts';
import { fail } from '../failures/failures.ts';
import { pathExists } from '../platform/files.ts';
import { reportCheck, shownPath } from './check-report.ts';
import type { CommandContext } from './command.ts';

/**
 * `gage check --board <path>`: tells everything wrong with the configuration of a board.
 * @returns the exit status.
 */
export async function checkBoardFileAt(typed: string, context: CommandContext): Promise<number> {
  const path = shownPath(typed, context);
  if (!pathExists(path)) fail({ reason: 'file-missing', path });
  const problems = await checkBoardFile(await readBoardData(path));
  return reportCheck(path, 'board configuration file', problems, context);
}
