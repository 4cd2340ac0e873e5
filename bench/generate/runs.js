/** Makes projects with any number of finished runs: one is made by the program, the others after it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStoredZip, writeStoredZip } from './stored-zip.js';

const GAGE = fileURLToPath(new URL('../../bin/gage.js', import.meta.url));

const GAGE_FILE = `[train]
default = true
exec = "true"
config = "config.json"
sourcecode = "config.json"
`;

const OPTIMIZERS = ['adam', 'sgd', 'rmsprop', 'lion'];

/** Makes a project in the directory, with so many runs of its operation `train`. */
export function generateProject(directory, count) {
  writeFileSync(join(directory, 'gage.toml'), GAGE_FILE);
  writeFileSync(join(directory, 'config.json'), '{"lr": 0.1, "opt": "adam", "seed": 0}\n');
  const { status, stderr } = spawnSync(process.execPath, [GAGE, 'run', '-y', '-q'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`no run could be made: ${stderr.toString()}`);
  const runs = join(directory, '.gage', 'runs');
  const zip = readdirSync(runs).find((name) => name.endsWith('.meta.zip'));
  const template = readStoredZip(readFileSync(join(runs, zip)));
  for (let index = 1; index < count; index += 1) addRun(runs, template, index);
  const record = { id: ARCHIVE, name: 'old', date: 1_760_000_000 };
  const recordName = timeSortableId(BASE_MICROS / 1000, 0);
  addEntry(runs, join('.archives', ARCHIVE), recordName, '.json', record);
}

/** A run that differs from the others in everything that lists, filters and boards look at. */
export function addRun(runs, template, index) {
  const random = pseudoRandom(index);
  const id = `${hexadecimal(random, 8)}-${hexadecimal(random, 4)}-4${hexadecimal(random, 3)}-8${hexadecimal(random, 3)}-${hexadecimal(random, 12)}`;
  const started = BASE_MICROS + index * MICROS_BETWEEN;
  const replacements = {
    id,
    'config.json': JSON.stringify(
      { lr: 10 ** -(1 + random() * 4), opt: OPTIMIZERS[Math.floor(random() * 4)], seed: index },
      null,
      2,
    ),
    'summary.json': JSON.stringify({ metrics: { acc: random(), loss: random() * 2 } }, null, 2),
    'proc/exit': random() < FAILED_SHARE ? '1' : '0',
    initialized: String(started - 2000),
    staged: String(started - 1000),
    started: String(started),
    stopped: String(started + Math.floor(random() * 5_000_000)),
    fingerprint: `1 ${hexadecimal(random, 64)} ${hexadecimal(random, 64)}\n`,
  };
  const members = template.map((member) =>
    member.name in replacements
      ? { ...member, content: Buffer.from(replacements[member.name]) }
      : member,
  );
  mkdirSync(join(runs, id));
  writeFileSync(join(runs, `${id}.project`), 'file:../..');
  writeFileSync(join(runs, `${id}.meta.zip`), writeStoredZip(members));
  addSidecars(runs, id, index, Math.floor(started / 1000));
}

/** What people say of runs and where they have put them: every tenth is labelled, few are deleted or archived. */
function addSidecars(runs, id, index, millis) {
  if (index % 10 === 0) {
    const set = { label: `try ${index}`, ...(index % 50 === 0 && { 'tag:good': true }) };
    addEntry(runs, `${id}.user`, timeSortableId(millis, index), '.json', {
      author: 'kim',
      set,
      delete: [],
    });
  }
  if (index % 64 === 1) addEntry(runs, `${id}.move`, timeSortableId(millis, index), '-trash');
  if (index % 128 === 2) addEntry(runs, `${id}.move`, timeSortableId(millis, index), `-${ARCHIVE}`);
}

function addEntry(runs, folder, name, ending, content) {
  mkdirSync(join(runs, folder), { recursive: true });
  const text = content === undefined ? '' : JSON.stringify(content);
  writeFileSync(join(runs, folder, name + ending), text);
}

/** An archive that the generated runs are in. */
const ARCHIVE = '5a0e9f6c-1c0b-4b0e-8b5c-2f6d1f0a7e11';

function timeSortableId(millis, index) {
  const time = millis.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

const BASE_MICROS = 1_760_000_000_000_000;
const MICROS_BETWEEN = 60_000_000;
const FAILED_SHARE = 0.05;

function hexadecimal(random, digits) {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** The same numbers for the same seed, so that fixtures are the same everywhere. */
function pseudoRandom(seed) {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
