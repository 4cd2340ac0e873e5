import { basename } from 'node:path';
import type { RunRecord } from '../catalog/run-record.ts';
import { isReadable } from '../platform/directory-entries.ts';
import { WorkPace } from '../platform/file-copy.ts';
import { hashText } from '../platform/file-tree.ts';
import { removeTree, writeFileAtomic } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { makeTemporaryFolder } from '../platform/temporary-folder.ts';
import { newestContainer } from '../run/containers.ts';
import { META, fileListNameOf, isZipMeta } from '../run/layout.ts';
import { assessRun, unlessUnreadable } from './assess-run.ts';
import type { AssessedRun } from './assess-run.ts';
import { formatFileList } from './file-list.ts';
import type { ListedFile } from './file-list.ts';
import { removeAbandoned } from './incoming-folder.ts';
import { readMetadataState } from './metadata-state.ts';
import {
  sidecarFiles,
  metadataFiles,
  readOutgoingRun,
  runFiles,
  runsDirOf,
} from './outgoing-run.ts';
import type { OutgoingRun } from './outgoing-run.ts';
import { placeOthers, presentFiles } from './present-files.ts';
import { openCatalog, readFileList } from './remote-catalog.ts';
import type { RemoteCatalog } from './remote-catalog.ts';
import type { OutgoingFile, Remote } from './remote.ts';
import { TransferTally, inBatches, sumBytes } from './transfer-report.ts';
import type { TransferOptions, TransferReport } from './transfer-report.ts';

/**
 * Copies runs to a remote: of each its files, then labels, tags and comments, and last the metadata
 * that makes it a run. Files that are there already are not copied again, so a copy that was cut off
 * goes on where it was. What the destination knows more of a run is never lost. One run's problem does
 * not keep the others; see docs/remotes.md.
 *
 * Fails with `undefined-remote`, `rclone-failed`, and as files do; what was copied until then stays.
 */
export async function sendRuns(
  runs: readonly RunRecord[],
  remote: Remote,
  options: TransferOptions = {},
): Promise<TransferReport> {
  const tally = new TransferTally(options);
  const ids = new Set(runs.map(({ run }) => basename(run.runDir)));
  const there = await openCatalog(remote, tally.watch, ids);
  const scratch = makeTemporaryFolder();
  try {
    const plans = await planRuns(runs, remote, there, tally);
    if (options.isDryRun === true) {
      for (const plan of plans) endRun(plan, new Set(), tally);
      return tally.report(runs);
    }
    if (remote.folder !== undefined) removeAbandoned(remote.folder);
    tally.totalBytes = plans.reduce((sum, plan) => sum + bytesOf(plan), 0);
    for (const batch of inBatches(plans, remote.batchBytes, bytesOf)) {
      await sendBatch(batch, remote, scratch, tally);
    }
    return tally.report(runs);
  } finally {
    removeTree(scratch);
    there.close();
  }
}

/** What has to be done for one run. */
interface SendPlan {
  readonly outgoing: OutgoingRun;
  readonly comparison: AssessedRun['comparison'];
  readonly files: readonly OutgoingFile[];
  readonly metadata: readonly OutgoingFile[];
  readonly attributes: readonly OutgoingFile[];
  /** Files at the remote that are not what its list of files will say, or are no part of the run. */
  readonly stale: readonly string[];
  /** Entries of an earlier state, which make a run of what is not complete until it is. */
  readonly hidden: readonly string[];
  /** The list of files there is none, or that of another state. */
  readonly isListDue: boolean;
  readonly isAway: boolean;
}

function bytesOf({ files, metadata, attributes }: SendPlan): number {
  return sumBytes(files) + sumBytes(metadata) + sumBytes(attributes);
}

async function planRuns(
  runs: readonly RunRecord[],
  remote: Remote,
  there: RemoteCatalog,
  tally: TransferTally,
): Promise<readonly SendPlan[]> {
  const pace = new WorkPace(tally.watch.signal);
  const names = runs.flatMap(({ run }) => {
    const id = basename(run.runDir);
    return [id, `${id}.user`, `${id}.sign`, `${id}.move`].filter((name) => there.names.has(name));
  });
  const sizes = await remote.listFiles(names, tally.watch);
  const byEntry = pathsByEntry(sizes);
  const plans: SendPlan[] = [];
  for (const run of runs) {
    const rest = pace.rest();
    if (rest !== undefined) await rest;
    const id = basename(run.run.runDir);
    const metaThere = join(there.folder, `${id}.meta`);
    const assessed = assessRun(run, run.run.metaDir, metaThere, tally);
    if (assessed === undefined) continue;
    const plan = await unlessUnreadable(run, tally, async () =>
      planRun(
        await readOutgoingRun(run, assessed.state, pace),
        assessed.comparison,
        remote,
        there,
        {
          sizes,
          byEntry,
          pace,
        },
      ),
    );
    if (plan !== undefined) plans.push(plan);
  }
  return plans;
}

function pathsByEntry(sizes: ReadonlyMap<string, number>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of sizes.keys()) {
    const entry = path.slice(0, path.indexOf('/'));
    const group = groups.get(entry);
    if (group === undefined) groups.set(entry, [path]);
    else group.push(path);
  }
  return groups;
}

interface Present {
  /** By path. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Paths, by the name of the entry they are in. */
  readonly byEntry: ReadonlyMap<string, readonly string[]>;
  readonly pace: WorkPace;
}

