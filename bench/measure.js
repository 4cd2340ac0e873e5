/**
 * Measures work that processes do: how long they take, what they need of processors and memory. All
 * that is compared is measured in turns, so that what else the machine does is the same for all.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What is measured: one process, from its start to its end.
 * @typedef {object} Work
 * @property {readonly string[]} argv program and arguments
 * @property {string} [cwd]
 * @property {Record<string, string>} [env] added to the environment
 * @property {number} [status] the exit status it has to have, 0 unless said
 * @property {() => void} [before] what has to be made ready before every repetition; not measured
 * @property {() => void} [after] looks at the results after every repetition, throws where they are wrong; not measured
 * @property {number} [count] how many units of work it is: the table has the time of one
 */

/**
 * What cases have to make their work of.
 * @typedef {object} Context
 * @property {import('./fixtures.js').Fixtures} fixtures
 * @property {number | undefined} size
 * @property {boolean} isSmall
 * @property {readonly string[]} gage program and first arguments of the gage that is measured
 * @property {'gage' | 'reference'} role
 */

/**
 * What is to be reached: at most so many times the floor, so many milliseconds above it, so much memory.
 * @typedef {{ ratio?: number, aboveMs?: number, memoryMb?: number }} Reach
 */

/**
 * @typedef {object} Case
 * @property {string} name `group/what`, by which it can be chosen
 * @property {Reach | ((size: number) => Reach)} [reach]
 * @property {readonly number[]} [sizes] amounts of work: each is a line of the table
 * @property {number} [smallSize] the amount for a trial
 * @property {number} [repetitions]
 * @property {boolean} [hasReference] whether a reference can do it as well; true unless said
 * @property {boolean} [isMemoryMeasured]
 * @property {(context: Context) => Work} [floor]
 * @property {(context: Context) => Work} gage
 */

const GAGE = [process.execPath, fileURLToPath(new URL('../bin/gage.js', import.meta.url))];

const REPETITIONS = 15;

/**
 * Measures a case once for each repetition, all that is compared in turns.
 * @param {Case} one
 * @param {{ size: number | undefined, isSmall: boolean, repetitions: number | undefined, reference: string | undefined, fixtures: import('./fixtures.js').Fixtures }} options
 */
export async function measureCase(one, { size, isSmall, repetitions, reference, fixtures }) {
  const context = { fixtures, size, isSmall, gage: GAGE, role: 'gage' };
  const works = { floor: one.floor?.(context), gage: one.gage(context) };
  if (reference !== undefined && one.hasReference !== false) {
    works.reference = one.gage({ ...context, gage: reference.split(' '), role: 'reference' });
  }
  const compared = Object.entries(works).filter(([, work]) => work !== undefined);
  const times = Object.fromEntries(compared.map(([role]) => [role, []]));
  // Once without looking, for what is only cold the first time.
  if (!isSmall) for (const [, work] of compared) perform(work);
  for (let turn = 0; turn < (repetitions ?? one.repetitions ?? REPETITIONS); turn += 1) {
    for (const [role, work] of compared) times[role].push(perform(work));
  }
  const row = { name: one.name, ...(size !== undefined && { size }) };
  for (const [role] of compared) row[role] = statistics(times[role]);
  if (one.isMemoryMeasured) {
    for (const [role, work] of compared) {
      if (role !== 'floor') row[role].memoryMb = await peakMemory(work);
    }
  }
  return { ...row, ...judged(row, typeof one.reach === 'function' ? one.reach(size) : one.reach) };
}

/** Projects that are measured are not part of the repository that this program comes from. */
const BENCH = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

/** The environment of everything measured: certificates are read at the start of every Node.js that is told of them. */
function environment(work) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return { ...env, GIT_CEILING_DIRECTORIES: BENCH, ...work.env };
}

/** Does the work. @returns milliseconds for a unit of it, and those of processors. */
function perform(work) {
  work.before?.();
  const [program, ...args] = work.argv;
  const cpuBefore = childProcessorMillis();
  const start = performance.now();
  const { status, signal, error, stderr } = spawnSync(program, args, {
    cwd: work.cwd,
    env: environment(work),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const elapsed = performance.now() - start;
  const cpu = childProcessorMillis() - cpuBefore;
  if (error !== undefined) throw error;
  if (status !== (work.status ?? 0)) {
    throw new Error(`${work.argv.join(' ')}: ${signal ?? status}\n${stderr.toString()}`);
  }
  work.after?.();
  const count = work.count ?? 1;
  return { elapsed: elapsed / count, cpu: cpu / count };
}

/** The processor time of all children so far; where the system does not tell, 0. */
function childProcessorMillis() {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) * MILLIS_A_TICK;
  } catch {
    return 0;
  }
}

const MILLIS_A_TICK = 10;

/** The most memory the process of the work had, in a repetition of its own: looking costs time. */
async function peakMemory(work) {
  work.before?.();
  const [program, ...args] = work.argv;
  const child = spawn(program, args, { cwd: work.cwd, env: environment(work), stdio: 'ignore' });
  let peakKb = 0;
  const look = setInterval(() => {
    peakKb = Math.max(peakKb, highWaterMark(child.pid));
  }, LOOK_MS);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(look);
  work.after?.();
  return Math.round(peakKb / 1024);
}

const LOOK_MS = 5;

function highWaterMark(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function statistics(samples) {
  const times = samples.map(({ elapsed }) => elapsed).sort((a, b) => a - b);
  const cpu = samples.reduce((sum, sample) => sum + sample.cpu, 0) / samples.length;
  return { median: middle(times), min: times[0], max: times.at(-1), cpu, times };
}

function middle(sorted) {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Compares medians: with the floor, with the reference, and with what is to be reached. */
function judged({ floor, gage, reference }, reach = {}) {
  const missed = [];
  if (reach.ratio !== undefined && gage.median > floor.median * reach.ratio) missed.push('ratio');
  if (reach.aboveMs !== undefined && gage.median > floor.median + reach.aboveMs) {
    missed.push('aboveMs');
  }
  if (reach.memoryMb !== undefined && gage.memoryMb > reach.memoryMb) missed.push('memoryMb');
  return {
    ...(floor !== undefined && { ratio: gage.median / floor.median }),
    ...(reference !== undefined && { ratioToReference: gage.median / reference.median }),
    reach,
    missed,
  };
}
