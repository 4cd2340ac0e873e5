/** Uses a built program once, in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./use-program.cjs', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../bin/gage.js', import.meta.url));

/**
 * @param {string} projects the folder of the projects
 * @param {string} folder with the built program
 * @param {import('./program-uses.js').Use} use
 * @param {{ trace?: string, pack?: string, code?: string }} order `trace` is where the numbers of
 *   evaluated modules are written; or `code` where the compiled code of `pack` is
 */
export async function useProgram(projects, folder, { name, project, args, status = 0 }, order) {
  // Code that was compiled with other options of Node.js is not accepted.
  const { NODE_OPTIONS: _, ...env } = process.env;
  await new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [CHILD, folder, PROGRAM, JSON.stringify(order), ...args],
      { cwd: join(projects, project), env: { ...env, HOME: projects } },
      (error, _stdout, stderr) => {
        if ((error?.code ?? 0) === status) resolve();
        else
          reject(new Error(`the program cannot be used to ${name}: ${stderr}`, { cause: error }));
      },
    );
  });
}
