import { resolve } from 'node:path';
import { fail } from '../failures/failures.ts';
import { readDataFile } from '../operation/data-file.ts';
import { getGageFile } from '../operation/gage-file.ts';
import { checkGageFile } from '../operation/gage-file-validation.ts';
import { checkUserConfig, isUserConfigPath } from '../operation/user-config.ts';
import { isDirectory, pathExists } from '../platform/files.ts';
import { reportCheck, shownPath } from './check-report.ts';
import type { CommandContext } from './command.ts';

/**
 * `gage check <path>`: tells everything wrong with a Gage file, named itself or by its folder, or with
 * a file of user configuration, known by its name. @returns the exit status.
 */
export async function checkGageFileAt(typed: string, context: CommandContext): Promise<number> {
  const path = findFile(typed, context);
  if (isUserConfigPath(resolve(context.host.cwd, path))) {
    const problems = await checkUserConfig(await readDataFile(path));
    return reportCheck(path, 'user configuration file', problems, context);
  }
  return reportCheck(path, 'Gage file', await checkGageFile(await readDataFile(path)), context);
}

function findFile(typed: string, context: CommandContext): string {
  const path = shownPath(typed, context);
  if (!pathExists(path)) fail({ reason: 'file-missing', path });
  if (!isDirectory(path)) return path;
  return path === '.' ? `./${getGageFile('.')}` : getGageFile(path);
}
