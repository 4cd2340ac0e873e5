import { claimFile } from '../platform/exclusive-file.ts';
import { GageError, fail } from '../failures/failures.ts';
import { join } from '../platform/paths.ts';
import { shareSource } from '../stage/share-source.ts';
import type { SharedFile, SharedSource } from '../stage/shared-source.ts';
import { systemClock } from '../platform/clock.ts';
import {
  isSystemError,
  listDirectory,
  makeReadOnly,
  pathExists,
  readTextIfExists,
  removeFile,
  removeTree,
  renamePath,
  statIfExists,
  writeFileDurable,
  writeFileAtomic,
} from '../platform/files.ts';
import { newUuid } from '../platform/ids.ts';
import { currentProcess, isSameProcess, processLiveness } from '../platform/process-identity.ts';
import type { ProcessIdentity } from '../platform/process-identity.ts';
import { runName } from '../run/proquint.ts';
import { parseIdentity } from '../run/status.ts';
import { formatJsonOutput, parseJson } from '../values/json-text.ts';
import { isList, isMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { BATCH, batchDirOf, batchesDirOf } from './batch-layout.ts';
import { readBatchPlan, writeBatchPlan } from './batch-plan.ts';
import type { BatchPlan } from './batch-plan.ts';
import { replayLedger } from './batch-state.ts';
import type { BatchState } from './batch-state.ts';
import { readLedger } from './ledger.ts';

/** A batch on disk. */
export interface Batch {
  readonly id: string;
  /** The pronounceable name computed from the id, as runs have one. */
  readonly name: string;
  readonly dir: string;
  readonly runsDir: string;
  readonly plan: BatchPlan;
}

/**
 * Makes a batch: its source code is copied, its plan is written, and then it appears, as a whole.
 * `sourceState` tells the system attributes of the source code. Fails with `unreadable-source`; nothing
 * is left then.
 */
export async function createBatch(
  runsDir: string,
  plan: Omit<BatchPlan, 'id' | 'created'>,
  sourceState: () => Promise<ValueMap>,
  signal?: AbortSignal,
): Promise<Batch> {
  const id = newUuid();
  const dir = batchDirOf(runsDir, id);
  const unborn = dir + UNBORN;
  const whole: BatchPlan = { ...plan, id, created: systemClock() };
  const { opdef, projectDir } = plan.base;
  try {
    // Without it nobody could tell whether it is being made.
    writeFileAtomic(join(unborn, BATCH.runner), JSON.stringify(currentProcess()));
    const [source, state] = await Promise.all([
      shareSource(opdef, projectDir, runsDir, join(unborn, BATCH.source), signal),
      sourceState(),
    ]);
    writeSourceList(unborn, source);
    writeReadOnly(join(unborn, BATCH.sourceState), formatJsonOutput(state));
    writeBatchPlan(unborn, whole);
    removeFile(join(unborn, BATCH.runner));
    renamePath(unborn, dir);
  } catch (error) {
    removeTree(unborn);
    throw error;
  }
  return { id, name: runName(id), dir, runsDir, plan: whole };
}

/** Removes what processes that are gone left of batches that never appeared, and of those they were deleting. */
export function removeUnbornBatches(runsDir: string): void {
  for (const { name } of listDirectory(batchesDirOf(runsDir))) {
    const path = join(batchesDirOf(runsDir), name);
    if (name.endsWith(DOOMED)) removeTree(path);
    if (!name.endsWith(UNBORN)) continue;
    const maker = parseRunner(readTextIfExists(join(path, BATCH.runner)));
    const isBeingMade = maker === undefined ? isRecent(path) : processLiveness(maker) !== 'gone';
    if (!isBeingMade) removeTree(path);
  }
}

const UNBORN = '.new';
const DOOMED = '.doomed';

/** How long a folder may be without the note of who made it: at its beginning, and before it appears. */
const UNOWNED_MS = 60_000;

function isRecent(path: string): boolean {
  const changedMs = Number(statIfExists(path)?.mtimeMs ?? 0n);
  return systemClock() - changedMs < UNOWNED_MS;
}

const SOURCE_LIST = 'source.json';

function writeSourceList(dir: string, { files, notices }: SharedSource): void {
  writeReadOnly(join(dir, SOURCE_LIST), JSON.stringify({ files, notices }));
}

function writeReadOnly(path: string, text: string): void {
  writeFileDurable(path, text);
  makeReadOnly(path);
}

/** The system attributes of a batch's source code; undefined for a batch made before they were kept. */
export function readSourceState({ dir }: Batch): ValueMap | undefined {
  const text = readTextIfExists(join(dir, BATCH.sourceState));
  const value = text === undefined ? undefined : parseJson(text);
  return isMap(value) ? value : undefined;
}

/** The source code of a batch, from which every trial gets its own. */
export function readSharedSource({ dir }: Batch): SharedSource {
  const text = readTextIfExists(join(dir, SOURCE_LIST));
  const value = text === undefined ? null : parseJson(text);
  const files = isMap(value) && isList(value['files']) ? value['files'] : [];
  return {
    dir: join(dir, BATCH.source),
    files: files.flatMap((file): SharedFile[] => {
      if (!isMap(file)) return [];
      const { path, sha256 } = file;
      return typeof path === 'string' && typeof sha256 === 'string' ? [{ path, sha256 }] : [];
    }),
    // They were told when the batch was made.
    notices: [],
  };
}

/** The notices about a batch's source code: told once. */
export function sourceNotices({ dir }: Batch): readonly string[] {
  const text = readTextIfExists(join(dir, SOURCE_LIST));
  const value = text === undefined ? null : parseJson(text);
  const notices = isMap(value) && isList(value['notices']) ? value['notices'] : [];
  return notices.filter((notice) => typeof notice === 'string');
}

/** The batches of a runs directory. */
export interface BatchList {
  /** Newest first. */
  readonly batches: readonly Batch[];
  /** Those that cannot be read; the others are listed all the same. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

export function listBatches(runsDir: string): BatchList {
  const batches: Batch[] = [];
  const problems: { path: string; problem: string }[] = [];
  for (const { name } of listDirectory(batchesDirOf(runsDir))) {
    if (!BATCH_ID.test(name)) continue;
    try {
      batches.push(openBatch(runsDir, name));
    } catch (error) {
      if (!(error instanceof GageError || isSystemError(error))) throw error;
      problems.push({ path: batchDirOf(runsDir, name), problem: error.message });
    }
  }
  return { batches: batches.sort((a, b) => b.plan.created - a.plan.created), problems };
}

const BATCH_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Opens a batch by its id. Fails like {@link readBatchPlan}. */
function openBatch(runsDir: string, id: string): Batch {
  const dir = batchDirOf(runsDir, id);
  return { id, name: runName(id), dir, runsDir, plan: readBatchPlan(dir) };
}

const POSITION = /^\d{1,5}$/;

/**
 * The batch that is meant by a position (1 is the newest), the beginning of an id or a name, or a whole
 * label; the newest without any. Only the plan of that one is read where its id says enough.
 * Fails with `no-batches`, `batch-not-found`, `ambiguous-batch`, and like {@link readBatchPlan}.
 */
export function findBatch(runsDir: string, spec: string | undefined): Batch {
  const ids = listDirectory(batchesDirOf(runsDir))
    .map(({ name }) => name)
    .filter((name) => BATCH_ID.test(name));
  if (ids.length === 0) fail({ reason: 'no-batches' });
  // A few digits are a position, whatever ids begin with.
  if (spec !== undefined && !POSITION.test(spec)) {
    const matches = ids.filter((id) => id.startsWith(spec) || runName(id).startsWith(spec));
    const [match] = matches;
    if (matches.length === 1 && match !== undefined) return openBatch(runsDir, match);
    if (matches.length > 1) {
      fail({ reason: 'ambiguous-batch', spec, matches: matches.map(runName) });
    }
  }
  const { batches } = listBatches(runsDir);
  const found =
    spec === undefined
      ? batches[0]
      : POSITION.test(spec)
        ? batches[Number(spec) - 1]
        : batches.find(({ plan }) => plan.label === spec);
  if (found !== undefined) return found;
  const [only] = ids;
  // A batch that cannot be read says why.
  if (spec === undefined && only !== undefined) return openBatch(runsDir, only);
  return fail({ reason: 'batch-not-found', spec: spec ?? '' });
}

/** A batch of which no more is known than that it is there: its plan may not be readable. */
export type BatchFolder = Pick<Batch, 'id' | 'name' | 'dir'>;

/** {@link findBatch}, where the id or name of one is enough that cannot be read. */
export function findBatchFolder(runsDir: string, spec: string): BatchFolder {
  const matches = listDirectory(batchesDirOf(runsDir)).filter(
    ({ name }) =>
      !POSITION.test(spec) &&
      BATCH_ID.test(name) &&
      (name.startsWith(spec) || runName(name).startsWith(spec)),
  );
  const [match] = matches;
  if (match === undefined || matches.length > 1) return findBatch(runsDir, spec);
  return { id: match.name, name: runName(match.name), dir: batchDirOf(runsDir, match.name) };
}

/** How a batch is now. */
export function readBatchState({ plan, dir }: Batch): BatchState {
  return replayLedger(plan, readLedger(dir));
}

/** Who works on a batch; undefined when nobody is there. */
export function batchRunner({ dir }: BatchFolder): ProcessIdentity | undefined {
  const runner = parseRunner(readTextIfExists(join(dir, BATCH.runner)));
  return runner === undefined || processLiveness(runner) === 'gone' ? undefined : runner;
}

/**
 * Notes that this process works on a batch, so that nobody else does by accident; attempts would keep
 * two of them from harm, and make trials twice for nothing. Fails with `batch-busy`.
 */
export function takeBatch(batch: Batch): void {
  const path = join(batch.dir, BATCH.runner);
  const isAbandoned = (text: string): boolean => {
    const runner = parseRunner(text);
    return runner === undefined || processLiveness(runner) === 'gone';
  };
  if (claimFile(path, JSON.stringify(currentProcess()), isAbandoned)) return;
  const runner = batchRunner(batch) ?? currentProcess();
  if (isSameProcess(runner, currentProcess())) return;
  fail({ reason: 'batch-busy', name: batch.name, pid: runner.pid, host: runner.host });
}

export function releaseBatch({ dir }: Batch): void {
  removeFile(join(dir, BATCH.runner));
}

function parseRunner(text: string | undefined): ProcessIdentity | undefined {
  try {
    return text === undefined ? undefined : parseIdentity(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Removes a batch; its runs stay. Fails with `batch-busy`. */
export function deleteBatch(batch: BatchFolder): void {
  const runner = batchRunner(batch);
  if (runner !== undefined) {
    fail({ reason: 'batch-busy', name: batch.name, pid: runner.pid, host: runner.host });
  }
  const doomed = batch.dir + DOOMED;
  if (pathExists(doomed)) removeTree(doomed);
  renamePath(batch.dir, doomed);
  removeTree(doomed);
}
