import { execRun } from './execute/exec-run.ts';
import type { RunOptions } from './execute/run-options.ts';
import { GageError } from './failures/failures.ts';
import { finalize } from './finalize/finalize-run.ts';
import type { FinalizeOptions, FinalizedRun } from './finalize/finalize-run.ts';
import type { PlannedRun } from './plan/plan-run.ts';
import { makeNewDirectory, removeTree } from './platform/files.ts';
import { newUuid } from './platform/ids.ts';
import { join } from './platform/paths.ts';
import { endsWithin } from './platform/timers.ts';
import { deleteRun } from './run/delete-run.ts';
import { META, metaPathOf, unbornMetaPathOf } from './run/layout.ts';
import { formatOpRef } from './run/operation-reference.ts';
import { writeMember } from './run/members.ts';
import { noteMaker, takeOwnership } from './run/owner.ts';
import { beginOwnMetadata } from './run/own-metadata.ts';
import { writeProjectReference } from './run/project-reference.ts';
import { Run } from './run/run.ts';
import type { StagedFiles } from './run/sealed-files.ts';
import { openRunnerLog } from './run/runner-log.ts';
import { knowCaller } from './run/caller-variables.ts';
import { syncRun } from './run/sync-run.ts';
import { writeSystemAttributes } from './run/system-attributes.ts';
import { initUserAttributes } from './run/user-attributes.ts';
import { needsRecovery } from './recover-run.ts';
import { initRunMeta } from './stage/initialize.ts';
import type { SourceOptions } from './stage/source.ts';
import { stageFolder } from './stage/stage-run.ts';
import type { StagedFolder } from './stage/staged-folder.ts';
import type { ValueMap } from './values/value.ts';

/** What a planned run needs to become one. */
export interface LifecycleOptions extends StartOptions, SourceOptions {
  readonly runsDir: string;
  /** A new random one if not given. */
  readonly id?: string;
  /** Author of the first attributes. */
  readonly userName: string;
  /** What the user says of the run, such as its label. */
  readonly attributes: ValueMap;
  /** What is known of the machine. */
  readonly systemAttributes: ValueMap;
}

/** How a staged run is started. */
export interface StartOptions extends FinalizeOptions {
  /** Waited for when the run is staged. Where it rejects, the command is not started, and what was just staged is removed. */
  readonly beforeCommand?: (() => Promise<void>) | undefined;
  /**
   * Finds out about the state the command starts in, for system attributes. Called when the run's
   * files are in the run directory it is given; a command does not wait for it, finalizing does.
   */
  readonly captureState?: (runDir: string) => Promise<ValueMap>;
}

/**
 * The life of a run in one view: a planned run is created and staged, executed, finalized. A run
 * whose staging hook fails is finalized with the hook's exit code; one that cannot be staged for
 * another reason is removed again. Fails like `stageRun`.
 */
export async function performRun(
  plan: PlannedRun,
  options: LifecycleOptions,
): Promise<FinalizedRun> {
  const { run, folder } = await createAndStage(plan, { ...options, keepsOwnership: true });
  let isWritten = false;
  // The command does not wait until all is on the disk. Of one that ends soon, closing the run does.
  const sync = async (ended: Promise<unknown>): Promise<void> => {
    const over = ended.catch(() => undefined);
    const closesSoon = plan.opdef.exec.finalize === undefined;
    if (closesSoon && (await endsWithin(over, MOMENT_MS))) return;
    await syncRun(run, folder.manifest);
    isWritten = true;
  };
  const recordAndSync = async (_run: Run, ended: Promise<unknown>): Promise<void> => {
    await Promise.all([recordState(run, options), sync(ended)]);
  };
  try {
    await options.beforeCommand?.();
  } catch (error) {
    deleteRun(run);
    throw error;
  }
  const sealed = await folder.settled();
  return execAndFinalize(run, options, recordAndSync, () => ({ sealed, isWritten }));
}

/** A command that has taken longer is not to be lost with the power. */
const MOMENT_MS = 100;

