/** How the program is used while it is built, to see what uses need. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { addRun } from '../bench/generate/runs.js';
import { readStoredZip } from '../bench/generate/stored-zip.js';
import { useProgram } from './use-program.js';

/**
 * @typedef {object} Use
 * @property {string} name where it has no base, the command's
 * @property {string} [base] the use that it goes beyond: of what is in its pack, it has none
 * @property {string} project one of those that {@link makeProjects} makes
 * @property {readonly string[]} args
 * @property {number} [status] the exit status it has
 */

/** Frequent uses; the first is what the program begins with. @type {readonly Use[]} */
export const USES = [
  { name: 'version', project: 'few', args: ['--version'] },
  { name: 'help', project: 'few', args: ['help'] },
  { name: 'help-of-command', base: 'help', project: 'few', args: ['run', '--help'] },
  { name: 'list', project: 'many', args: ['-C', '.', 'list'] },
  { name: 'list-few', base: 'list', project: 'few', args: ['list'] },
  { name: 'list-new', base: 'list', project: 'new', args: ['list'] },
  {
    name: 'list-some',
    base: 'list',
    project: 'many',
    args: ['list', '--where', 'metric.acc > 0.5 and config.opt == adam'],
  },
  { name: 'list-json', base: 'list', project: 'many', args: ['list', '--json'] },
  { name: 'show', project: 'few', args: ['-C', '.', 'show'] },
  { name: 'logs', project: 'few', args: ['-C', '.', 'logs', '--tail', '2'] },
  { name: 'board', project: 'many', args: ['-C', '.', 'board', '--json'] },
  { name: 'board-table', base: 'board', project: 'many', args: ['board'] },
  { name: 'run', project: 'other', args: ['-C', '.', 'run', 'changing', '-y'] },
  { name: 'run-configured', base: 'run', project: 'other', args: ['run', 'train', 'lr=0.2', '-y'] },
  { name: 'run-staged', base: 'run', project: 'other', args: ['run', 'train', '--stage', '-y'] },
  { name: 'run-staged-many', base: 'run-staged', project: 'large', args: ['run', '--stage', '-y'] },
  {
    name: 'run-needed',
    base: 'run',
    project: 'many',
    args: ['run', 'nothing', '--needed', '-y'],
    status: 5,
  },
  {
    name: 'run-batch',
    base: 'run',
    project: 'other',
    args: ['run', 'nothing', '-y', '-q', '--batch', 'rows.json'],
  },
];

const GAGE_FILE = `[train]
exec = "true"
config = "config.json"

[nothing]
exec = "true"
default = true

# A file that was copied is read again, as in every run that does not take long.
[changing]
exec = "echo >> rows.json"
`;

/** Enough for an index. */
const MANY = 60;

/** Enough to be copied by two threads. */
const LARGE = 2600;

/** Times of change that are younger are not believed. */
const SETTLED_MS = 150;

/**
 * Makes projects for uses, with a program that is in the same folder: `few` with a run, `other` for those
 * that change it, `many` with many runs and an index, `new` with many and none, `large` with many files.
 */
export async function makeProjects(folder) {
  const few = join(folder, 'few');
  mkdirSync(few);
  writeFileSync(join(few, 'gage.toml'), GAGE_FILE);
  writeFileSync(join(few, 'config.json'), '{"lr": 0.1}\n');
  writeFileSync(join(few, 'rows.json'), '[{}, {}]');
  const use = async (project, ...args) =>
    useProgram(folder, folder, { name: args[0], project, args }, { trace: join(folder, 'unused') });
  await use('few', 'run', 'train', '-y');
  for (const copy of ['other', 'many']) cpSync(few, join(folder, copy), { recursive: true });
  makeLargeProject(join(folder, 'large'));
  const runs = join(folder, 'many', '.gage', 'runs');
  const zip = readdirSync(runs).find((name) => name.endsWith('.meta.zip'));
  const template = readStoredZip(readFileSync(join(runs, zip)));
  for (let index = 1; index < MANY; index += 1) addRun(runs, template, index);
  cpSync(join(folder, 'many'), join(folder, 'new'), { recursive: true });
  await use('many', 'run', 'nothing', '-y');
  // The first list makes the index, which changes the directory; the second sees that nothing changes any more.
  for (let turn = 0; turn < 2; turn += 1) {
    await setTimeout(SETTLED_MS);
    await use('many', 'list');
  }
  await setTimeout(SETTLED_MS);
}

function makeLargeProject(folder) {
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'gage.toml'), `${GAGE_FILE}sourcecode = "data/**"\n`);
  for (let file = 0; file < LARGE; file += 1) writeFileSync(join(folder, 'data', `${file}`), '');
}
