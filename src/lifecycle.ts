import { join } from 'node:path';
import { execRun } from './execute/exec-run.ts';
import { GageError } from './failures.ts';
import { finalize } from './finalize/finalize-run.ts';
import type { FinalizeOptions, FinalizedRun } from './finalize/finalize-run.ts';
import type { PlannedRun } from './plan/plan-run.ts';
import { makeDirectory, renamePath, writeFileAtomic } from './platform/files.ts';
import { newUuid } from './platform/ids.ts';
import { deleteRun } from './run/delete-run.ts';
import { META, metaPathOf, unbornMetaPathOf } from './run/layout.ts';
import { formatOpRef } from './run/operation-reference.ts';
import { takeOwnership } from './run/owner.ts';
import { writeProjectReference } from './run/project-reference.ts';
import { Run } from './run/run.ts';
import { initUserAttributes } from './run/user-attributes.ts';
import { initRunMeta } from './stage/initialize.ts';
import { stageRun } from './stage/stage-run.ts';
import type { ValueMap } from './values/value.ts';

/** What a planned run needs to become one. */
export interface LifecycleOptions extends FinalizeOptions {
  readonly runsDir: string;
  /** Author of the first attributes. */
  readonly userName: string;
  /** What the user says of the run, such as its label. */
  readonly attributes: ValueMap;
  /** What is known of the machine. */
  readonly systemAttributes: ValueMap;
}

/**
 * The life of a run in one view: a planned run is created and staged, executed, finalized. A run
 * whose staging hook fails is finalized with the hook's exit code; one that cannot be staged for
 * another reason is removed again. Fails like {@link stageRun}.
 */
export async function performRun(
  plan: PlannedRun,
  options: LifecycleOptions,
): Promise<FinalizedRun> {
  const run = await stagePlannedRun(plan, options);
  return startRun(run, options);
}

/** Executes a staged run and finalizes it. */
export async function startRun(run: Run, options: FinalizeOptions): Promise<FinalizedRun> {
  const { exitCode } = await execRun(run, options);
  return finalize(run, { ...options, exitCode });
}

/** Creates a planned run and stages it. */
export async function stagePlannedRun(plan: PlannedRun, options: LifecycleOptions): Promise<Run> {
  const run = createRun(plan, options);
  try {
    await stageRun(run, plan.projectDir, { ...options, userKeys: plan.userKeys });
    return run;
  } catch (error) {
    if (error instanceof GageError && error.failure.reason === 'phase-failed') {
      await finalize(run, { ...options, exitCode: error.failure.exitCode });
    } else {
      deleteRun(run);
    }
    throw error;
  }
}

/** Everything a run begins with is written aside: the run appears initialized, in one step. */
function createRun(plan: PlannedRun, options: LifecycleOptions): Run {
  const id = newUuid();
  const runDir = join(options.runsDir, id);
  const unborn = new Run(id, runDir, unbornMetaPathOf(runDir), plan.opref);
  const run = new Run(id, runDir, metaPathOf(runDir), plan.opref);
  try {
    makeDirectory(unborn.metaDir);
    // First of all: without it the rest would count as left behind.
    takeOwnership(unborn, 'stage');
    writeFileAtomic(join(unborn.metaDir, META.opref), formatOpRef(plan.opref));
    initRunMeta(unborn, plan.opdef, plan.config, plan.command, options.systemAttributes);
    writeProjectReference(run, plan.projectDir);
    initUserAttributes(run, options.userName, options.attributes);
    renamePath(unborn.metaDir, run.metaDir);
    return run;
  } catch (error) {
    deleteRun(run);
    throw error;
  }
}
