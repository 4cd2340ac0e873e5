import {
  appendFileSync,
  chmodSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { runProgram } from '../rig/program.ts';

const SKIPPED = 5;

const GAGE_FILE = `
[train]
exec = "sh train.sh"
config = "train.env"
sourcecode = ["*.{sh,env,toml,csv}"]

[train.env]
MODE = "fast"

[[train.depends]]
type = "project-files"
files = ["data/*.txt"]
`;

function makeProject(): string {
  const folder = makeTempDir('project');
  writeFiles(folder, {
    'gage.toml': GAGE_FILE,
    'train.sh': '. ./train.env\necho "{\\"metrics\\": {\\"loss\\": $rate}}"\ntest "$rate" != 9\n',
    'train.env': 'rate=1\nsteps=2\n',
    'data/a.txt': 'a\n',
  });
  return folder;
}

function run(
  folder: string,
  ...args: readonly string[]
): { status: number | null; stderr: string } {
  const { status, stderr } = runProgram(folder, ['run', 'train', '-y', ...args]);
  return { status, stderr };
}

function runsOf(folder: string): readonly RunRecord[] {
  return listRuns(join(folder, '.gage', 'runs')).runs;
}

function edit(folder: string, file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

describe('a run that is the same is not made again', () => {
  test.each<readonly [string, (folder: string) => void]>([
    ['when nothing is changed', () => undefined],
    [
      'when files are touched, and their permissions changed',
      (folder) => {
        utimesSync(join(folder, 'train.sh'), 1, 1);
        chmodSync(join(folder, 'train.sh'), 0o700);
        utimesSync(join(folder, 'data', 'a.txt'), 1, 1);
      },
    ],
    [
      'when the Gage file says something else about it',
      (folder) => {
        edit(folder, 'gage.toml', (text) => text.replace('[train]', '[train]\ndescription = "x"'));
      },
    ],
    [
      'when a file that is no source code is changed',
      (folder) => {
        writeFileSync(join(folder, 'notes.md'), 'x');
      },
    ],
  ])('%s', (_title, change) => {
    const folder = makeProject();
    run(folder, 'rate=2');
    change(folder);
    const [first] = runsOf(folder);
    const { status, stderr } = run(folder, 'rate=2', '--needed');
    expect(stderr).toContain(`a comparable run exists (${first?.name})`);
    expect(stderr).not.toContain('fingerprint');
    expect(status).toBe(SKIPPED);
    expect(runsOf(folder)).toHaveLength(1);
  });

  test('when the project is moved elsewhere with its runs', () => {
    const folder = makeProject();
    run(folder);
    // The name of the folder is that of the project.
    const moved = join(makeTempDir('elsewhere'), basename(folder));
    renameSync(folder, moved);
    expect(run(moved, '--needed').status).toBe(SKIPPED);
  });
});

describe('what differs makes a run needed, and is told in words', () => {
  test.each<readonly [string, readonly string[], (folder: string) => void, readonly string[]]>([
    ['a value', ['rate=3'], () => undefined, ['config rate: 2 -> 3']],
    [
      'source code',
      ['rate=2'],
      (folder) => {
        appendFileSync(join(folder, 'train.sh'), '\n');
      },
      ['source train.sh changed'],
    ],
    [
      'a source file more and a value',
      ['rate=2', 'steps=5'],
      (folder) => {
        writeFileSync(join(folder, 'more.sh'), '');
      },
      ['config steps: 2 -> 5', 'source more.sh added'],
    ],
    [
      'dependencies',
      ['rate=2'],
      (folder) => {
        writeFileSync(join(folder, 'data', 'b.txt'), '');
        rmSync(join(folder, 'data', 'a.txt'));
      },
      ['dependency data/a.txt removed', 'dependency data/b.txt added'],
    ],
    [
      'command and environment',
      ['rate=2'],
      (folder) => {
        edit(folder, 'gage.toml', (text) =>
          text.replace('sh train.sh', 'sh -e train.sh').replace('"fast"', '"slow"'),
        );
      },
      ['command run: sh train.sh -> sh -e train.sh', 'environment MODE: fast -> slow'],
    ],
    [
      'the version',
      ['rate=2'],
      (folder) => {
        edit(folder, 'gage.toml', (text) => text.replace('[train]', '[train]\nversion = "2"'));
      },
      ['version: 2 (not there before)'],
    ],
  ])('%s', (_title, args, change, expected) => {
    const folder = makeProject();
    run(folder, 'rate=2');
    const [first] = runsOf(folder);
    change(folder);
    const { status, stderr } = run(folder, ...args, '--needed');
    expect(status).toBe(0);
    const [title, ...lines] = stderr.trimEnd().split('\n');
    expect(title).toBe(`No run is the same. The nearest is ${first?.name}:`);
    expect(lines.map((line) => line.trim())).toEqual(expected);
    // Afterwards the same is told.
    const why = runProgram(folder, ['why']).stdout;
    expect(why.split('\n').slice(1, -1)).toEqual(lines);
    expect(run(folder, ...args, '--needed').status).toBe(SKIPPED);
  });
});

describe('a run that is the same is not used', () => {
  test('when it failed, unless that is asked for', () => {
    const folder = makeProject();
    run(folder, 'rate=9');
    const [failed] = runsOf(folder);
    const again = run(folder, 'rate=9', '--needed');
    expect(again.stderr).toContain(`${failed?.name} is the same and failed`);
    expect(runsOf(folder)).toHaveLength(2);
    expect(run(folder, 'rate=9', '--needed', '--reuse-failed').status).toBe(SKIPPED);
  });

  test('when it is staged only', () => {
    const folder = makeProject();
    run(folder, '--stage');
    const { stderr } = run(folder, '--needed');
    expect(stderr).toContain('is the same and is not finished (staged)');
    expect(runsOf(folder)).toHaveLength(2);
  });

  test.each<readonly [string, (run: RunRecord) => void, string]>([
    [
      'a file of it was changed',
      ({ run: { runDir } }) => {
        chmodSync(join(runDir, 'train.sh'), 0o600);
        appendFileSync(join(runDir, 'train.sh'), 'x');
      },
      'train.sh is changed',
    ],
    [
      'a file of it is gone',
      ({ run: { runDir } }) => {
        rmSync(join(runDir, 'train.env'));
      },
      'train.env is missing',
    ],
  ])('when %s; an older one that is whole counts', (_title, damage, problem) => {
    const folder = makeProject();
    run(folder);
    run(folder);
    const [newer, older] = runsOf(folder);
    if (newer === undefined || older === undefined) throw new Error('two runs were made');
    damage(newer);
    expect(run(folder, '--needed').stderr).toContain(`(${older.name})`);
    damage(older);
    const { status, stderr } = run(folder, '--needed');
    expect(status).toBe(0);
    expect(stderr).toContain(`${newer.name} is the same and is not what it was: ${problem}`);
    expect(runsOf(folder)).toHaveLength(3);
  });
});

test('a run without a fingerprint is compared by its configuration, and that is said', () => {
  const folder = makeProject();
  runProgram(folder, ['run', 'train', '-y', 'rate=4'], { env: { NO_ZIP_META: '1' } });
  const [old] = runsOf(folder);
  for (const name of ['fingerprint', 'fingerprint.json'])
    rmSync(join(old?.run.metaDir ?? '', name));
  appendFileSync(join(folder, 'train.sh'), '\n');
  const { status, stderr } = run(folder, 'rate=4', '--needed');
  expect(status).toBe(SKIPPED);
  expect(stderr).toContain(
    'It has no fingerprint: only operation and configuration were compared.',
  );
  const why = runProgram(folder, ['why']);
  expect(why.stdout).toContain('There is no earlier run of train');
  expect(why.stdout).toContain('only operation and configuration');
});

test('rows can be added to a batch file, and runs stay the same', () => {
  const folder = makeProject();
  writeFileSync(join(folder, 'grid.csv'), 'rate\n2\n3\n');
  run(folder, '-b', 'grid.csv');
  writeFileSync(join(folder, 'grid.csv'), 'rate\n2\n3\n4\n');
  const { stderr } = run(folder, '-b', 'grid.csv', '--needed');
  expect(stderr).toContain('Skipped 2 runs');
  expect(runsOf(folder)).toHaveLength(3);
  // Alone the file is source code; it did not count for the run.
  expect(run(folder, 'rate=4', '--needed').status).toBe(SKIPPED);
  appendFileSync(join(folder, 'train.sh'), '\n');
  const args = ['run', 'train', '-b', 'grid.csv', '--needed', '--preview', '--json'];
  const preview = runProgram(folder, args);
  const { batch } = JSON.parse(preview.stdout);
  expect(batch.needed).toBe(3);
  expect(batch.trials[0].nearest.differences).toMatchObject([{ part: 'source', name: 'train.sh' }]);
});
