import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

interface LockedPackage {
  readonly resolved?: string;
  readonly libc?: unknown;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/*
 * What makes `npm install` leave a fresh clone as it is, whichever npm comes with Node.js: it adds the
 * packages of other platforms where they are missing, and npm 10 drops what it does not know (`libc`).
 */
test('the lock file is one that installing does not change', () => {
  const file = resolve(import.meta.dirname, '..', 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
  const optional = Object.values(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}),
  );
  expect(optional.length).toBeGreaterThan(0);
  expect(optional.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([]);

  const entries = Object.entries(packages);
  const naming = (field: keyof LockedPackage): string[] =>
    entries.filter(([, entry]) => entry[field] !== undefined).map(([name]) => name);
  expect({ resolved: naming('resolved'), libc: naming('libc') }).toEqual({
    resolved: [],
    libc: [],
  });
});
