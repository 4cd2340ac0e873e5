/** What lists, filters and boards cost when there are very many runs. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addRun, generateProject } from '../generate/runs.js';
import { readStoredZip } from '../generate/stored-zip.js';

const NOTHING = { argv: [process.execPath, '-e', '0'] };
const SIZES = [1000, 10_000, 100_000];
const BAREST_LIST = fileURLToPath(new URL('../generate/barest-list.js', import.meta.url));

/** @type {import('../measure.js').Case[]} */
export const cases = [
  {
    name: 'many-runs/list',
    reach: { ratio: 2, memoryMb: 200 },
    repetitions: 15,
    sizes: SIZES,
    smallSize: 5,
    isMemoryMeasured: true,
    floor: () => NOTHING,
    gage: (measured) => listed(measured, []),
  },
  {
    name: 'many-runs/filter',
    reach: { ratio: 3, memoryMb: 200 },
    repetitions: 15,
    sizes: SIZES,
    smallSize: 5,
    isMemoryMeasured: true,
    floor: () => NOTHING,
    gage: (measured) => listed(measured, ['--where', 'metric.acc > 0.9 and config.opt == adam']),
  },
  {
    name: 'many-runs/first-list',
    reach: { ratio: 2, memoryMb: 200 },
    repetitions: 3,
    sizes: SIZES,
    smallSize: 5,
    isMemoryMeasured: true,
    floor: (measured) => ({ argv: [process.execPath, BAREST_LIST, runsOf(projectOf(measured))] }),
    gage: (measured) => ({
      ...listed(measured, []),
      before: () => {
        rmSync(join(runsOf(projectOf(measured)), '.index'), { recursive: true, force: true });
      },
    }),
  },
  {
    name: 'many-runs/one-more',
    reach: { ratio: 1.5, memoryMb: 200 },
    repetitions: 5,
    sizes: SIZES,
    smallSize: 5,
    floor: (measured) => warm(listed(measured, [])),
    gage: (measured) => withOneMore(measured),
  },
  {
    name: 'many-runs/board',
    reach: { ratio: 8, memoryMb: 200 },
    repetitions: 5,
    sizes: [100, 1000, 10_000],
    smallSize: 5,
    isMemoryMeasured: true,
    floor: () => NOTHING,
    gage: (measured) => ({
      argv: [...measured.gage, 'board', '--json'],
      cwd: projectOf(measured),
    }),
  },
  {
    name: 'many-runs/needed',
    reach: { ratio: 2, memoryMb: 200 },
    repetitions: 5,
    sizes: SIZES,
    smallSize: 5,
    isMemoryMeasured: true,
    floor: (measured) => listed(measured, []),
    gage: (measured) => ({
      argv: [...measured.gage, 'run', '--needed', '-y'],
      // The run is not needed: there is one like it.
      status: 5,
      cwd: projectOf(measured),
    }),
  },
];

function listed({ gage, ...measured }, options) {
  return { argv: [...gage, 'list', ...options], cwd: projectOf(measured) };
}

/** After one that has seen what was changed before, and so long ago that it believes the times: nothing is new to it. */
function warm(work) {
  const [program, ...args] = work.argv;
  return {
    ...work,
    before: () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLING_MS);
      spawnSync(program, args, { cwd: work.cwd });
    },
  };
}

/** Longer than a change has to be in the past. */
const SETTLING_MS = 200;

function projectOf({ fixtures, size }) {
  return fixtures.keep(`runs-${size}-2`, (directory) => generateProject(directory, size));
}

function runsOf(project) {
  return join(project, '.gage', 'runs');
}

/** Another run each time, put there without the program. */
function withOneMore(measured) {
  const runs = runsOf(projectOf(measured));
  const zip = readdirSync(runs).find((name) => name.endsWith('.meta.zip'));
  const template = readStoredZip(readFileSync(join(runs, zip)));
  let added = [];
  let index = 10_000_000;
  return {
    ...listed(measured, []),
    before: () => {
      const present = new Set(readdirSync(runs));
      addRun(runs, template, (index += 1));
      added = readdirSync(runs).filter((name) => !present.has(name));
    },
    after: () => {
      for (const name of added) rmSync(join(runs, name), { recursive: true });
    },
  };
}
