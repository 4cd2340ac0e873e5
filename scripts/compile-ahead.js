/**
 * Compiles the packs of the program for the Node.js that runs this: the program is used a little, so
 * that what commands need is compiled, and the compiled code is written beside the packs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./compile-ahead-child.cjs', import.meta.url));

/**
 * @param {string} loader the built program
 * @param {number} main the number of the chunk with the function that runs commands
 */
export function compileAhead(loader, main) {
  const project = mkdtempSync(join(tmpdir(), 'gage-build-'));
  try {
    writeFileSync(join(project, 'gage.toml'), '[nothing]\nexec = "true"\ndefault = true\n');
    writeFileSync(join(project, 'rows.json'), '[{}, {}]');
    // Code that was compiled with other options of Node.js is not accepted.
    const { NODE_OPTIONS: _, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, [CHILD, loader, String(main)], {
      cwd: project,
      env: { ...env, HOME: project },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the program cannot be compiled ahead: ${stderr}`);
  } finally {
    rmSync(project, { recursive: true });
  }
}
