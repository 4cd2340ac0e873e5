import { WorkPace, hashContent } from '../platform/file-copy.ts';
import { hasErrorCode, isNotFound } from '../platform/files.ts';
import { newUuid } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { INCOMING_PREFIX } from '../run/layout.ts';
import { parseJson } from '../values/json-text.ts';
import { isList, isMap, toNumber } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { groupByEntry } from './directory-remote.ts';
import { isSafePath } from '../run/path-text.ts';
import { EXIT_NO_DIRECTORY, runRclone } from './rclone-program.ts';
import type { Rclone, RcloneTask } from './rclone-program.ts';
import type { OutgoingFile, Remote, TransferWatch } from './remote.ts';

/** A remote's files are moved in batches, one program for each; an interruption costs one at most. */
const BATCH_BYTES = 256 * 1024 * 1024;

/** Programs at a time, where each can do only one thing. */
const PARALLEL = 4;

/** A place that rclone reaches, written as rclone wants it: `team:bucket/runs`. */
export function openRclone(place: string, rclone: Rclone): Remote {
  const at = (path: string): string => joinPlace(place, path);
  const run = async (task: Omit<RcloneTask, 'place'>, watch: TransferWatch): Promise<string> =>
    runRclone(rclone, { ...task, place }, watch);
  let features: Promise<ValueMap> | undefined;

  const store: Remote['store'] = async (folder, files, watch) => {
    const { good, refused } = await checkOutgoing(folder, files, watch);
    await transfer(folder, place, paths(good), run, watch);
    return refused;
  };

  const move = async (folder: string, good: readonly OutgoingFile[], watch: TransferWatch) => {
    const waiting = `${INCOMING_PREFIX}${newUuid()}`;
    await transfer(folder, at(waiting), paths(good), run, watch);
    await inParallel(paths(good), async (path) => {
      await run({ args: ['moveto', at(`${waiting}/${path}`), at(path)] }, watch);
    });
    await run({ args: ['purge', at(waiting)], accepts: [EXIT_NO_DIRECTORY] }, watch);
  };

  return {
    place,
    folder: undefined,
    batchBytes: BATCH_BYTES,
    listNames: async (watch) =>
      new Set((await list(['lsjson', place], run, watch)).map(({ path }) => path)),
    listFiles: async (names, watch) => {
      if (names.length === 0) return new Map();
      const rules = names.flatMap((name) => [`/${quoteGlob(name)}`, `/${quoteGlob(name)}/**`]);
      const args = ['lsjson', '-R', '--files-only', '--no-modtime', '--no-mimetype'];
      const files = await list([...args, '--include-from', '-', place], run, watch, rules);
      return new Map(files.map(({ path, sizeBytes }) => [path, sizeBytes]));
    },
    fetch: async (wanted, folder, watch) => {
      await transfer(place, folder, wanted.filter(isSafePath), run, watch);
      return hashAll(folder, wanted, watch);
    },
    store,
    reveal: async (folder, files, watch) => {
      if (files.length === 0) return [];
      features ??= readFeatures(run, place, watch);
      // An object in a bucket appears whole; elsewhere a file can be seen while it grows.
      const isWhole = (await features)['BucketBased'] === true;
      const { good, refused } = await checkOutgoing(folder, files, watch);
      const broken = new Set(refused.map(entryOf));
      const whole = good.filter(({ path }) => !broken.has(entryOf(path)));
      const markers = [...groupByEntry(whole).values()].flatMap((members) => members.slice(-1));
      const others = whole.filter((file) => !markers.includes(file));
      await transfer(folder, place, paths(others), run, watch);
      if (isWhole) await transfer(folder, place, paths(markers), run, watch);
      else await move(folder, markers, watch);
      return paths(files.filter(({ path }) => broken.has(entryOf(path))));
    },
    remove: async (doomed, watch) => {
      if (doomed.length === 0) return;
      await removeFiles(doomed, run, place, watch);
      const names = (await list(['lsjson', place], run, watch)).filter(({ isFolder }) => isFolder);
      const present = new Set(names.map(({ path }) => path));
      await inParallel(
        doomed.filter((path) => present.has(path)),
        async (path) => {
          await run({ args: ['purge', at(path)], accepts: [EXIT_NO_DIRECTORY] }, watch);
        },
      );
    },
    child: (path) => openRclone(at(path), rclone),
    close: () => undefined,
  };
}

type Run = (task: Omit<RcloneTask, 'place'>, watch: TransferWatch) => Promise<string>;

const paths = (files: readonly OutgoingFile[]): readonly string[] => files.map(({ path }) => path);

const entryOf = (path: string): string => path.split('/', 1)[0] ?? path;

/** A path below a place; a place ends with `:` or is a path. */
export function joinPlace(place: string, path: string): string {
  return /[:/]$/.test(place) ? place + path : `${place}/${path}`;
}