/**
 * Executes a staged run and finalizes it, whatever happens in between: the run is closed with what it
 * has before a failure is passed on. Fails like {@link execRun}.
 */
export async function startRun(run: Run, options: StartOptions): Promise<FinalizedRun> {
  await options.beforeCommand?.();
  return execAndFinalize(run, options, async () => recordState(run, options));
}

/** @param staged what is known, in the end, of the files that were staged. */
async function execAndFinalize(
  run: Run,
  options: StartOptions,
  besideCommand: NonNullable<RunOptions['besideCommand']>,
  staged?: () => StagedFiles,
): Promise<FinalizedRun> {
  let exitCode: number;
  try {
    ({ exitCode } = await execRun(run, { ...options, keepsOwnership: true, besideCommand }));
  } catch (error) {
    if (needsRecovery(run)) await finalize(run, options).catch(() => undefined);
    throw error;
  }
  return finalize(run, { ...options, exitCode }, staged?.());
}

/** Creates a planned run and stages it, to be started later. Fails like `stageRun`. */
export async function stagePlannedRun(plan: PlannedRun, options: LifecycleOptions): Promise<Run> {
  const record = async (run: Run): Promise<void> => recordState(run, options);
  return (await createAndStage(plan, options, record)).run;
}

async function createAndStage(
  plan: PlannedRun,
  options: LifecycleOptions,
  beforeSeal?: (run: Run) => Promise<void>,
): Promise<{ readonly run: Run; readonly folder: StagedFolder }> {
  const run = createRun(plan, options);
  try {
    const folder = await stageFolder(run, plan.projectDir, {
      ...options,
      userKeys: plan.userKeys,
      fingerprint: { uncounted: plan.uncounted ?? [] },
      ...(beforeSeal === undefined ? {} : { beforeSeal }),
      notesStager: options.keepsOwnership !== true,
    });
    return { run, folder };
  } catch (error) {
    if (error instanceof GageError && error.failure.reason === 'phase-failed') {
      await recordState(run, options);
      await finalize(run, { ...options, exitCode: error.failure.exitCode });
    } else {
      deleteRun(run);
    }
    throw error;
  }
}

/** What cannot be found out about the machine does not stop a run. */
async function recordState(run: Run, options: StartOptions): Promise<void> {
  const log = openRunnerLog(run, options.onEvent);
  try {
    const attributes = await options.captureState?.(run.runDir);
    if (attributes !== undefined) writeSystemAttributes(log, attributes);
  } catch (error) {
    const message = `The state of the machine is not recorded: ${String(error)}`;
    log.log(message);
    log.send({ type: 'notice', run, message });
  }
}

/** Everything a run begins with waits, to be written aside: the run appears initialized, in one step. */
function createRun(plan: PlannedRun, options: LifecycleOptions): Run {
  const { id = newUuid() } = options;
  const runDir = join(options.runsDir, id);
  const unborn = new Run(id, runDir, unbornMetaPathOf(runDir), plan.opref);
  const run = new Run(id, runDir, metaPathOf(runDir), plan.opref);
  try {
    // The note comes first of all: without it the rest would count as left behind.
    prepareMetadata(unborn, run);
    writeMember(run.metaDir, META.opref, formatOpRef(plan.opref));
    const { opdef, config, command } = plan;
    knowCaller(options.env ?? {});
    initRunMeta(run, opdef, config, command, options.systemAttributes);
    writeProjectReference(run, plan.projectDir);
    initUserAttributes(run, options.userName, options.attributes);
    return run;
  } catch (error) {
    deleteRun(run);
    throw error;
  }
}

/** Makes the folder in which the metadata of a run is prepared, with the note of who does. Fails with `run-busy`. */
function prepareMetadata(unborn: Run, run: Run): void {
  if (!makeNewDirectory(unborn.metaDir)) {
    takeOwnership(unborn, 'stage');
    removeTree(unborn.metaDir);
    makeNewDirectory(unborn.metaDir);
  }
  beginOwnMetadata(run.metaDir).setWritten(META.owner, noteMaker(unborn));
}
