import { writeShortOutput } from '../platform/short-output.ts';
import { VERSION } from './version.ts';

/**
 * Runs the program and ends the process with its exit status.
 * @param onSuccess called before the end where the status is 0.
 */
export function start(onSuccess: () => void): void {
  // The quickest answer, before anything else is loaded; main does the same behind other options.
  if (process.argv[2] === '--version') writeShortOutput(`Gage ${VERSION}\n`);
  else void run(onSuccess);
}

async function run(onSuccess: () => void): Promise<void> {
  try {
    const { main } = await import('./main.ts');
    const status = await (process.env['PROFILE'] === '1' ? profiled(main) : main());
    if (status === 0) onSuccess();
    // Everything is written by now; what may still be waited for, such as an answer, is not wanted any more.
    process.exit(status);
  } catch (error) {
    if (!isDirectoryGone(error)) throw error;
    process.stderr.write('gage: the current directory does not exist any more\n');
    process.exitCode = 1;
  }
}

/** Runs the program and leaves a profile of it, for Chromium's developer tools and the like. */
async function profiled(main: () => Promise<number>): Promise<number> {
  const { startCpuProfile } = await import('../platform/cpu-profile.ts');
  process.stderr.write('Profiling command\n');
  const finish = await startCpuProfile();
  const status = await main();
  process.stderr.write(`Writing profile to ${await finish()}\n`);
  return status;
}

/** Whether the system could not tell the working directory. */
function isDirectoryGone(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
}
