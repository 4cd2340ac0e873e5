import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeAttempts } from '../../src/attempt/judge-attempts.ts';
import type { AttemptAction, AttemptView, AttemptsView } from '../../src/attempt/judge-attempts.ts';

const RULES = { graceMs: 1000, maxAttempts: 4 };

function view(
  attempts: readonly Partial<AttemptView>[],
  rest: Partial<AttemptsView> = {},
): AttemptsView {
  return {
    isPublished: false,
    committed: undefined,
    ...rest,
    attempts: attempts.map((attempt, index) => ({
      number: index + 1,
      phase: 'working',
      worker: 'gone',
      silentMs: 0,
      ...attempt,
    })),
  };
}

describe('the verdict about attempts', () => {
  const cases: readonly (readonly [string, AttemptsView, AttemptAction])[] = [
    ['a run nobody has tried can be started', view([]), { type: 'start' }],
    [
      'an attempt whose worker is there is waited for',
      view([{ worker: 'alive' }]),
      { type: 'wait', attempt: 1 },
    ],
    [
      'one that cannot be seen is waited for while its silence is short',
      view([{ worker: 'unknown', silentMs: 1000 }]),
      { type: 'wait', attempt: 1 },
    ],
    [
      'and is lost when it is long',
      view([{ worker: 'unknown', silentMs: 1001 }]),
      { type: 'lose', attempt: 1 },
    ],
    ['one whose worker is gone is lost', view([{}]), { type: 'lose', attempt: 1 }],
    [
      'but not when its command has ended before',
      view([{ phase: 'exited' }]),
      { type: 'finish', attempt: 1 },
    ],
    [
      'a result is committed, whoever else is at work',
      view([{ worker: 'alive' }, { phase: 'result', worker: 'gone' }]),
      { type: 'commit', attempt: 2 },
    ],
    [
      'a commit counts above a later result',
      view([{ phase: 'result' }, { phase: 'result' }], { committed: 2 }),
      { type: 'publish', attempt: 2 },
    ],
    [
      'others are superseded when their workers are gone',
      view([{ phase: 'result' }, {}], { committed: 1, isPublished: true }),
      { type: 'supersede', attempt: 2 },
    ],
    [
      'and find out by themselves when they are not',
      view([{ phase: 'result' }, { worker: 'alive' }], { committed: 1, isPublished: true }),
      { type: 'done' },
    ],
    [
      'when all that may be made are lost, it is over',
      view([{ phase: 'lost' }, { phase: 'lost' }, { phase: 'lost' }, { phase: 'lost' }]),
      { type: 'exhausted' },
    ],
  ];
  test.each(cases)('%s', (_, seen, action) => {
    expect(judgeAttempts(seen, RULES)).toEqual(action);
  });
});

/** What is on disk, as far as the protocol goes, and who is at work in fact. */
interface World {
  published: number | undefined;
  committed: number | undefined;
  readonly attempts: {
    phase: AttemptView['phase'];
    isAlive: boolean;
    /** On the other side of a split network: others cannot tell whether it is alive. */
    readonly isFar: boolean;
    silentMs: number;
  }[];
}

/** One thing that happens: somebody takes a step of an attempt, dies, time passes, somebody looks. */
type Happening =
  | { readonly type: 'step' | 'die'; readonly attempt: number }
  | { readonly type: 'pass' }
  | { readonly type: 'intrude'; readonly isFar: boolean }
  | { readonly type: 'look'; readonly isFar: boolean }
  /** Acts on what it saw some time ago. */
  | { readonly type: 'remember'; readonly isFar: boolean }
  | { readonly type: 'act' };

function observe(world: World): AttemptsView {
  return {
    isPublished: world.published !== undefined,
    committed: world.committed,
    attempts: world.attempts.map(({ phase, isAlive, isFar, silentMs }, index) => ({
      number: index + 1,
      phase,
      worker: isFar ? 'unknown' : isAlive ? 'alive' : 'gone',
      silentMs,
    })),
  };
}

/** The step that whoever makes an attempt takes next: it ends, has a result, commits, publishes. */
function step(world: World, number: number): void {
  const attempt = world.attempts[number - 1];
  if (attempt === undefined || !attempt.isAlive) return;
  attempt.silentMs = 0;
  if (attempt.phase === 'working') attempt.phase = 'exited';
  else if (attempt.phase === 'exited') attempt.phase = 'result';
  else if (attempt.phase === 'result') {
    link(world, number);
    if (world.committed === number) publish(world, number);
    attempt.isAlive = false;
  } else attempt.isAlive = false;
}