/** rclone writes control characters as their pictures, and a quote before what is such a picture. */
function encodeName(path: string): string {
  return path.replace(/[\u2400-\u2421]/g, '\u201b$&').replace(/[\0-\x1f\x7f]/g, (character) => {
    const code = character.charCodeAt(0);
    return String.fromCharCode(code === DELETE ? PICTURE_OF_DELETE : PICTURES + code);
  });
}

function decodeName(name: string): string {
  return name.replace(
    /(\u201b?)([\u2400-\u241f\u2421])/g,
    (_all, quote: string, picture: string) => {
      if (quote !== '') return picture;
      const code = picture.charCodeAt(0);
      return String.fromCharCode(code === PICTURE_OF_DELETE ? DELETE : code - PICTURES);
    },
  );
}

const DELETE = 0x7f;
const PICTURES = 0x2400;
const PICTURE_OF_DELETE = 0x2421;

/** Characters that patterns of rclone give a meaning. */
function quoteGlob(name: string): string {
  return name.replace(/[\\*?[\]{}]/g, '\\$&');
}

interface Listed {
  readonly path: string;
  readonly sizeBytes: number;
  readonly isFolder: boolean;
}

async function list(
  args: readonly string[],
  run: Run,
  watch: TransferWatch,
  rules: readonly string[] = [],
): Promise<readonly Listed[]> {
  const input = rules.map((rule) => `${rule}\n`).join('');
  const text = await run({ args, input, accepts: [EXIT_NO_DIRECTORY] }, quiet(watch));
  // Of a place that does not exist, only the beginning of a list is written.
  if (!text.trimEnd().endsWith(']')) return [];
  const items = parseJson(text);
  if (!isList(items)) return [];
  return items.flatMap((item): Listed[] => {
    const name = isMap(item) ? item['Path'] : undefined;
    if (!isMap(item) || typeof name !== 'string') return [];
    const path = decodeName(name);
    if (!isSafePath(path)) return [];
    return [{ path, sizeBytes: toNumber(item['Size']) ?? 0, isFolder: item['IsDir'] === true }];
  });
}

/** Listing is not what a progress bar is about, and failures tell what the log would. */
function quiet({ signal }: TransferWatch): TransferWatch {
  return { signal };
}

async function readFeatures(run: Run, place: string, watch: TransferWatch): Promise<ValueMap> {
  const told = parseJson(await run({ args: ['backend', 'features', place] }, quiet(watch)));
  const features = isMap(told) ? told['Features'] : undefined;
  return isMap(features) ? features : {};
}

/** Copies files from one place to another at the same paths, whatever is there. */
async function transfer(
  from: string,
  to: string,
  wanted: readonly string[],
  run: Run,
  watch: TransferWatch,
): Promise<void> {
  if (wanted.length === 0) return;
  const input = wanted.map((path) => `${encodeName(path)}\n`).join('');
  const args = ['copy', from, to, '--files-from-raw', '-', ...TRANSFER_OPTIONS];
  await run({ args, input, accepts: [EXIT_NO_DIRECTORY] }, watch);
}

/** What is to be moved has been found out before: rclone need not look. */
const TRANSFER_OPTIONS: readonly string[] = ['--copy-links', '--no-check-dest', '--no-traverse'];

/** Files that have changed are not sent. rclone itself notices when one changes while it is sent. */
async function checkOutgoing(
  folder: string,
  files: readonly OutgoingFile[],
  watch: TransferWatch,
): Promise<{ readonly good: readonly OutgoingFile[]; readonly refused: readonly string[] }> {
  const digests = await hashAll(folder, paths(files), watch);
  const isGood = ({ path, sha256 }: OutgoingFile): boolean => digests.get(path) === sha256;
  return {
    good: files.filter(isGood),
    refused: files.filter((file) => !isGood(file)).map(({ path }) => path),
  };
}

/** Digests of the files below a folder that exist and may be read. */
async function hashAll(
  folder: string,
  wanted: readonly string[],
  watch: TransferWatch,
): Promise<ReadonlyMap<string, string>> {
  const pace = new WorkPace(watch.signal);
  const digests = new Map<string, string>();
  for (const path of wanted) {
    if (!isSafePath(path)) continue;
    try {
      digests.set(path, await hashContent(join(folder, path), pace));
    } catch (error) {
      if (!isNotFound(error) && !hasErrorCode(error, 'EACCES')) throw error;
    }
  }
  return digests;
}

async function removeFiles(
  doomed: readonly string[],
  run: Run,
  place: string,
  watch: TransferWatch,
): Promise<void> {
  const input = doomed.map((path) => `/${quoteGlob(encodeName(path))}\n`).join('');
  const args = ['delete', place, '--include-from', '-'];
  await run({ args, input, accepts: [EXIT_NO_DIRECTORY] }, watch);
}

async function inParallel<T>(
  items: readonly T[],
  action: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, work));
}
