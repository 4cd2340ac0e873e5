import { basename } from 'node:path';
import type { RunRecord } from '../catalog/run-record.ts';
import { WorkPace, hashContent } from '../platform/file-copy.ts';
import { isFile, removeTree } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { fileListNameOf, moveDirOf } from '../run/layout.ts';
import { readContainer } from '../run/containers.ts';
import { assessRun, unlessUnreadable } from './assess-run.ts';
import type { AssessedRun } from './assess-run.ts';
import { openDirectory } from './directory-remote.ts';
import { IncomingFolder } from './incoming-folder.ts';
import { readMetadataState } from './metadata-state.ts';
import type { MetadataState } from './metadata-state.ts';
import { sidecarFiles, metadataFiles, readOutgoingRun } from './outgoing-run.ts';
import { placeOthers, presentFiles } from './present-files.ts';
import { readFileList } from './remote-catalog.ts';
import type { RemoteCatalog } from './remote-catalog.ts';
import type { OutgoingFile, Remote, TransferWatch } from './remote.ts';
import type { RunFile, RunLink } from './run-entries.ts';
import { TransferTally, inBatches, sumBytes } from './transfer-report.ts';
import type { TransferOptions, TransferReport } from './transfer-report.ts';

/**
 * Copies runs of a remote into a runs directory: of each its files, checked against their digests,
 * then labels, tags and comments, and last the metadata that makes it a run. Files that are there
 * already are not fetched again. What is known more of a run here is never lost; where a run is among
 * the lists here stays as it is. One run's problem does not keep the others.
 *
 * Fails with `rclone-failed`, and as files do; what was copied until then stays.
 * @param catalog that of the remote, in which the runs were found.
 */
export async function receiveRuns(
  runs: readonly RunRecord[],
  catalog: RemoteCatalog,
  remote: Remote,
  runsDir: string,
  options: TransferOptions = {},
): Promise<TransferReport> {
  const tally = new TransferTally(options);
  if (runs.length === 0) return tally.report(runs);
  const context = { catalog, remote, runsDir, tally };
  const plans = await planRuns(runs, context);
  tally.totalBytes = plans.reduce((sum, { files }) => sum + sumBytes(files), 0);
  const incoming = new IncomingFolder(runsDir);
  try {
    for (const batch of inBatches(plans, remote.batchBytes, ({ files }) => sumBytes(files))) {
      await receiveBatch(batch, incoming, context);
    }
  } finally {
    incoming.close();
  }
  return tally.report(runs);
}

interface Context {
  readonly catalog: RemoteCatalog;
  readonly remote: Remote;
  readonly runsDir: string;
  readonly tally: TransferTally;
}

/** A file as it is to be here. Its digest is unknown where nothing tells it. */
interface WantedFile extends RunFile {
  readonly sha256: string | undefined;
}

interface WantedRun {
  readonly files: readonly WantedFile[];
  readonly links: readonly RunLink[];
  readonly emptyFolders: readonly string[];
  readonly leftOut: readonly string[];
}

/** What has to be done for one run. */
interface ReceivePlan {
  readonly run: RunRecord;
  readonly id: string;
  readonly state: MetadataState;
  readonly comparison: AssessedRun['comparison'];
  readonly wanted: WantedRun;
  /** The files that are not here yet. */
  readonly files: readonly WantedFile[];
  readonly attributes: readonly OutgoingFile[];
  /** Files here that are no part of the run as it is to be. */
  readonly stale: readonly string[];
}

async function planRuns(
  runs: readonly RunRecord[],
  { catalog, remote, runsDir, tally }: Context,
): Promise<readonly ReceivePlan[]> {
  const pace = new WorkPace(tally.watch.signal);
  const ids = runs.map(({ run }) => basename(run.runDir));
  const remoteSizes =
    remote.folder === undefined
      ? await remote.listFiles(
          ids.filter((id) => catalog.names.has(id)),
          tally.watch,
        )
      : new Map<string, number>();
  const here = openDirectory(runsDir);
  const plans: ReceivePlan[] = [];
  const context = { catalog, remote, runsDir, remoteSizes, here, pace };
  for (const run of runs) {
    const id = basename(run.run.runDir);
    const metaPath = isRunId(id) ? run.run.metaDir : undefined;
    const assessed = assessRun(run, metaPath, join(runsDir, `${id}.meta`), tally);
    if (assessed === undefined) continue;
    const plan = await unlessUnreadable(run, tally, async () => planRun(run, assessed, context));
    if (plan !== undefined) plans.push(plan);
  }
  return plans;
}