/** One name, one file: the first counts. */
function link(world: World, number: number): void {
  const attempt = world.attempts[number - 1];
  if (attempt?.phase !== 'result') return;
  if (world.committed === undefined && world.published === undefined) world.committed = number;
  else if (world.committed !== number) attempt.phase = 'superseded';
}

function publish(world: World, number: number): void {
  expect(world.committed, 'only what was committed is published').toBe(number);
  expect(world.published ?? number, 'a run is published once').toBe(number);
  world.published = number;
}

function start(world: World, isFar: boolean): void {
  if (world.published !== undefined) return;
  world.attempts.push({ phase: 'working', isAlive: true, isFar, silentMs: 0 });
}

function act(world: World, action: AttemptAction, isFar: boolean): void {
  const attempt = 'attempt' in action ? world.attempts[action.attempt - 1] : undefined;
  const isOver = attempt?.phase === 'lost' || attempt?.phase === 'superseded';
  switch (action.type) {
    case 'start':
      start(world, isFar);
      break;
    case 'commit':
      link(world, action.attempt);
      break;
    case 'publish':
      publish(world, action.attempt);
      break;
    case 'finish':
      if (attempt !== undefined && !isOver) attempt.phase = 'result';
      break;
    case 'lose':
      if (attempt !== undefined && attempt.phase === 'working') attempt.phase = 'lost';
      break;
    case 'supersede':
      if (attempt !== undefined && action.attempt !== world.committed) attempt.phase = 'superseded';
      break;
    case 'wait':
    case 'done':
    case 'exhausted':
      break;
  }
}

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('step'), attempt: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('die'), attempt: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pass') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('intrude'), isFar: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('look'), isFar: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('remember'), isFar: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('act') }) },
);

function happen(
  world: World,
  memory: { action: AttemptAction; isFar: boolean }[],
  event: Happening,
): void {
  switch (event.type) {
    case 'step':
      step(world, event.attempt);
      break;
    case 'die': {
      const attempt = world.attempts[event.attempt - 1];
      if (attempt !== undefined) attempt.isAlive = false;
      break;
    }
    case 'pass':
      for (const attempt of world.attempts) attempt.silentMs += 600;
      break;
    case 'intrude':
      if (world.attempts.length < 6) start(world, event.isFar);
      break;
    case 'look':
      act(world, judgeAttempts(observe(world), RULES), event.isFar);
      break;
    case 'remember':
      memory.push({ action: judgeAttempts(observe(world), RULES), isFar: event.isFar });
      break;
    case 'act': {
      const remembered = memory.shift();
      if (remembered !== undefined) act(world, remembered.action, remembered.isFar);
      break;
    }
  }
}

/** Something that was committed or published stays so. */
function checkKept(before: World, after: World): void {
  if (before.committed !== undefined) expect(after.committed).toBe(before.committed);
  if (before.published !== undefined) expect(after.published).toBe(before.published);
  if (after.published !== undefined) expect(after.committed).toBe(after.published);
  if (after.committed !== undefined) {
    expect(after.attempts[after.committed - 1]?.phase, 'a run has a result').toBe('result');
  }
}

describe('attempts that meet in any order', () => {
  test('never make two runs, nor one without a result, and always come to an end', () => {
    let [completed, exhausted] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 60 }),
        fc.array(fc.boolean()),
        (events, lives) => {
          const world: World = { published: undefined, committed: undefined, attempts: [] };
          const memory: { action: AttemptAction; isFar: boolean }[] = [];
          for (const event of events) {
            const before = structuredClone(world);
            happen(world, memory, event);
            checkKept(before, world);
          }
          const end = settle(world, lives);
          if (end === 'done') {
            completed++;
            expect(world.published).toBeDefined();
          } else {
            exhausted++;
            expect(world.committed).toBeUndefined();
            expect(world.attempts.every(({ phase }) => phase === 'lost')).toBe(true);
          }
        },
      ),
      { numRuns: 5000 },
    );
    expect(Math.min(completed, exhausted)).toBeGreaterThan(100);
  });
});

/** Everybody who was at work is gone, time passes, one looks until there is nothing to do. */
function settle(world: World, lives: readonly boolean[]): AttemptAction['type'] {
  const fates = [...lives];
  for (let looks = 0; looks < 100; looks++) {
    for (const attempt of world.attempts) {
      attempt.isAlive = false;
      attempt.silentMs += 600;
    }
    const before = structuredClone(world);
    const action = judgeAttempts(observe(world), RULES);
    if (action.type === 'done' || action.type === 'exhausted') return action.type;
    act(world, action, false);
    const number = world.attempts.length;
    if (action.type === 'start' && fates.shift() === true) {
      for (let count = 0; count < 3; count++) step(world, number);
    }
    checkKept(before, world);
  }
  throw new Error(`it never ends: ${JSON.stringify(world)}`);
}
