// Writes a training project of a realistic size and untidiness into a new folder:
//
//   node make-project.js FOLDER
//
// The hand-written files are in skeleton/; the rest is made here. The result is the same every time.

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { components } from './components.js';
import { componentDocument, componentModule, componentTest } from './component-files.js';

const STATIONS = [
  ...['airport', 'bridge', 'castle', 'dunes', 'forest', 'harbour', 'hilltop', 'lakeside'],
  ...['lighthouse', 'market', 'meadow', 'mill', 'orchard', 'quarry', 'station', 'valley'],
];
const DAYS = 365;

const folder = process.argv[2];
if (process.argv.length !== 3 || folder.startsWith('-')) {
  console.error('Usage: node make-project.js FOLDER');
  process.exit(2);
}
if (existsSync(folder) && readdirSync(folder).length > 0) {
  console.error(`${folder} is not empty: name a folder that does not exist yet`);
  process.exit(1);
}

cpSync(new URL('skeleton', import.meta.url), folder, {
  recursive: true,
  filter: (source) => !source.endsWith('__pycache__'),
});
writeComponents();
writeExperiments();
writeData();
writeIgnoreFile();
writeSecrets();
writeVirtualEnvironment();
writeNodeModules();
writeByteCode();
writeGitFolder();
console.log(`${listFiles(folder).length} files in ${folder}`);

function writeComponents() {
  for (const kind of new Set(components.map((component) => component.kind))) {
    write(`project/${kind}/__init__.py`, '');
  }
  for (const component of components) {
    const { kind, name } = component;
    write(`project/${kind}/${name}.py`, componentModule(component));
    write(`tests/${kind}/test_${name}.py`, componentTest(component));
    write(`docs/${kind}/${name}.md`, componentDocument(component));
  }
  for (const kind of readdirSync(join(folder, 'tests'))) {
    if (!kind.includes('.') && !kind.startsWith('_')) write(`tests/${kind}/__init__.py`, '');
  }
}

/** One settings file for every activation with each of four optimizers. */
function writeExperiments() {
  const settings = readFileSync(join(folder, 'configs/train.yaml'), 'utf8');
  for (const activation of components.filter(({ kind }) => kind === 'activations')) {
    for (const optimizer of ['adam', 'momentum', 'rmsprop', 'sgd']) {
      const text = settings
        .replace(/^# .*/, `# ${activation.name} with ${optimizer}.`)
        .replace('activation: tanh', `activation: ${activation.name}`)
        .replace('optimizer: adam', `optimizer: ${optimizer}`);
      write(`configs/experiments/${activation.name}-${optimizer}.yaml`, text);
    }
  }
}

/** A year of daily temperatures for each station: text, the same as binary, and all in one large file. */
function writeData() {
  const all = ['station,date,temperature'];
  for (const [index, station] of STATIONS.entries()) {
    const temperatures = generateTemperatures(numberSource(index + 1));
    const rows = temperatures.map((value, day) => `${formatDate(day)},${value.toFixed(1)}`);
    write(`data/stations/${station}.csv`, ['date,temperature', ...rows, ''].join('\n'));
    write(`data/arrays/${station}.npy`, numpyArray(temperatures));
    all.push(...rows.map((row) => `${station},${row}`));
  }
  write('data/all-stations.csv', [...all, ''].join('\n'));
  write('checkpoints/last.bin', noise(300_000, 99));
}

/** Seasons, weather that lasts some days, and what each day brings. */
function generateTemperatures(random) {
  const average = 6 + 8 * random();
  const swing = 6 + 6 * random();
  let weather = 0;
  return Array.from({ length: DAYS }, (_, day) => {
    weather = 0.8 * weather + 3 * (random() + random() + random() - 1.5);
    const season = -Math.cos((2 * Math.PI * (day - 20)) / DAYS);
    return Math.round(10 * (average + swing * season + weather)) / 10;
  });
}

function formatDate(day) {
  return new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
}

/** The content of a .npy file (format version 1.0) with one row of 64-bit floats. */
function numpyArray(values) {
  const start = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  const about = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`;
  // Length field, text and final newline fill up a multiple of 64 bytes.
  const textLength = Math.ceil((start.length + 2 + about.length + 1) / 64) * 64 - start.length - 2;
  const header = Buffer.from(`${about.padEnd(textLength - 1)}\n`);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([start, length, header, Buffer.from(Float64Array.from(values).buffer)]);
}

function writeIgnoreFile() {
  const patterns = [
    ...['.env', '.venv/', 'node_modules/', '__pycache__/', '*.pyc', '/checkpoints/'],
    ...['/model.json', '/forecasts.csv', '/summary.json', '.gage/'],
  ];
  write('.gitignore', `${patterns.join('\n')}\n`);
}

function writeSecrets() {
  write('.env', 'API_TOKEN=an-example-and-not-a-real-token\nDATABASE_PASSWORD=also-not-real\n');
}

function writeVirtualEnvironment() {
  write('.venv/pyvenv.cfg', 'home = /usr/bin\ninclude-system-site-packages = false\n');
  write('.venv/bin/activate', 'VIRTUAL_ENV=.venv\nexport VIRTUAL_ENV\n');
  for (const name of ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta']) {
    const place = `.venv/lib/python3.11/site-packages/${name}`;
    write(`${place}/__init__.py`, 'from .core import run\n');
    write(`${place}/core.py`, `def run():\n    return "${name}"\n`);
    write(`${place}-1.0.dist-info/METADATA`, `Name: ${name}\nVersion: 1.0\n`);
  }
}

function writeNodeModules() {
  for (const name of ['chart', 'table', 'axis', 'legend', 'palette', 'ticks', 'brush']) {
    const about = { name, version: '1.0.0', main: 'index.js' };
    write(`node_modules/${name}/package.json`, `${JSON.stringify(about, null, 2)}\n`);
    write(`node_modules/${name}/index.js`, `exports.name = '${name}';\n`);
    write(`node_modules/${name}/README.md`, `# ${name}\n`);
  }
}

/** What an interpreter leaves behind; the content only has to look like it. */
function writeByteCode() {
  for (const [index, name] of ['network', 'parts', 'series', 'settings', 'train'].entries()) {
    write(`project/__pycache__/${name}.old-interpreter.pyc`, noise(2000, 200 + index));
  }
}

/** A repository without commits that already has some files added to its object store. */
function writeGitFolder() {
  write('.git/HEAD', 'ref: refs/heads/main\n');
  write('.git/config', '[core]\n\trepositoryformatversion = 0\n\tbare = false\n');
  mkdirSync(join(folder, '.git/refs/heads'), { recursive: true });
  for (const path of listFiles(join(folder, 'docs/activations'))) {
    const content = readFileSync(path);
    const blob = Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]);
    const id = createHash('sha1').update(blob).digest('hex');
    write(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`, deflateSync(blob, { level: 0 }));
  }
}

function write(path, content) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

function listFiles(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}

function noise(length, seed) {
  const random = numberSource(seed);
  return Buffer.from(Array.from({ length }, () => Math.floor(256 * random())));
}

/** Numbers from 0 to below 1, always the same ones for a seed (a 32-bit linear congruential generator). */
function numberSource(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  // Neighbouring seeds start alike.
  for (let count = 0; count < 16; count += 1) next();
  return next;
}
