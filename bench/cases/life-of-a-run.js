/** What runs cost besides their commands: those of operations that do nothing. */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const GAGE_FILE = '[nothing]\nexec = "true"\ndefault = true\n';

/** @type {import('../measure.js').Case[]} */
export const cases = [
  {
    name: 'run/trivial',
    reach: { ratio: 2.5 },
    repetitions: 30,
    floor: () => ({ argv: [process.execPath, '-e', '0'] }),
    gage: ({ gage, fixtures, role }) => runOf(['run', '-y'], 1, { gage, fixtures, role }),
  },
  {
    // Beside the command, git is asked what has changed since the commit.
    name: 'run/in-git',
    repetitions: 10,
    floor: () => ({ argv: [process.execPath, '-e', '0'] }),
    gage: ({ gage, fixtures, role }) =>
      runOf(['run', '-y'], 1, { gage, fixtures, role }, makeRepository),
  },
  {
    name: 'run/batch',
    // Of a smaller batch, each run has a larger part of the start.
    reach: (size) => (size === 200 ? { aboveMs: 8 } : {}),
    repetitions: 5,
    sizes: [2, 20, 200],
    smallSize: 2,
    floor: ({ size }) => ({
      argv: [
        process.execPath,
        '-e',
        `const { spawnSync } = require('node:child_process');
         for (let turn = 0; turn < ${size}; turn += 1) spawnSync('true', { shell: true, stdio: 'ignore' });`,
      ],
      count: size,
    }),
    gage: ({ gage, fixtures, size, role }) =>
      runOf(['run', '-y', '-q', '--batch', 'rows.json'], size, { gage, fixtures, role }),
  },
  ...[1, 2].map((jobs) => ({
    name: `batch/jobs-${jobs}`,
    repetitions: 3,
    sizes: [1000],
    smallSize: 2,
    isMemoryMeasured: true,
    floor: ({ size }) => ({ argv: [process.execPath, '-e', BARE, size, jobs], count: size }),
    gage: ({ gage, fixtures, size, role }) =>
      runOf(['run', '-y', '-q', '-j', String(jobs), '--batch', 'rows.json'], size, {
        gage,
        fixtures,
        role,
      }),
  })),
  {
    name: 'batch/plan',
    // Start-up is what the floor is.
    reach: (size) => (size === 10_000 ? { aboveMs: 1000 / 10_000 } : {}),
    repetitions: 5,
    sizes: [100, 10_000],
    smallSize: 2,
    isMemoryMeasured: true,
    floor: ({ size, gage, fixtures }) => previewOf(1, size, { gage, fixtures, role: 'floor' }),
    gage: ({ gage, fixtures, size }) => previewOf(size, size, { gage, fixtures, role: 'gage' }),
  },
];

/** Starts a command so often, and so many at once. */
const BARE = `
  const { spawn } = require('node:child_process');
  const [count, jobs] = process.argv.slice(1).map(Number);
  let started = 0;
  const next = () => {
    if (started++ < count) spawn('true', { shell: true, stdio: 'ignore' }).once('exit', next);
  };
  for (let job = 0; job < jobs; job += 1) next();
`;

/** Commits what is in a folder. */
function makeRepository(directory) {
  const settings = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    [...settings, 'commit', '-qm', 'All'],
  ]) {
    execFileSync('git', args, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

/** Shows the plan of a batch. */
function previewOf(trials, count, { gage, fixtures, role }) {
  const project = fixtures.fresh(`plan-${role}`);
  return {
    argv: [...gage, '-C', project, 'run', '--preview', `x=1..${trials}`],
    count,
    before: () => {
      const directory = fixtures.fresh(`plan-${role}`);
      writeFileSync(join(directory, 'gage.toml'), '[op]\nexec = "true"\nconfig = "x.env"\n');
      writeFileSync(join(directory, 'x.env'), 'x=0\n');
    },
  };
}

/** Runs in a project that has none. */
function runOf(args, count, { gage, fixtures, role }, prepare = () => undefined) {
  const project = fixtures.freshOutside(`life-of-a-run-${role}`);
  return {
    argv: [...gage, '-C', project, ...args],
    count,
    before: () => {
      const directory = fixtures.freshOutside(`life-of-a-run-${role}`);
      writeFileSync(join(directory, 'gage.toml'), GAGE_FILE);
      if (args.includes('--batch'))
        writeFileSync(join(directory, 'rows.json'), `[${'{},'.repeat(count - 1)}{}]`);
      prepare(directory);
    },
    after: () => {
      const runs = readdirSync(join(project, '.gage', 'runs'));
      const finished = runs.filter((name) => name.endsWith('.meta.zip')).length;
      if (finished !== count) throw new Error(`${finished} runs instead of ${count}`);
    },
  };
}
