import { basename } from 'node:path';
import { listRuns } from '../catalog/list-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { fail } from '../failures/failures.ts';
import { hashText } from '../platform/file-tree.ts';
import { readTextIfExists, removeTree, writeFileAtomic } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { makeTemporaryFolder } from '../platform/temporary-folder.ts';
import { JsonTextError, formatJsonCompact, parseJson } from '../values/json-text.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { openCatalog } from './remote-catalog.ts';
import type { RemoteCatalog } from './remote-catalog.ts';
import type { Remote, TransferWatch } from './remote.ts';
import { removeRuns } from './remove-runs.ts';
import { sendRuns } from './send-runs.ts';
import type { TransferOptions, TransferReport } from './transfer-report.ts';

const BOARD_DATA = 'board.json';
const RUNS = 'runs';
/** Which runs were put there by publishing: no others are ever removed. */
const PUBLISHED = 'published.json';

/** What publishing a board to a place would do. It lives until `close`. */
export interface Publication {
  readonly place: Remote;
  readonly boardJson: string;
  /** Whether the data there is another, or there is none. */
  readonly isBoardNew: boolean;
  /** What copying the runs would do; undefined when they are not published. */
  readonly runs: TransferReport | undefined;
  /** Runs that were published before and are not on the board any more. */
  readonly removed: readonly RunRecord[];
  /** Ids of the runs there that publishing has put there. */
  readonly published: ReadonlySet<string>;
  readonly catalog: RemoteCatalog | undefined;
  readonly close: () => void;
}

/** What is published. */
export interface PublishRequest {
  readonly place: Remote;
  /** The board's data, as it is to be stored. */
  readonly boardJson: string;
  /** The runs on the board; undefined to leave the runs there as they are. */
  readonly runs: readonly RunRecord[] | undefined;
}

/**
 * Finds out what has to be done to publish a board. Nothing is written there. Fails with
 * `publish-failed` when a file of somebody else would have to be replaced, and as remotes do.
 */
export async function planPublication(
  { place, boardJson, runs }: PublishRequest,
  options: TransferOptions = {},
): Promise<Publication> {
  const scratch = makeTemporaryFolder();
  try {
    const present = await place.fetch([BOARD_DATA, PUBLISHED], scratch, quiet(options));
    const isBoardNew = present.get(BOARD_DATA) !== hashText(boardJson);
    refuseOthers(BOARD_DATA, scratch, place, (value) => isMap(value) && isList(value['rowData']));
    refuseOthers(PUBLISHED, scratch, place, (value) => isMap(value) && isList(value['runs']));
    const published = parsePublished(readTextIfExists(join(scratch, PUBLISHED)));
    const base = { place, boardJson, isBoardNew, published };
    if (runs === undefined) {
      const close = (): void => undefined;
      return { ...base, runs: undefined, removed: [], catalog: undefined, close };
    }
    const runsPlace = place.child(RUNS);
    const catalog = await openCatalog(runsPlace, quiet(options));
    const report = await sendRuns(runs, runsPlace, { ...options, isDryRun: true });
    const wanted = new Set(runs.map(entryId));
    const removed = listRuns(catalog.folder).runs.filter(
      (run) => published.has(entryId(run)) && !wanted.has(entryId(run)),
    );
    return { ...base, runs: report, removed, catalog, close: catalog.close };
  } finally {
    removeTree(scratch);
  }
}

/** What became of a publication. */
export interface PublicationOutcome {
  /** Of the runs; undefined when they are not published. */
  readonly report: TransferReport | undefined;
  /** Otherwise some of the runs could not be copied: the board there is the one that was there before. */
  readonly isPublished: boolean;
}

/**
 * Publishes a board: its runs, then its data, and last what is not on it any more is removed. When it
 * is cut off, or runs cannot be copied, the board there shows runs that are there. Fails as remotes do.
 */
export async function publishBoard(
  publication: Publication,
  runs: readonly RunRecord[],
  options: TransferOptions = {},
): Promise<PublicationOutcome> {
  const { place, boardJson, published, removed, catalog } = publication;
  const watch = { signal: options.signal, onLog: options.onLog };
  const runsPlace = place.child(RUNS);
  let report: TransferReport | undefined;
  try {
    const kept = new Set(published);
    if (catalog !== undefined) {
      // Told before they are there: a run that is cut off there is known to be of this board.
      for (const run of runs) {
        const id = entryId(run);
        if (!isPresent(id, catalog)) kept.add(id);
      }
      await storeText(PUBLISHED, formatPublished(kept), place, watch);
      report = await sendRuns(runs, runsPlace, options);
      if (report.runs.some(({ result }) => result === 'failed')) {
        return { report, isPublished: false };
      }
    }
    if (publication.isBoardNew) await storeText(BOARD_DATA, boardJson, place, watch);
    if (catalog !== undefined && removed.length > 0) {
      await removeRuns(removed, catalog, runsPlace, watch);
      for (const run of removed) kept.delete(entryId(run));
      await storeText(PUBLISHED, formatPublished(kept), place, watch);
    }
  } finally {
    runsPlace.close();
    place.close();
  }
  return { report, isPublished: true };
}

const entryId = ({ run }: RunRecord): string => basename(run.runDir);

const quiet = ({ signal }: TransferOptions): TransferWatch => ({ signal });

function isPresent(id: string, { names }: RemoteCatalog): boolean {
  return names.has(`${id}.meta`) || names.has(`${id}.meta.zip`);
}

function formatPublished(ids: ReadonlySet<string>): string {
  return `${formatJsonCompact({ runs: [...ids].sort() })}\n`;
}

/** Fails with `publish-failed` when a file of the place is none that publishing makes. */
function refuseOthers(
  name: string,
  folder: string,
  { place }: Remote,
  isOurs: (value: Value | undefined) => boolean,
): void {
  const text = readTextIfExists(join(folder, name));
  if (text === undefined || isOurs(parseJsonIfValid(text))) return;
  fail({
    reason: 'publish-failed',
    problem: `${name} in ${place} was not made by publishing, and is not replaced\n\nMove it away, or publish to another place.`,
  });
}

function parseJsonIfValid(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}

function parsePublished(text: string | undefined): ReadonlySet<string> {
  const value = text === undefined ? undefined : parseJsonIfValid(text);
  const ids = isMap(value) ? value['runs'] : undefined;
  return new Set(isList(ids) ? ids.filter((id) => typeof id === 'string') : []);
}

async function storeText(
  path: string,
  text: string,
  place: Remote,
  watch: TransferWatch,
): Promise<void> {
  const scratch = makeTemporaryFolder();
  try {
    writeFileAtomic(join(scratch, path), text);
    const facts = { mode: 0o644, modifiedAt: Date.now() };
    const sizeBytes = Buffer.byteLength(text);
    await place.reveal(scratch, [{ path, sizeBytes, sha256: hashText(text), ...facts }], watch);
  } finally {
    removeTree(scratch);
  }
}
