import { attemptNumbers } from '../attempt/claim-attempt.ts';
import { readProjectReference } from '../run/project-reference.ts';
import type { Run } from '../run/run.ts';
import { ACTIVE_STATUSES } from '../run/status.ts';
import type { EngineKind } from './engine-setup.ts';
import type { ExecOptions, Transport } from './transport.ts';
import { TrialRuns, endIn } from './trial-runs.ts';

/**
 * Has each trial made by a process of its own, wherever the transport leads: runs are staged here, brought there by the store,
 * started there with `gage start`, and collected. What that process does not do has not been done:
 * the trial can be tried again.
 */
export const processEngine: EngineKind = {
  name: 'process',
  open: (setup) => {
    const { transport, store, isStaging } = setup;
    const runs = new TrialRuns(setup);
    return {
      name: 'process',
      perform: async (task) => {
        const known = await runs.findKnown(task);
        if (known !== undefined) return known;
        const staged = (await runs.findStaged(task)) ?? (await runs.stage(task));
        if (isStaging) return { type: 'staged', run: staged };
        const attempt = (attemptNumbers(staged.runDir).at(-1) ?? 0) + 1;
        task.onAttempt(attempt);
        const runsDir = await store.publish(staged);
        task.onEvent({ type: 'step', run: staged, step: 'run' });
        const { onOutput, signal, forceSignal } = task;
        const { env: callers, cwd = '.' } = runs.lifecycleOf(task);
        const env = { ...callers, ...projectVariables(staged) };
        const there = [...transport.program, '--runs', runsDir];
        const quiet = onOutput === undefined ? ['--quiet'] : [];
        const { errorText, exitCode } = await transport.exec(
          [...there, 'start', staged.id, '--yes', ...quiet],
          { env, cwd, signal, forceSignal, onOutput },
        );
        await store.collect(staged);
        const end = endIn(staged.runDir);
        if (end !== undefined) return end;
        if (
          await isAtWork(
            transport,
            [...there, 'list', '--json', '--where', `id == "${staged.id}"`],
            env,
          )
        ) {
          return { type: 'busy' };
        }
        await store.discard(staged);
        const [said = ''] = errorText.split('\n', 1);
        const how = exitCode === undefined ? 'was killed' : `exited with ${exitCode}`;
        return { type: 'lost', attempt, why: said === '' ? `its process ${how}` : said };
      },
    };
  },
};

/** Whether somebody there works on the run: one whom an earlier process has started. */
async function isAtWork(
  transport: Transport,
  list: readonly string[],
  env: ExecOptions['env'],
): Promise<boolean> {
  const parts: Buffer[] = [];
  const onOutput = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
  };
  const { exitCode } = await transport.exec(list, { env, cwd: '.', onOutput });
  const text = Buffer.concat(parts).toString('utf8');
  return exitCode === 0 && ACTIVE_STATUSES.some((status) => text.includes(`"status": "${status}"`));
}

/** The project is where it was, wherever the run is made. */
function projectVariables(staged: Run): Readonly<Record<string, string>> {
  const projectDir = readProjectReference(staged);
  return projectDir === undefined ? {} : { PROJECT_DIR: projectDir, project_dir: projectDir };
}
