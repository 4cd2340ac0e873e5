import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  lstatSync,
  mkdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder with an awkward name, removed when the test has finished. */
export function makeTempDir(name = "it's é dir"): string {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'gage-test-')));
  onTestFinished(() => {
    rmSync(parent, { recursive: true, force: true });
  });
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** Writes files (path → content), making their folders. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** The files below a folder, sorted, with `/`. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The files below a folder as `ls -l` shows their modes: `-r--r--r-- say.py`. */
export function listModes(folder: string): string[] {
  return listFiles(folder).map((path) => `${modeText(join(folder, path))} ${path}`);
}

function modeText(path: string): string {
  const status = lstatSync(path);
  const bits = ['r', 'w', 'x'].flatMap((letter, index) =>
    [0, 1, 2].map((who) => ({
      letter,
      who,
      isSet: (status.mode & (0o400 >> (who * 3 + index))) !== 0,
    })),
  );
  const ordered = [0, 1, 2].flatMap((who) => bits.filter((bit) => bit.who === who));
  return (
    (status.isSymbolicLink() ? 'l' : '-') +
    ordered.map((bit) => (bit.isSet ? bit.letter : '-')).join('')
  );
}

export function readText(...parts: readonly string[]): string {
  return readFileSync(join(...parts), 'utf8');
}
