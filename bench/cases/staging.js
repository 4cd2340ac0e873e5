/** What it costs to put files into a run, each with its digest. */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBytes } from '../generate/bytes.js';

const FILE_BYTES = 2048;
const FILES_PER_FOLDER = 100;

/** @type {import('../measure.js').Case[]} */
export const cases = [
  {
    name: 'staging/files',
    reach: (size) => (size === 10_000 ? { ratio: 1.3 } : {}),
    repetitions: 7,
    sizes: [100, 1000, 10_000, 100_000],
    smallSize: 10,
    floor: ({ fixtures, size }) =>
      intoNewFolder(fixtures, 'files-floor', (target) => [
        'sh',
        '-c',
        `cp -r "$1" "$2/files" && cd "$2/files" &&
           find . -type f -print0 | xargs -0 sha256sum > ../digests`,
        'sh',
        join(manyFiles(fixtures, size), 'data'),
        target,
      ]),
    gage: ({ gage, fixtures, size, role }) =>
      stage(fixtures, `files-${role}`, gage, manyFiles(fixtures, size), size),
  },
  {
    name: 'staging/large-file-mb',
    reach: (size) => (size === 4096 ? { ratio: 2 } : {}),
    repetitions: 5,
    sizes: [41, 410, 4096],
    smallSize: 5,
    floor: ({ fixtures, size }) =>
      intoNewFolder(fixtures, 'large-floor', (target) => [
        'cp',
        join(largeFile(fixtures, size), 'data', 'file'),
        join(target, 'file'),
      ]),
    gage: ({ gage, fixtures, size, role }) =>
      stage(fixtures, `large-${role}`, gage, largeFile(fixtures, size), 1),
  },
];

const GAGE_FILE = '[stage]\nexec = "true"\nsourcecode = "data/**"\ndefault = true\n';

function manyFiles(fixtures, count) {
  return fixtures.keep(`files-${count}`, (directory) => {
    writeFileSync(join(directory, 'gage.toml'), GAGE_FILE);
    for (let file = 0; file < count; file += 1) {
      const folder = join(directory, 'data', `folder-${Math.floor(file / FILES_PER_FOLDER)}`);
      if (file % FILES_PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
      writeBytes(join(folder, `file-${file}.txt`), FILE_BYTES, file);
    }
  });
}

function largeFile(fixtures, megabytes) {
  return fixtures.keep(`large-file-${megabytes}`, (directory) => {
    writeFileSync(join(directory, 'gage.toml'), GAGE_FILE);
    mkdirSync(join(directory, 'data'));
    writeBytes(join(directory, 'data', 'file'), megabytes * 2 ** 20, megabytes);
  });
}

/** Stages a run of a project, and looks whether its manifest has all files. */
function stage(fixtures, name, gage, project, count) {
  return intoNewFolder(
    fixtures,
    name,
    () => [...gage, '-C', project, 'run', '-y', '--stage'],
    (target) => {
      const meta = readdirSync(target).find((entry) => entry.endsWith('.meta'));
      const manifest = readFileSync(join(target, meta ?? '', 'manifest'), 'utf8');
      const found = manifest.split('\n').length - 1;
      if (found !== count) throw new Error(`${found} files instead of ${count}`);
    },
  );
}

/**
 * Work that writes to a folder, which is also the runs directory. Those of small files are removed only
 * before the next measuring: some file systems are slower for minutes where many files were removed.
 */
function intoNewFolder(fixtures, name, argvFor, check = () => undefined) {
  const target = join(fixtures.fresh(`staging-${name}`), 'target');
  let turn = 0;
  return {
    argv: argvFor(target),
    env: { GAGE_RUNS: target },
    before: () => {
      mkdirSync(target);
    },
    after: () => {
      check(target);
      turn += 1;
      if (name.startsWith('large')) rmSync(target, { recursive: true });
      else renameSync(target, `${target}-${turn}`);
    },
  };
}
