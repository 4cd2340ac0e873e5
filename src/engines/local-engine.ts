import type { EndedAttempt } from '../attempt/settle-attempts.ts';
import type { TaskEnd, TrialTask } from '../batch/engine.ts';
import { performAttempt, performStagedAttempt } from '../perform-attempt.ts';
import type { EngineKind } from './engine-setup.ts';
import { TrialRuns, endIn } from './trial-runs.ts';

/** Makes trials in this process, each in an attempt of its own: the least that a trial can cost. */
export const localEngine: EngineKind = {
  name: 'local',
  open: (setup) => {
    const { batch, isStaging } = setup;
    const runs = new TrialRuns(setup);
    return {
      name: 'local',
      perform: async (task) => {
        const known = await runs.findKnown(task);
        if (known !== undefined) return known;
        const staged = await runs.findStaged(task);
        if (isStaging) return { type: 'staged', run: staged ?? (await runs.stage(task)) };
        const options = {
          ...runs.lifecycleOf(task),
          purpose: { batch: batch.id, trial: task.trial.number },
          rejects: task.rejects,
          onClosing: task.onClosing,
          beforeCommand: task.beforeCommand,
          onClaimed: ({ number }: { readonly number: number }) => {
            task.onAttempt(number);
          },
        };
        const ended =
          staged === undefined
            ? await performAttempt(task.trial.plan, runs.runDirOf(task), options)
            : await performStagedAttempt(staged, options);
        return taskEnd(ended, task);
      },
    };
  },
};

function taskEnd(ended: EndedAttempt, task: TrialTask): TaskEnd {
  const { run, attempt, exitCode, isRun, isLost } = ended;
  if (isRun) return { type: 'ended', run, exitCode };
  if (isLost) {
    return { type: 'lost', attempt, why: task.rejects(exitCode) ?? 'it was taken for dead' };
  }
  return endIn(run.runDir) ?? { type: 'busy' };
}
