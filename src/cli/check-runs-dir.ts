import { fail } from '../failures/failures.ts';
import { isSystemError, makeWritableDirectory } from '../platform/files.ts';
import { meaningOfSystemError } from './report-error.ts';

/** Makes the runs directory where there is none. Fails with `runs-dir-unwritable` when runs cannot be made in it. */
export function checkRunsDirWritable(runsDir: string): void {
  try {
    makeWritableDirectory(runsDir);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Of a folder that is to be made the system says that there is something; only a file can be in its way.
    const code = error.code === 'EEXIST' ? 'ENOTDIR' : (error.code ?? '');
    const problem = meaningOfSystemError(code);
    fail({ reason: 'runs-dir-unwritable', path: runsDir, problem }, error);
  }
}