interface PlanContext extends Omit<Context, 'tally'> {
  /** Sizes of files at a remote that is no directory, by path. */
  readonly remoteSizes: ReadonlyMap<string, number>;
  readonly here: Remote;
  readonly pace: WorkPace;
}

async function planRun(
  run: RunRecord,
  { state, comparison }: AssessedRun,
  { catalog, remote, runsDir, remoteSizes, here, pace }: PlanContext,
): Promise<ReceivePlan> {
  const id = basename(run.run.runDir);
  const sizes = await here.listFiles([id], {});
  const wanted =
    comparison === 'ahead'
      ? NOTHING
      : await describeRun(run, state, catalog.folder, remoteSizes, remote, pace);
  const isSettled = comparison === 'same';
  const folder = runsDir;
  const isHere = presentFiles({
    remote: { folder },
    id,
    sizes,
    isSettled,
    before: undefined,
    pace,
  });
  const files: WantedFile[] = [];
  for (const file of wanted.files) if (!(await isHere(file))) files.push(file);
  const names = new Set(wanted.files.map(({ path }) => `${id}/${path}`));
  const isKept = isSettled || comparison === 'ahead';
  return {
    run,
    id,
    state,
    comparison,
    wanted,
    files,
    attributes: sidecarFiles(run, (path) => isFile(join(runsDir, path))),
    stale: isKept ? [] : [...sizes.keys()].filter((path) => !names.has(path)),
  };
}

const NOTHING: WantedRun = { files: [], links: [], emptyFolders: [], leftOut: [] };

/** Whether the name of a run's entries is one: it comes from elsewhere and becomes part of paths. */
function isRunId(id: string): boolean {
  return /^[0-9a-f]/i.test(id) && !/[/\\]/.test(id);
}

/** What a run consists of: its list of files tells, else its folder, else the names and its manifest. */
async function describeRun(
  run: RunRecord,
  state: MetadataState,
  folder: string,
  sizes: ReadonlyMap<string, number>,
  remote: Remote,
  pace: WorkPace,
): Promise<WantedRun> {
  const id = basename(run.run.runDir);
  const list = readFileList(folder, id);
  if (list?.metadata === state.digest) return { ...list, leftOut: [] };
  if (remote.folder !== undefined) {
    const outgoing = await readOutgoingRun(run, state, pace);
    return { ...outgoing.list, leftOut: outgoing.leftOut };
  }
  const files = [...sizes].flatMap(([path, sizeBytes]): readonly WantedFile[] => {
    if (!path.startsWith(`${id}/`)) return [];
    const name = path.slice(id.length + 1);
    const sha256 = state.digests.get(name);
    return [{ path: name, sizeBytes, sha256, mode: READ_ONLY, modifiedAt: run.stopped ?? 0 }];
  });
  return { files, links: [], emptyFolders: [], leftOut: [] };
}

/** As files of a finished run are. */
const READ_ONLY = 0o444;

async function receiveBatch(
  plans: readonly ReceivePlan[],
  incoming: IncomingFolder,
  context: Context,
): Promise<void> {
  const { remote, tally, catalog } = context;
  const arrived = new Map<string, string>();
  const paths = plans.flatMap(({ id, files }) => files.map(({ path }) => `${id}/${path}`));
  for (const [path, sha256] of await hashArrived(paths, incoming, tally.watch)) {
    arrived.set(path, sha256);
  }
  const digests = new Map(
    plans.flatMap(({ id, files }) => files.map((file) => [`${id}/${file.path}`, file.sha256])),
  );
  const missing = paths.filter(
    (path) => arrived.get(path) !== digests.get(path) || !arrived.has(path),
  );
  for (const path of missing) removeTree(join(incoming.path, path));
  for (const [path, sha256] of await remote.fetch(missing, incoming.path, tally.watch)) {
    arrived.set(path, sha256);
  }
  const source = openDirectory(catalog.folder);
  for (const plan of plans) await placeRun(plan, arrived, incoming, source, context);
}