async function planRun(
  outgoing: OutgoingRun,
  comparison: AssessedRun['comparison'],
  remote: Remote,
  there: RemoteCatalog,
  { sizes, byEntry, pace }: Present,
): Promise<SendPlan> {
  const { run, id, state, list } = outgoing;
  const markers = (byEntry.get(`${id}.move`) ?? []).map((path) => basename(path));
  const plan = {
    outgoing,
    comparison,
    attributes: sidecarFiles(run, (path) => sizes.has(path)),
    isAway: newestContainer(markers) !== 'active',
  };
  const before = readFileList(there.folder, id);
  const isListDue = comparison !== 'ahead' && before?.metadata !== state.digest;
  if (comparison === 'ahead') {
    return { ...plan, files: [], metadata: [], stale: [], hidden: [], isListDue };
  }
  const metaNames = [`${id}.meta`, `${id}.meta.zip`].filter((name) => there.names.has(name));
  const isThere = presentFiles({
    remote,
    id,
    sizes,
    isSettled: comparison === 'same',
    before,
    pace,
  });
  const missing: ListedFile[] = [];
  for (const file of list.files) if (!(await isThere(file))) missing.push(file);
  const wanted = new Set(list.files.map(({ path }) => `${id}/${path}`));
  const doomed = new Set(missing.map(({ path }) => `${id}/${path}`));
  return {
    ...plan,
    isListDue: isListDue || comparison !== 'same',
    files: runFiles(id, missing),
    metadata: comparison === 'same' ? [] : metadataFiles(state),
    // A run that is whole keeps what others have put into its folder.
    stale:
      comparison === 'same'
        ? []
        : (byEntry.get(id) ?? []).filter((path) => !wanted.has(path) || doomed.has(path)),
    // A zip that is replaced by a zip is there all the time.
    hidden:
      comparison === 'same'
        ? []
        : metaNames.filter((name) => name !== basename(state.path) || !state.isZip),
  };
}

async function sendBatch(
  plans: readonly SendPlan[],
  remote: Remote,
  scratch: string,
  tally: TransferTally,
): Promise<void> {
  const { watch } = tally;
  const runsDir = plans[0] === undefined ? '' : runsDirOf(plans[0].outgoing.run);
  const unfinished = plans.filter(({ metadata }) => metadata.length > 0);
  const hidden = unfinished.flatMap((plan) => plan.hidden);
  if (remote.folder === undefined) {
    // What makes a run of it goes first.
    const markers = hidden
      .filter((name) => !isZipMeta(name))
      .map((name) => `${name}/${META.opref}`);
    await remote.remove(markers, watch);
  }
  await remote.remove(hidden, watch);
  await remote.remove(
    unfinished.flatMap(({ stale }) => stale),
    watch,
  );
  if (remote.folder === undefined) {
    const due = plans.filter(({ isListDue }) => isListDue);
    const lists = due.map(({ outgoing }) => writeFileList(outgoing, scratch));
    await remote.store(scratch, lists, watch);
  } else {
    const lists = unfinished.map(({ outgoing }) => fileListNameOf(outgoing.id));
    await remote.remove(lists, watch);
    for (const { outgoing } of unfinished) placeOthers(remote.folder, outgoing.id, outgoing.list);
  }
  const files = plans.flatMap((plan) => [...plan.files, ...plan.attributes]);
  const refused = new Set(await remote.store(runsDir, files, watch));
  const complete = unfinished.filter((plan) => isComplete(plan, refused, tally));
  const metadata = complete.flatMap((plan) => plan.metadata);
  for (const path of await remote.reveal(runsDir, metadata, watch)) refused.add(path);
  for (const plan of plans) endRun(plan, refused, tally);
}

function writeFileList({ id, list }: OutgoingRun, scratch: string): OutgoingFile {
  const path = fileListNameOf(id);
  const text = formatFileList(list);
  writeFileAtomic(join(scratch, path), text);
  return {
    path,
    sizeBytes: Buffer.byteLength(text),
    mode: 0o644,
    modifiedAt: 0,
    sha256: hashText(text),
  };
}

/** Whether all of a run's files are there as they were when the copy began. */
function isComplete(plan: SendPlan, refused: ReadonlySet<string>, tally: TransferTally): boolean {
  const { run, state, id } = plan.outgoing;
  const paths = plan.files.map(({ path }) => path).filter((path) => refused.has(path));
  if (paths.length > 0) {
    const closed = paths.filter((path) => !isReadable(join(runsDirOf(run), path)));
    if (closed.length > 0) {
      tally.fail(run, { kind: 'unreadable', paths: closed });
      return false;
    }
    const isSealed = state.digests.size > 0;
    const names = paths.map((path) => path.slice(id.length + 1));
    tally.fail(run, isSealed ? { kind: 'damaged', paths: names } : { kind: 'changed' });
    return false;
  }
  const now = readMetadataState(state.path);
  if (now?.digest === state.digest && now.status === state.status) return true;
  tally.fail(run, { kind: 'changed' });
  return false;
}

function endRun(plan: SendPlan, refused: ReadonlySet<string>, tally: TransferTally): void {
  const { run, leftOut } = plan.outgoing;
  if (tally.outcomes.has(run.id)) return;
  const isThere = ({ path }: OutgoingFile): boolean => !refused.has(path);
  if (!plan.metadata.every(isThere) || !plan.files.every(isThere)) {
    tally.fail(run, { kind: 'changed' });
    return;
  }
  const moved = [...plan.files, ...plan.metadata];
  const attributes = plan.attributes.filter(isThere);
  tally.add([...moved, ...attributes]);
  const without = moved.length > 0 ? 'copied' : 'unchanged';
  const result = moved.length === 0 && attributes.length > 0 ? 'merged' : without;
  tally.end({ run, result, isAway: plan.isAway, leftOut });
}
