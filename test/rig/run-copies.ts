import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Everything a runs directory has of one run that is copied, as text: paths with modes, contents as
 * digests, links as what they say. Two copies of a run have the same text.
 */
export function describeCopy(runsDir: string, id: string): string {
  const lines: string[] = [];
  const visit = (path: string): void => {
    const file = join(runsDir, path);
    const status = lstatSync(file);
    const mode = (status.mode & 0o777).toString(8);
    if (status.isSymbolicLink()) lines.push(`link ${path} -> ${readlinkSync(file)}`);
    else if (status.isDirectory()) {
      lines.push(`folder ${path}`);
      for (const name of readdirSync(file)) {
        // It tells of this machine, and stays here.
        if (name !== 'stager.json') visit(`${path}/${name}`);
      }
    } else {
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
      lines.push(`file ${path} ${mode} ${digest}`);
    }
  };
  const names = readdirSync(runsDir).filter((name) => name === id || name.startsWith(`${id}.`));
  for (const name of names) {
    if (!name.endsWith('.project') && !name.endsWith('.move')) visit(name);
  }
  return lines.sort().join('\n');
}