/** A folder taken over from a copy that was cut off has some of the files. */
async function hashArrived(
  paths: readonly string[],
  incoming: IncomingFolder,
  { signal }: TransferWatch,
): Promise<ReadonlyMap<string, string>> {
  const pace = new WorkPace(signal);
  const digests = new Map<string, string>();
  for (const path of paths) {
    const file = join(incoming.path, path);
    if (isFile(file)) digests.set(path, await hashContent(file, pace));
  }
  return digests;
}

async function placeRun(
  plan: ReceivePlan,
  arrived: ReadonlyMap<string, string>,
  incoming: IncomingFolder,
  source: Remote,
  { runsDir, tally }: Context,
): Promise<void> {
  const { run, id, state, files, wanted, attributes, comparison } = plan;
  if (!isAsTold(plan, arrived, tally)) return;
  const metadata = comparison === 'same' || comparison === 'ahead' ? [] : metadataFiles(state);
  if (metadata.length > 0) {
    // The new metadata is complete and checked before the old is gone.
    const name = basename(state.path);
    removeTree(join(incoming.path, name));
    const paths = metadata.map(({ path }) => path);
    await source.fetch(paths, incoming.path, { signal: tally.watch.signal });
    if (readMetadataState(join(incoming.path, name))?.digest !== state.digest) {
      tally.fail(run, { kind: 'changed' });
      return;
    }
    const isReplacedInOneStep = state.isZip;
    if (!isReplacedInOneStep) incoming.discard(`${id}.meta.zip`);
    incoming.discard(`${id}.meta`);
    for (const path of plan.stale) incoming.discard(path);
  }
  for (const file of files) incoming.place(`${id}/${file.path}`, file);
  if (comparison !== 'ahead') placeOthers(runsDir, id, wanted);
  await placeAttributes(attributes, incoming, source, tally.watch);
  if (metadata.length > 0) {
    incoming.discard(fileListNameOf(id));
    incoming.placeEntry(basename(state.path));
  }
  const moved = [...files, ...metadata];
  tally.add([...moved, ...attributes]);
  const without = moved.length > 0 ? 'copied' : 'unchanged';
  const result = moved.length === 0 && attributes.length > 0 ? 'merged' : without;
  const isAway = readContainer(moveDirOf(join(runsDir, `${id}.meta`))) !== 'active';
  tally.end({ run, result, isAway, leftOut: wanted.leftOut });
}

/** Whether all files of a run have come, and have the content they are to have. */
function isAsTold(
  { run, id, files }: ReceivePlan,
  arrived: ReadonlyMap<string, string>,
  tally: TransferTally,
): boolean {
  const lost = files.filter(({ path }) => !arrived.has(`${id}/${path}`));
  const damaged = files.filter(({ path, sha256 }) => {
    const digest = arrived.get(`${id}/${path}`);
    return digest !== undefined && sha256 !== undefined && digest !== sha256;
  });
  if (damaged.length > 0) {
    tally.fail(run, { kind: 'damaged', paths: damaged.map(({ path }) => path) });
  } else if (lost.length > 0) {
    tally.fail(run, { kind: 'incomplete', paths: lost.map(({ path }) => path) });
  }
  return damaged.length + lost.length === 0;
}

async function placeAttributes(
  attributes: readonly OutgoingFile[],
  incoming: IncomingFolder,
  source: Remote,
  { signal }: TransferWatch,
): Promise<void> {
  for (const { path } of attributes) removeTree(join(incoming.path, path));
  const paths = attributes.map(({ path }) => path);
  const arrived = await source.fetch(paths, incoming.path, { signal });
  for (const file of attributes) {
    // Changes are never changed: read-only, as where they were made.
    if (arrived.get(file.path) === file.sha256)
      incoming.place(file.path, { ...file, mode: READ_ONLY });
  }
}
