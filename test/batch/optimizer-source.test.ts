import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createOptimizerSource } from '../../src/batch/optimizer-source.ts';
import type { OptimizerOptions } from '../../src/batch/optimizer-source.ts';
import type { TrialResult, TrialSource } from '../../src/batch/trial-source.ts';
import { GageError, OpDef, OpRef } from '../../src/index.ts';
import type { ValueMap } from '../../src/index.ts';
import { planRow } from '../../src/plan/plan-batch.ts';
import type { PlannedTrial } from '../../src/plan/plan-batch.ts';
import type { PlannedOperation } from '../../src/plan/plan-run.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples', 'optimizers');

const FLAGS: ValueMap = { lr: 0.1, momentum: 0.5, epochs: 1 };

const OPERATION: PlannedOperation = {
  opref: new OpRef('p', 'train'),
  opdef: new OpDef('train', { exec: 'true' }),
  projectDir: '/nowhere',
  gageFilePath: '',
  settings: new Map(
    Object.entries(FLAGS).map(([key, value]) => [
      key,
      { key, value, isContainer: false, places: [] },
    ]),
  ),
  uncounted: [],
  warnings: [],
};

function sourceOf(command: string, more: Partial<OptimizerOptions> = {}): TrialSource {
  return createOptimizerSource({
    command,
    cwd: makeTempDir('optimizer'),
    env: process.env,
    operation: 'train',
    flags: FLAGS,
    seed: 1,
    maxTrials: undefined,
    timeoutMs: 20_000,
    plan: (values, number) => {
      const given = Object.entries(values).map(([key, value]) => ({ key, value }));
      return planRow(OPERATION, 'the optimizer', { row: number, values: given });
    },
    ...more,
  });
}

/** A script for the shell that an optimizer can be written in. */
function script(text: string): string {
  const folder = makeTempDir('optimizer');
  writeFiles(folder, { 'opt.sh': text });
  return `sh ${join(folder, 'opt.sh')}`;
}

function resultOf({ number, values }: PlannedTrial, metrics: ValueMap = {}): TrialResult {
  return { trial: number, values, status: 'completed', exitCode: 0, summary: { metrics } };
}

/** Asks and tells until there is no more, `width` trials at a time. */
async function drive(
  source: TrialSource,
  width: number,
  metricsOf: (values: ValueMap) => ValueMap,
): Promise<readonly PlannedTrial[]> {
  const all: PlannedTrial[] = [];
  const running: PlannedTrial[] = [];
  for (;;) {
    const next = running.length < width ? await source.next() : 'wait';
    if (next !== undefined && next !== 'wait') {
      all.push(next);
      running.push(next);
      continue;
    }
    const ended = running.shift();
    if (ended === undefined) break;
    await source.tell?.(resultOf(ended, metricsOf(ended.values)));
  }
  await source.close?.();
  return all;
}

async function failureOf(source: TrialSource): Promise<string> {
  try {
    await source.next();
    return '';
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    return error.message;
  } finally {
    await source.close?.();
  }
}

