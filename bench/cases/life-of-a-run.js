/** What runs cost besides their commands: those of operations that do nothing. */
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
];

/** Runs in a project that has none. */
function runOf(args, count, { gage, fixtures, role }) {
  const project = fixtures.fresh(`life-of-a-run-${role}`);
  return {
    argv: [...gage, '-C', project, ...args],
    count,
    before: () => {
      const directory = fixtures.fresh(`life-of-a-run-${role}`);
      writeFileSync(join(directory, 'gage.toml'), GAGE_FILE);
      writeFileSync(join(directory, 'rows.json'), `[${'{},'.repeat(count - 1)}{}]`);
    },
    after: () => {
      const runs = readdirSync(join(project, '.gage', 'runs'));
      const finished = runs.filter((name) => name.endsWith('.meta.zip')).length;
      if (finished !== count) throw new Error(`${finished} runs instead of ${count}`);
    },
  };
}
