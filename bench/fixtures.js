/** Folders that cases work with: made once, kept for the next time. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Fixtures
 * @property {(name: string, make: (directory: string) => void) => string} keep a folder that is made
 *   when there is none of the name; whoever changes what is made changes the name
 * @property {(name: string) => string} fresh an empty folder
 * @property {(name: string) => string} freshOutside an empty folder that is in no repository, as the others are where this
 *   program comes from one; what was in it stays aside until the end: some file systems take longer to make files for
 *   minutes after many were removed
 * @property {() => void} close
 */

/** @param {string} root @returns {Fixtures} */
export function createFixtures(root) {
  mkdirSync(root, { recursive: true });
  const used = join(root, '.used');
  mkdirSync(used, { recursive: true });
  const outside = mkdtempSync(join(tmpdir(), 'gage-bench-'));
  const fresh = new Set();
  return {
    keep: (name, make) => {
      const place = join(root, name);
      if (existsSync(place)) return place;
      const aside = mkdtempSync(join(root, `${name}.`));
      // A project is known by the name of its folder: it has that from the beginning.
      const unfinished = join(aside, name);
      mkdirSync(unfinished);
      make(unfinished);
      renameSync(unfinished, place);
      rmSync(aside, { recursive: true });
      return place;
    },
    fresh: (name) => {
      const place = join(root, `${name}.fresh`);
      // Of a bench that was ended in between: to remove it can take minutes.
      if (!fresh.has(place) && existsSync(place))
        renameSync(place, mkdtempSync(join(used, 'was-')));
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      fresh.add(place);
      return place;
    },
    freshOutside: (name) => {
      const place = join(outside, name);
      if (existsSync(place)) renameSync(place, mkdtempSync(join(outside, 'was-')));
      mkdirSync(place);
      return place;
    },
    close: () => {
      for (const folder of [outside, used, ...fresh]) {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
