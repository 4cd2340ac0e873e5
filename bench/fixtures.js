/** Folders that cases work with: made once, kept for the next time. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Fixtures
 * @property {(name: string, make: (directory: string) => void) => string} keep a folder that is made
 *   when there is none of the name; whoever changes what is made changes the name
 * @property {(name: string) => string} fresh an empty folder
 * @property {(name: string) => string} freshBeside an empty folder; what was in it stays aside until the end: some file
 *   systems take longer to make files for minutes after many were removed
 * @property {() => void} close
 */

/** @param {string} root @returns {Fixtures} */
export function createFixtures(root) {
  mkdirSync(root, { recursive: true });
  const used = join(root, '.used');
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
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      return place;
    },
    freshBeside: (name) => {
      const place = join(root, `${name}.fresh`);
      mkdirSync(used, { recursive: true });
      if (existsSync(place)) renameSync(place, mkdtempSync(join(used, 'was-')));
      mkdirSync(place);
      return place;
    },
    close: () => {
      rmSync(used, { recursive: true, force: true });
    },
  };
}
