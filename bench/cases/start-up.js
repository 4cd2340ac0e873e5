/** What every use of the program costs: loading it. */
import { generateProject } from '../generate/runs.js';

const NOTHING = { argv: [process.execPath, '-e', '0'] };

/** @type {import('../measure.js').Case[]} */
export const cases = [
  {
    name: 'start-up/version',
    reach: { ratio: 1.3 },
    repetitions: 30,
    floor: () => NOTHING,
    gage: ({ gage }) => ({ argv: [...gage, '--version'] }),
  },
  {
    name: 'start-up/help',
    reach: { ratio: 1.3 },
    repetitions: 30,
    floor: () => NOTHING,
    gage: ({ gage }) => ({ argv: [...gage, 'help'] }),
  },
  {
    name: 'start-up/list',
    reach: { ratio: 1.7 },
    repetitions: 30,
    sizes: [1, 10, 100],
    smallSize: 2,
    floor: () => NOTHING,
    gage: ({ gage, fixtures, size }) => ({
      argv: [...gage, 'list'],
      cwd: fixtures.keep(`runs-${size}-1`, (directory) => generateProject(directory, size)),
    }),
  },
];
