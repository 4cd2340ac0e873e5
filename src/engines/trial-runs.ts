import { BeatWatch, isPublished } from '../attempt/observe-attempts.ts';
import { GRACE_MS, exitCodeOf, settleAttempts } from '../attempt/settle-attempts.ts';
import type { TaskEnd, TrialTask } from '../batch/engine.ts';
import { stagePlannedRun } from '../lifecycle.ts';
import type { LifecycleOptions } from '../lifecycle.ts';
import { pathExists } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { deleteRun } from '../run/delete-run.ts';
import { attemptsDirOf, metaPathOf } from '../run/layout.ts';
import { currentMetaPath } from '../run/metadata.ts';
import { Run } from '../run/run.ts';
import { changedStagedFiles } from '../run/staged-note.ts';
import { runStatus } from '../run/status.ts';
import type { EngineSetup } from './engine-setup.ts';

/** What there is of the runs of a batch, and how they are made: the same for all engines. */
export class TrialRuns {
  readonly #setup: EngineSetup;
  readonly #watch = new BeatWatch();

  constructor(setup: EngineSetup) {
    this.#setup = setup;
  }

  runDirOf({ runId }: TrialTask): string {
    return join(this.#setup.batch.runsDir, runId);
  }

  /** What there is already of a run: its end, or somebody at work on it. What others left is settled. */
  async findKnown(task: TrialTask): Promise<TaskEnd | undefined> {
    const runDir = this.runDirOf(task);
    if (!pathExists(attemptsDirOf(runDir))) return endIn(runDir);
    const settled = await settleAttempts(runDir, {
      rules: { graceMs: GRACE_MS, maxAttempts: Number.POSITIVE_INFINITY },
      watch: this.#watch,
      env: task.variables,
      onLost: ({ number }) => {
        task.onLost(number);
      },
    });
    return settled === 'busy' ? { type: 'busy' } : endIn(runDir);
  }

  /** The run as it was staged, if it was; what a process that was killed has left of staging is removed. */
  async findStaged(task: TrialTask): Promise<Run | undefined> {
    const runDir = this.runDirOf(task);
    if (!pathExists(metaPathOf(runDir))) return undefined;
    const run = new Run(task.runId, runDir);
    const isWhole = runStatus(run) !== 'terminated' && (await changedStagedFiles(run)).length === 0;
    if (isWhole) return run;
    deleteRun(run);
    return undefined;
  }

  async stage(task: TrialTask): Promise<Run> {
    const { runsDir } = this.#setup.batch;
    const options = { ...this.lifecycleOf(task), runsDir, id: task.runId };
    return stagePlannedRun(task.trial.plan, options);
  }

  lifecycleOf(task: TrialTask): Omit<LifecycleOptions, 'runsDir' | 'id'> {
    const { batch, lifecycle, source } = this.#setup;
    const options = lifecycle(task.trial);
    const { onOutput } = task;
    return {
      ...options,
      env: { ...options.env, ...task.variables },
      systemAttributes: {
        ...options.systemAttributes,
        batch: { id: batch.id, name: batch.name, trial: task.trial.number },
      },
      sharedSource: source,
      signal: task.signal,
      forceSignal: task.forceSignal,
      onEvent: task.onEvent,
      ...(onOutput === undefined ? {} : { onOutput }),
    };
  }
}

/** Of a run that does not tell how it ended. */
const LOST_EXIT = -9;

/** The end of a run that is in its place. */
export function endIn(runDir: string): TaskEnd | undefined {
  if (!isPublished(runDir)) return undefined;
  const metaPath = currentMetaPath(metaPathOf(runDir));
  const run = new Run(runDir.slice(runDir.lastIndexOf('/') + 1), runDir, metaPath);
  if (runStatus(run) === 'finalizing') return { type: 'busy' };
  return { type: 'ended', run, exitCode: exitCodeOf(run) ?? LOST_EXIT };
}
