import { visitNames } from '../platform/directory-names.ts';
import {
  MOVE_SUFFIX,
  USER_SUFFIX,
  isAttemptsName,
  isMetaName,
  isOlderDeletedMetaName,
} from '../run/layout.ts';
import { compareCodePoints } from '../values/order.ts';
import { META_SUFFIX, ZIP_META_SUFFIX } from '../values/run-names.ts';
import type { RowLookup } from './row-lookup.ts';
import { UUID_LENGTH } from './uuid.ts';

/** What is beside the run directory of a row: its zip, what people say of it, where it is. */
export const BESIDE = { zip: 1, user: 2, move: 4 } as const;

/** What a runs directory holds, as far as it matters to lists. */
export interface DirectoryScan {
  /** For each row what there is beside it, as a sum of {@link BESIDE}. */
  readonly rows: Uint8Array;
  /** Names of metadata that is no row's, in code point order: folders of runs that have no zip, zips, and folders of attempts. */
  readonly others: readonly string[];
  /** What there is beside runs that have no row, by id. */
  readonly beside: ReadonlyMap<string, number>;
}

/** Reads the names in a runs directory. */
export function scanDirectory(
  runsDir: string,
  rowCount: number,
  lookup: RowLookup | undefined,
): DirectoryScan {
  const rows = new Uint8Array(rowCount);
  const metadata: string[] = [];
  const beside = new Map<string, number>();
  const sidecars: string[] = [];
  const addBeside = (name: string, ending: number, length: number): void => {
    const id = name.slice(0, -length);
    beside.set(id, (beside.get(id) ?? 0) | ending);
  };
  visitNames(runsDir, (name) => {
    // Run directories are as many as all the others, and most are told by their length.
    if (name.length === UUID_LENGTH) return;
    const [ending, length] = endingOf(name);
    if (ending === undefined) {
      if (isMetaName(name) || isOlderDeletedMetaName(name) || isAttemptsName(name)) {
        metadata.push(name);
      }
      return;
    }
    const row = lookup?.find(name);
    const isRows = row !== undefined && name.length === UUID_LENGTH + length;
    if (isRows) {
      rows[row] = (rows[row] ?? 0) | ending;
      if (ending !== BESIDE.zip) sidecars.push(name);
    } else if (ending === BESIDE.zip) metadata.push(name);
    else addBeside(name, ending, length);
  });
  for (const name of sidecars) {
    // Of a row without its zip the run is gone; what is left may be of a folder of its metadata.
    const row = lookup?.find(name) ?? 0;
    const [ending, length] = endingOf(name);
    if (((rows[row] ?? 0) & BESIDE.zip) !== 0 || ending === undefined) continue;
    rows[row] = 0;
    addBeside(name, ending, length);
  }
  // Only folders are looked for in it; of very many zips it takes megabytes.
  const hasFolders = metadata.some((name) => name.endsWith(META_SUFFIX));
  const zips = new Set(
    hasFolders ? metadata.filter((name) => name.endsWith(ZIP_META_SUFFIX)) : undefined,
  );
  const others = metadata.filter((name) => {
    if (!name.endsWith(META_SUFFIX)) return true;
    // A folder beside a zip is read where the zip is.
    const row = lookup?.find(name);
    const isRows = row !== undefined && name.length === UUID_LENGTH + META_SUFFIX.length;
    return !zips.has(`${name}.zip`) && !(isRows && ((rows[row] ?? 0) & BESIDE.zip) !== 0);
  });
  return { rows, others: others.sort(compareCodePoints), beside };
}

/** What an entry is by the end of its name, and how long that is. */
function endingOf(name: string): readonly [ending: number | undefined, length: number] {
  switch (name.charCodeAt(name.length - 1)) {
    case CODE_P:
      return name.endsWith(ZIP_META_SUFFIX) ? ZIP_ENDING : NO_ENDING;
    case CODE_R:
      return name.endsWith(USER_SUFFIX) ? USER_ENDING : NO_ENDING;
    case CODE_E:
      return name.endsWith(MOVE_SUFFIX) ? MOVE_ENDING : NO_ENDING;
    default:
      return NO_ENDING;
  }
}

const CODE_P = 0x70;
const CODE_R = 0x72;
const CODE_E = 0x65;
const ZIP_ENDING = [BESIDE.zip, ZIP_META_SUFFIX.length] as const;
const USER_ENDING = [BESIDE.user, USER_SUFFIX.length] as const;
const MOVE_ENDING = [BESIDE.move, MOVE_SUFFIX.length] as const;
const NO_ENDING = [undefined, 0] as const;
