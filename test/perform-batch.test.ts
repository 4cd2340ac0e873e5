import { describe, expect, test } from 'vitest';
import { GageError, fail } from '../src/failures/failures.ts';
import { OpDef } from '../src/operation/operation-definition.ts';
import { performBatch } from '../src/perform-batch.ts';
import type { BatchEvent, MadeRun, TrialOutcome } from '../src/perform-batch.ts';
import type { PlannedTrial } from '../src/plan/plan-batch.ts';
import { OpRef } from '../src/run/operation-reference.ts';
import { OpCmd, Run } from '../src/run/run.ts';

function trialsOf(count: number): readonly PlannedTrial[] {
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    rows: [{ file: 'g.csv', row: index + 1 }],
    values: { n: index },
    plan: {
      opref: new OpRef('p', 'op'),
      opdef: new OpDef('op', {}),
      projectDir: '/project',
      command: new OpCmd('true'),
      config: { n: index },
      userKeys: ['n'],
    },
  }));
}

const made = ({ number }: PlannedTrial, exitCode?: number): MadeRun => {
  const run = new Run(`0000000${number}`, `/runs/${number}`);
  return exitCode === undefined ? { run } : { run, exitCode };
};

const statuses = (outcomes: readonly TrialOutcome[]): readonly string[] =>
  outcomes.map(({ status }) => status);

describe('a batch', () => {
  test('goes on after trials that fail, one after another', async () => {
    const events: string[] = [];
    const note = (event: BatchEvent): void => {
      const { number } = event.type === 'trial-started' ? event.trial : event.outcome.trial;
      events.push(`${event.type} ${number}`);
    };
    const outcomes = await performBatch(
      trialsOf(6),
      async (trial) => {
        events.push(`execute ${trial.number}`);
        await Promise.resolve();
        if (trial.number === 4) fail({ reason: 'invalid-argument', message: 'no' });
        if (trial.number === 5)
          throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
        return made(trial, [0, 3, -9, 0, 0, 0][trial.number - 1]);
      },
      { onEvent: note },
    );
    expect(statuses(outcomes)).toEqual([
      'completed',
      'error',
      'terminated',
      'failed',
      'failed',
      'completed',
    ]);
    expect(outcomes[1]).toMatchObject({ exitCode: 3, trial: { number: 2 } });
    expect(outcomes[3]).toMatchObject({ error: { message: 'no' } });
    expect(events.slice(0, 6)).toEqual([
      'trial-started 1',
      'execute 1',
      'trial-ended 1',
      'trial-started 2',
      'execute 2',
      'trial-ended 2',
    ]);
  });

  test('that is stopped starts nothing more', async () => {
    const stop = new AbortController();
    const outcomes = await performBatch(
      trialsOf(4),
      async (trial) => {
        await Promise.resolve();
        if (trial.number < 2) return made(trial, 0);
        stop.abort('SIGINT');
        return made(trial, -2);
      },
      { signal: stop.signal },
    );
    expect(statuses(outcomes)).toEqual(['completed', 'terminated', 'not-started', 'not-started']);
  });

  test('that is stopped while it stages a run has not started it', async () => {
    const outcomes = await performBatch(trialsOf(1), async () => {
      await Promise.resolve();
      return fail({ reason: 'stopped', runId: '1', signal: 'SIGINT' });
    });
    expect(statuses(outcomes)).toEqual(['not-started']);
  });

  test('notices a signal although its trials fail at once', async () => {
    const stop = new AbortController();
    setImmediate(() => {
      setImmediate(() => {
        stop.abort('SIGINT');
      });
    });
    const outcomes = await performBatch(
      trialsOf(1000),
      async () => Promise.reject(new GageError({ reason: 'invalid-argument', message: 'no' })),
      { signal: stop.signal },
    );
    expect(outcomes[0]?.status).toBe('failed');
    expect(outcomes.at(-1)?.status).toBe('not-started');
  });

  test('passes over trials that are not needed', async () => {
    const trials = trialsOf(3);
    const [first, second] = trials;
    if (first === undefined || second === undefined) throw new Error('no trials');
    const unneeded = new Map([[second, { kind: 'trial', trial: first } as const]]);
    const outcomes = await performBatch(trials, async (trial) => Promise.resolve(made(trial)), {
      unneeded,
    });
    expect(statuses(outcomes)).toEqual(['staged', 'skipped', 'staged']);
  });

  test('lets a mistake of the program through', async () => {
    const broken = performBatch(trialsOf(2), async () => Promise.reject(new TypeError('bug')));
    await expect(broken).rejects.toThrow('bug');
  });
});