describe('an optimizer', () => {
  test('is asked and told, a line of JSON each way', async () => {
    const folder = makeTempDir('heard');
    const heard = join(folder, 'heard.txt');
    const command = script(`
      while read -r line; do
        echo "$line" >> ${heard}
        case "$line" in
          *'"ask", "trial": 1'*) echo '{"type": "trial", "values": {"lr": 1}}' ;;
          *'"ask"'*) echo '{"type": "done"}' ;;
        esac
      done`);
    const source = sourceOf(command, { maxTrials: 5 });
    const trials = await drive(source, 1, () => ({
      loss: { value: 0.5, label: 'x' },
      bad: Number.NaN,
    }));
    expect(trials.map(({ number, plan }) => [number, plan.config])).toMatchObject([
      [1, { momentum: 0.5, epochs: 1 }],
    ]);
    expect(
      readFileSync(heard, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { type: 'start', version: 1, operation: 'train', flags: FLAGS, seed: 1, trials: 5 },
      { type: 'ask', trial: 1 },
      {
        type: 'tell',
        trial: 1,
        status: 'completed',
        values: { lr: 1 },
        metrics: { loss: 0.5, bad: null },
        attributes: {},
        run: null,
        exit_code: 0,
      },
      { type: 'ask', trial: 2 },
      { type: 'end' },
    ]);
  });

  test('is asked for no more trials than are wanted, and goes on where a batch was', async () => {
    const command = script(`while read -r line; do echo '{"type": "trial", "values": {}}'; done`);
    expect(await drive(sourceOf(command, { maxTrials: 3 }), 2, () => ({}))).toHaveLength(3);
    const source = sourceOf(`exec grep --line-buffered -o never; true`, {
      maxTrials: 3,
      knownTrials: 3,
    });
    expect(await source.next()).toBeUndefined();
    await source.close?.();
  });

  test.each<readonly [string, string, string]>([
    ['dies', 'echo "no such module" >&2; exit 3', 'it ended with exit code 3: no such module'],
    ['cannot be found', 'exec no-such-program-at-all', 'it ended with exit code 127'],
    // By the signal, or by the exit code that a shell makes of it.
    ['is killed', 'kill -KILL $$', 'it ended '],
    ['answers nonsense', 'read a; echo hello; read b', 'its answer is no JSON object: hello'],
    ['answers something else', `echo '{"type": "trail"}'; read b; read b`, 'no type that is known'],
    ['answers without values', `echo '{"type": "trial"}'; read b; read b`, "has no 'values'"],
    [
      'gives up',
      `echo '{"type": "error", "message": "no data"}'; read b; read b`,
      'it says: no data',
    ],
    ['waits for nothing', `echo '{"type": "wait"}'; read b; read b`, 'no trial is under way'],
    [
      'asks for flags that do not exist',
      `echo '{"type": "trial", "values": {"lrr": 1}}'; read b; read b`,
      "the optimizer: row 1: Unknown flag 'lrr'. Did you mean 'lr'?",
    ],
    [
      'gives a value of the wrong kind',
      `echo '{"type": "trial", "values": {"lr": "fast"}}'; read b; read b`,
      "Invalid value for 'lr': expected a number, got text: fast",
    ],
    [
      'writes without an end, and stays',
      'head -c 5000000 /dev/zero; sleep 600',
      'a line without an end',
    ],
    ['writes without an end', 'yes | tr -d "\\n"', 'it writes a line without an end'],
  ])('that %s is a failure', async (_title, text, problem) => {
    expect(await failureOf(sourceOf(script(text)))).toContain(problem);
  });

  test('that never answers is given up, and its processes are gone', async () => {
    const source = sourceOf(script('trap "" TERM; sleep 600 & wait; sleep 600'), {
      timeoutMs: 200,
    });
    expect(await failureOf(source)).toContain('it has not answered for 0.2 seconds');
  }, 20_000);

  test('is not waited for when the batch is stopped', async () => {
    const controller = new AbortController();
    const source = sourceOf(script('exec sleep 600'), { signal: controller.signal });
    const asked = source.next();
    controller.abort(new Error('stopped'));
    expect(await asked).toBe('wait');
    await source.close?.();
  }, 20_000);
});

describe('the examples', () => {
  const loss = ({ lr, momentum, epochs }: ValueMap): ValueMap => ({
    loss:
      Math.log10(Number(lr) / 0.01) ** 2 +
      (Number(momentum ?? 0) - 0.9) ** 2 +
      1 / (1 + Number(epochs ?? 1)),
  });

  test('random.mjs stays in its ranges and is the same for the same seed', async () => {
    const command = `${process.execPath} ${join(EXAMPLES, 'random.mjs')} lr=0.0001:1:log epochs=1:3`;
    const lists = await Promise.all(
      [1, 1, 2].map(async (seed) => drive(sourceOf(command, { seed, maxTrials: 20 }), 2, loss)),
    );
    const [first, second, third] = lists.map((trials) => trials.map(({ values }) => values));
    expect(first).toEqual(second);
    expect(first).not.toEqual(third);
    for (const { lr, epochs } of first ?? []) {
      expect(Number(lr)).toBeGreaterThanOrEqual(0.0001);
      expect(Number(lr)).toBeLessThanOrEqual(1);
      expect([1, 2, 3]).toContain(epochs);
    }
  });

  test.each([1, 4])('halving.py gives the best the most, %d at a time', async (width) => {
    const options = '--budget epochs=1:9:3 lr=0.0001:1 momentum=0:0.99';
    const command = `python3 ${join(EXAMPLES, 'halving.py')} ${options}`;
    const trials = await drive(sourceOf(command), width, loss);
    expect(trials.map(({ plan }) => plan.config['epochs'])).toEqual([
      1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 9,
    ]);
    const first = trials
      .slice(0, 9)
      .map(({ values }) => ({ values, score: Number(loss(values)['loss']) }));
    const best = first.toSorted((a, b) => a.score - b.score)[0];
    expect(trials.at(-1)?.values).toMatchObject({ lr: best?.values['lr'] });
  });
});
