import { join } from 'node:path';
import { BeatWatch, isPublished } from '../attempt/observe-attempts.ts';
import type { LifecycleOptions } from '../lifecycle.ts';
import { stagePlannedRun } from '../lifecycle.ts';
import { performAttempt, performStagedAttempt } from '../perform-attempt.ts';
import { GRACE_MS, exitCodeOf, settleAttempts } from '../attempt/settle-attempts.ts';
import type { EndedAttempt } from '../attempt/settle-attempts.ts';
import { pathExists } from '../platform/files.ts';
import { attemptsDirOf, metaPathOf } from '../run/layout.ts';
import { currentMetaPath } from '../run/metadata.ts';
import { Run } from '../run/run.ts';
import { runStatus } from '../run/status.ts';
import type { SharedSource } from '../stage/shared-source.ts';
import type { BatchTrial } from './batch-plan.ts';
import type { Batch } from './batch-store.ts';
import type { Engine, TaskEnd, TrialTask } from './engine.ts';

export interface LocalEngineOptions {
  /** How a run of the batch is made. */
  readonly lifecycle: (trial: BatchTrial) => Omit<LifecycleOptions, 'runsDir' | 'id'>;
  readonly source: SharedSource;
  /** Runs are staged and not started. */
  readonly isStaging: boolean;
}

/** Makes trials on this machine, each in an attempt of its own. */
export function createLocalEngine(batch: Batch, options: LocalEngineOptions): Engine {
  const watch = new BeatWatch();
  const rules = { graceMs: GRACE_MS, maxAttempts: Number.POSITIVE_INFINITY };
  return {
    name: 'local',
    perform: async (task) => {
      const runDir = join(batch.runsDir, task.runId);
      const known = await findKnown(runDir, task);
      if (known !== undefined) return known;
      const lifecycle = trialOptions(batch, task, options);
      if (options.isStaging) {
        const { plan } = task.trial;
        const { runsDir } = batch;
        const run = await stagePlannedRun(plan, { ...lifecycle, runsDir, id: task.runId });
        return { type: 'staged', run };
      }
      const attemptOptions = {
        ...lifecycle,
        purpose: { batch: batch.id, trial: task.trial.number },
        rejects: task.rejects,
        onClaimed: ({ number }: { readonly number: number }) => {
          task.onAttempt(number);
        },
      };
      const isStaged = pathExists(metaPathOf(runDir));
      const ended = isStaged
        ? await performStagedAttempt(new Run(task.runId, runDir), attemptOptions)
        : await performAttempt(task.trial.plan, runDir, attemptOptions);
      return taskEnd(ended, task);
    },
  };

  /** What there is already of a run: its end, or somebody at work on it. What others left is settled. */
  async function findKnown(runDir: string, task: TrialTask): Promise<TaskEnd | undefined> {
    if (!pathExists(attemptsDirOf(runDir))) return endIn(runDir);
    const settled = await settleAttempts(runDir, {
      rules,
      watch,
      env: task.variables,
      onLost: ({ number }) => {
        task.onLost(number);
      },
    });
    return settled === 'busy' ? { type: 'busy' } : endIn(runDir);
  }
}

function endIn(runDir: string): TaskEnd | undefined {
  if (!isPublished(runDir)) return undefined;
  const metaPath = currentMetaPath(metaPathOf(runDir));
  const run = new Run(runDir.slice(runDir.lastIndexOf('/') + 1), runDir, metaPath);
  if (runStatus(run) === 'finalizing') return { type: 'busy' };
  return { type: 'ended', run, exitCode: exitCodeOf(run) ?? LOST_EXIT };
}

/** Of a run that does not tell how it ended. */
const LOST_EXIT = -9;

function taskEnd(ended: EndedAttempt, task: TrialTask): TaskEnd {
  const { run, attempt, exitCode, isRun, isLost } = ended;
  if (isRun) return { type: 'ended', run, exitCode };
  if (isLost) {
    return { type: 'lost', attempt, why: task.rejects(exitCode) ?? 'it was taken for dead' };
  }
  return endIn(run.runDir) ?? { type: 'busy' };
}

function trialOptions(
  batch: Batch,
  task: TrialTask,
  { lifecycle, source }: LocalEngineOptions,
): Omit<LifecycleOptions, 'runsDir' | 'id'> {
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
