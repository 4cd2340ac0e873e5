import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  GageError,
  Run,
  deleteRun,
  execRun,
  finalizeRun,
  runStatus,
  setUserAttributes,
} from '../../src/index.ts';
import type { Failure, RunEvent, Value } from '../../src/index.ts';
import { listFiles, listModes, makeTempDir, readText, writeFiles } from '../rig/folders.ts';
import { makeProject } from '../rig/projects.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function failureOf(action: Promise<unknown>): Promise<{ failure: Failure; message: string }> {
  try {
    await action;
  } catch (error) {
    if (error instanceof GageError) return { failure: error.failure, message: error.message };
    throw error;
  }
  throw new Error('it did not fail');
}

interface RecordedFile {
  path: string;
  sha256: string;
  size: number;
  source?: string;
  link?: string;
}

interface RecordedDependency {
  type: string;
  asked: Record<string, unknown>;
  resolved: Record<string, unknown>;
  fetched?: { sha256: string; size: number };
  files: RecordedFile[];
}

function readRecord(metaDir: string): RecordedDependency[] {
  const text = readText(metaDir, 'dependencies.json');
  return (JSON.parse(text) as { dependencies: RecordedDependency[] }).dependencies;
}

const manifestOf = (metaDir: string): string[] =>
  readText(metaDir, 'manifest')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');

describe('a run without dependencies', () => {
  test('has no record of any', async () => {
    const run = await makeProject().stage([]);
    expect(existsSync(join(run.metaDir, 'dependencies.json'))).toBe(false);
    expect(readText(run.metaDir, 'log/runner')).not.toContain('dependency');
  });
});

describe('files of the project', () => {
  const files = { 'data/a.csv': 'a', 'data/b.csv': 'bb', 'other.txt': 'o' };

  test('are copied to their places, read-only, as dependencies', async () => {
    const project = makeProject(files);
    const run = await project.stage({ files: 'data' });
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- data/a.csv', '-r--r--r-- data/b.csv']);
    expect(manifestOf(run.metaDir)).toEqual([
      `d ${sha256('a')} data/a.csv`,
      `d ${sha256('bb')} data/b.csv`,
    ]);
    expect(readText(run.metaDir, 'log/files')).toMatch(
      /^a d \d+ data\/a\.csv\na d \d+ data\/b\.csv\n$/,
    );
    expect(readRecord(run.metaDir)).toEqual([
      {
        type: 'project-files',
        asked: { files: ['data'] },
        resolved: { project: project.projectDir },
        files: [
          {
            path: 'data/a.csv',
            sha256: sha256('a'),
            size: 1,
            source: join(project.projectDir, 'data/a.csv'),
          },
          {
            path: 'data/b.csv',
            sha256: sha256('bb'),
            size: 2,
            source: join(project.projectDir, 'data/b.csv'),
          },
        ],
      },
    ]);
    expect(readText(run.metaDir, 'log/runner')).toContain(
      "Resolving dependency 1: project files ['data']",
    );
  });

  test('are never the same file on disk as the original', async () => {
    const project = makeProject(files);
    const run = await project.stage({ files: 'data/a.csv' });
    const [copy, original] = [run.runDir, project.projectDir].map((folder) =>
      statSync(join(folder, 'data/a.csv')),
    );
    expect(copy?.ino).not.toBe(original?.ino);
    expect(original?.nlink).toBe(1);
    expect(original?.mode.toString(8)).toMatch(/[2-7]..$/);
  });

  test('go below the target', async () => {
    const run = await makeProject(files).stage({ files: ['data/*.csv'], target: 'in/' });
    expect(listFiles(run.runDir)).toEqual(['in/data/a.csv', 'in/data/b.csv']);
  });

  test('are found although git ignores them', async () => {
    const project = makeProject({ ...files, '.gitignore': 'data\n' });
    const run = await project.stage({ files: ['data/*.csv'] });
    expect(listFiles(run.runDir)).toEqual(['data/a.csv', 'data/b.csv']);
  });

  test('that are links are copied as what they lead to', async () => {
    const project = makeProject(files);
    symlinkSync('a.csv', join(project.projectDir, 'data/link.csv'));
    const run = await project.stage({ files: 'data/link.csv' });
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- data/link.csv']);
    expect(readText(run.runDir, 'data/link.csv')).toBe('a');
  });

  test('are linked where that is asked for, which the record tells and sealing leaves alone', async () => {
    const project = makeProject(files);
    symlinkSync('b.csv', join(project.projectDir, 'data/link.csv'));
    const run = await project.stage({ files: ['data/a.csv', 'data/link.csv'], link: true });
    expect(readlinkSync(join(run.runDir, 'data/a.csv'))).toBe(
      join(project.projectDir, 'data/a.csv'),
    );
    expect(readlinkSync(join(run.runDir, 'data/link.csv'))).toBe(
      join(project.projectDir, 'data/b.csv'),
    );
    expect(readRecord(run.metaDir)[0]?.files.map(({ link, sha256 }) => [link, sha256])).toEqual([
      [join(project.projectDir, 'data/a.csv'), sha256('a')],
      [join(project.projectDir, 'data/b.csv'), sha256('bb')],
    ]);
    expect(manifestOf(run.metaDir)[0]).toBe(`d ${sha256('a')} data/a.csv`);
    const mode = statSync(join(project.projectDir, 'data/a.csv')).mode & 0o200;
    expect(mode).toBe(0o200);
    deleteRun(run);
    expect(readText(project.projectDir, 'data/a.csv')).toBe('a');
  });

  test('that are missing are named, with what is there, and nothing else is staged', async () => {
    const project = makeProject({ ...files, 'train.py': '' });
    const { failure, message } = await failureOf(
      project.stage(
        { files: ['data/a.csv', 'data/c.csv'] },
        { definition: { sourcecode: '*.py' } },
      ),
    );
    expect(failure).toMatchObject({
      reason: 'dependency-missing',
      missing: { kind: 'project-file', pattern: 'data/c.csv', near: ['data/a.csv', 'data/b.csv'] },
    });
    expect(message).toBe(
      `dependency 1: no file 'data/c.csv' in ${project.projectDir}\n\nThere is:\n  data/a.csv\n  data/b.csv`,
    );
    const runDir = readdirSync(project.runsDir).find((name) => !name.includes('.'));
    expect(listFiles(join(project.runsDir, runDir ?? ''))).toEqual([]);
  });

  test.each(['../outside.txt', '/etc/hosts', '~/models/base.bin'])(
    'at %s are no files of the project, which tells what to use',
    async (path) => {
      const { failure, message } = await failureOf(makeProject(files).stage({ files: path }));
      expect(failure).toMatchObject({ reason: 'dependency-unusable', source: path });
      expect(message).toContain(`use file = "${path}"`);
    },
  );

  test('of which one pattern is covered by another are no problem', async () => {
    const run = await makeProject(files).stage({ files: ['data/a.csv', 'data'] });
    expect(listFiles(run.runDir)).toEqual(['data/a.csv', 'data/b.csv']);
  });

  test('that are broken links stop the run', async () => {
    const project = makeProject(files);
    symlinkSync('nowhere', join(project.projectDir, 'data/broken.csv'));
    const { message } = await failureOf(project.stage({ files: 'data' }));
    expect(message).toContain('data/broken.csv: it is a link that leads nowhere');
  });

  test('that are source code too stay what they are', async () => {
    const project = makeProject(files);
    const run = await project.stage(
      { files: 'data' },
      { definition: { sourcecode: 'data/a.csv' } },
    );
    expect(manifestOf(run.metaDir)).toEqual([
      `s ${sha256('a')} data/a.csv`,
      `d ${sha256('bb')} data/b.csv`,
    ]);
    expect(readRecord(run.metaDir)[0]?.files).toHaveLength(2);
  });

  test.each([
    ['../out', 'leaves the run directory'],
    ['/abs', 'is absolute'],
    ['a/../../out', 'leaves it on a detour'],
  ])('with target %s, which %s, stop the run', async (target) => {
    const { failure } = await failureOf(makeProject(files).stage({ files: 'data', target }));
    expect(failure).toMatchObject({ reason: 'dependency-unusable', source: `target '${target}'` });
  });

  test('are written below no link of the run directory', async () => {
    const outside = makeTempDir('outside');
    const project = makeProject(files);
    const { failure } = await failureOf(
      project.stage(
        { files: 'data' },
        { definition: { exec: { run: 'true', 'stage-runtime': ['ln', '-s', outside, 'data'] } } },
      ),
    );
    expect(failure).toMatchObject({ reason: 'dependency-conflict', there: "the link 'data'" });
    expect(readdirSync(outside)).toEqual([]);
  });

  test('can be changed by the command when they are writeable', async () => {
    const project = makeProject(files);
    const run = await project.stage([
      { files: 'data/a.csv', writeable: true },
      { files: 'data/b.csv' },
    ]);
    expect(listModes(run.runDir)).toEqual(['-rw-r--r-- data/a.csv', '-r--r--r-- data/b.csv']);
    await finalizeRun((await execRun(run)).run);
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- data/a.csv', '-r--r--r-- data/b.csv']);
  });

  test('are there when the hook runs, and what it adds is a dependency too', async () => {
    const project = makeProject(files);
    const exec = { run: 'true', 'stage-dependencies': 'cat data/a.csv data/b.csv > both' };
    const run = await project.stage({ files: 'data' }, { definition: { exec } });
    expect(manifestOf(run.metaDir)).toContain(`d ${sha256('abb')} both`);
  });
});

describe('files of another run', () => {
  test('come from the newest completed run of the operation', async () => {
    const project = makeProject();
    await project.finish('prepare', 'echo old > data.txt');
    const source = await project.finish('prepare', 'echo new > data.txt; echo m > model.bin');
    await project.finish('prepare', 'echo bad > data.txt; exit 1');
    await project.finish('prepare', 'echo other > data.txt', { namespace: 'elsewhere' });
    const run = await project.stage({ 'run-select': 'prepare', files: ['data.txt'] });
    expect(readText(run.runDir, 'data.txt')).toBe('new\n');
    expect(listFiles(run.runDir)).toEqual(['data.txt']);
    expect(readRecord(run.metaDir)[0]).toMatchObject({
      type: 'run-files',
      asked: { 'run-select': 'prepare', files: ['data.txt'] },
      resolved: { run: { id: source.id, name: source.name, operation: 'prepare' } },
      files: [
        { path: 'data.txt', sha256: sha256('new\n'), source: join(source.runDir, 'data.txt') },
      ],
    });
  });

  test('are those it generated, without its summary, when no patterns are given', async () => {
    const project = makeProject({ 'prepare.py': '' });
    await project.finish('prepare', "mkdir out; echo 1 > out/x; echo '{}' > summary.json", {
      definition: { sourcecode: 'prepare.py' },
    });
    const run = await project.stage({ 'run-select': 'prepare', target: 'prepared' });
    expect(listFiles(run.runDir)).toEqual(['prepared/out/x']);
  });

  test.each([
    ['its id', (id: string, _name: string) => id],
    ['the beginning of its id', (id: string) => id.slice(0, 8)],
    ['its name', (_id: string, name: string) => name],
    ['the first word of its name', (_id: string, name: string) => name.slice(0, 5)],
  ])('come from the run told by %s', async (_what, select) => {
    const project = makeProject();
    const { id, name } = await project.finish('prepare', 'echo old > data.txt');
    await project.finish('prepare', 'echo new > data.txt');
    const run = await project.stage({ 'run-select': select(id, name) });
    expect(readText(run.runDir, 'data.txt')).toBe('old\n');
  });

  test('are copies that the source run does not share', async () => {
    const project = makeProject();
    const source = await project.finish('prepare', 'echo 1 > data.txt; chmod 755 data.txt');
    const run = await project.stage({ 'run-select': 'prepare', writeable: true });
    expect(listModes(run.runDir)).toEqual(['-rwxr-xr-x data.txt']);
    expect(listModes(source.runDir)).toEqual(['-r-xr-xr-x data.txt']);
  });

  test('of a run that does not tell one run from another are refused', async () => {
    const project = makeProject();
    const ids = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];
    for (const id of ids) await project.finish('prepare', 'echo > x', { id });
    const { failure, message } = await failureOf(project.stage({ 'run-select': 'aaaaaa' }));
    expect(failure).toMatchObject({ reason: 'ambiguous-run', spec: 'aaaaaa' });
    for (const id of ids) expect(message).toContain(id);
  });

  test('of an operation without a completed run stop the run, which tells their statuses', async () => {
    const project = makeProject();
    const failed = await project.finish('prepare', 'exit 3');
    const { failure, message } = await failureOf(project.stage({ 'run-select': 'prepare' }));
    expect(failure).toMatchObject({
      reason: 'dependency-missing',
      missing: { kind: 'completed-run', runs: [{ name: failed.name, status: 'error' }] },
    });
    expect(message).toBe(
      `dependency 1: no run of prepare has completed\n\nRuns of prepare in ${project.runsDir}:\n  ${failed.name}  error`,
    );
  });

  test('of a run named that has not completed stop the run', async () => {
    const project = makeProject();
    const failed = await project.finish('prepare', 'exit 3');
    const { message } = await failureOf(project.stage({ 'run-select': failed.id }));
    expect(message).toBe(
      `dependency 1: run ${failed.name} (prepare) is needed and has not completed: it is 'error'`,
    );
  });

  test('of what is no run stop the run, which tells the operations there are', async () => {
    const project = makeProject();
    await project.finish('prepare', 'true');
    await project.finish('zebra', 'true');
    const { failure } = await failureOf(project.stage({ 'run-select': 'perpare' }));
    expect(failure).toMatchObject({ missing: { kind: 'run', operations: ['prepare', 'zebra'] } });
  });

  test('are never taken from a run by a few letters of its id', async () => {
    const project = makeProject();
    await project.finish('prepare', 'echo > x', { id: 'face0000-0000-4000-8000-000000000001' });
    const { failure } = await failureOf(project.stage({ 'run-select': 'face' }));
    expect(failure).toMatchObject({ reason: 'dependency-missing', missing: { kind: 'run' } });
  });

  test('come from the newest completed run that a filter finds', async () => {
    const project = makeProject();
    const finish = (rate: number, command: string): Promise<Run> =>
      project.finish('train', command, { config: { rate } });
    await finish(1, 'echo old > out');
    const wanted = await finish(1, 'echo new > out');
    await finish(1, 'echo failed > out; exit 1');
    await finish(2, 'echo other > out');
    await project.finish('train', 'echo foreign > out', {
      config: { rate: 1 },
      namespace: 'elsewhere',
    });
    const filter = 'operation == train and config.rate == 1';
    const run = await project.stage({ 'run-select': filter });
    expect(readText(run.runDir, 'out')).toBe('new\n');
    expect(readRecord(run.metaDir)).toMatchObject([
      { asked: { 'run-select': filter }, resolved: { run: { id: wanted.id } } },
    ]);
  });

  test('can be chosen by a tag, unless that is the name of an operation', async () => {
    const project = makeProject();
    const tagged = await project.finish('train', 'echo tagged > out');
    setUserAttributes(tagged, { author: 'me', set: { 'tag:best': true } });
    await project.finish('train', 'echo new > out');
    const run = await project.stage({ 'run-select': 'tag:best' });
    expect(readText(run.runDir, 'out')).toBe('tagged\n');
    await project.finish('tag:best', 'echo operation > out');
    const other = await project.stage({ 'run-select': 'tag:best' });
    expect(readText(other.runDir, 'out')).toBe('operation\n');
  });

  test('that no filter finds stop the run, which tells what it finds instead', async () => {
    const project = makeProject();
    const depends = { 'run-select': 'operation == train and exit_code == 3' };
    expect((await failureOf(project.stage(depends))).message).toBe(
      `dependency 1: no run of this project has completed in ${project.runsDir}\n\nThere are no runs of it.`,
    );
    await project.finish('train', 'true');
    const none = `dependency 1: no completed run of this project in ${project.runsDir} is found by 'operation == train and exit_code == 3'`;
    expect((await failureOf(project.stage(depends))).message).toBe(
      `${none}\n\nCompleted runs there are of train.`,
    );
    const failed = await project.finish('train', 'exit 3');
    expect((await failureOf(project.stage(depends))).message).toBe(
      `${none}\n\nIt finds:\n  ${failed.name}  error`,
    );
  });

  test('asked for by what is no filter stop the run', async () => {
    const project = makeProject();
    await project.finish('train', 'true');
    const { failure } = await failureOf(project.stage({ 'run-select': 'status == complete' }));
    expect(failure).toMatchObject({ reason: 'invalid-filter', column: 11 });
  });

  test('are never its own', async () => {
    const project = makeProject();
    const id = 'abcdef00-0000-4000-8000-000000000001';
    const { failure } = await failureOf(project.stage({ 'run-select': id }, { id }));
    expect(failure).toMatchObject({ reason: 'dependency-missing', missing: { kind: 'run' } });
  });

  test('that it does not have are named, the likeliest first', async () => {
    const project = makeProject();
    await project.finish(
      'prepare',
      'mkdir data; echo > data/test.csv; echo > data/train.csv; echo > a',
    );
    const depends = { 'run-select': 'prepare', files: ['data/trian.csv'] };
    const { failure } = await failureOf(project.stage(depends));
    expect(failure).toMatchObject({
      reason: 'dependency-missing',
      missing: { kind: 'run-file', pattern: 'data/trian.csv' },
    });
    expect(failure).toHaveProperty('missing.near', ['data/train.csv', 'data/test.csv', 'a']);
  });

  test('that were altered since are refused', async () => {
    const project = makeProject();
    const source = await project.finish('prepare', 'echo 1 > data.txt');
    const file = join(source.runDir, 'data.txt');
    chmodSync(file, 0o644);
    appendFileSync(file, 'more');
    const { failure, message } = await failureOf(project.stage({ 'run-select': 'prepare' }));
    expect(failure).toMatchObject({
      reason: 'dependency-mismatch',
      statedBy: 'manifest',
      source: file,
      expected: sha256('1\n'),
      found: sha256('1\nmore'),
    });
    expect(message).toContain('The run was altered after it had completed.');
  });

  test('that were removed since are refused, also where others match', async () => {
    const project = makeProject();
    const source = await project.finish('prepare', 'echo 1 > a.csv; echo 2 > b.csv');
    rmSync(join(source.runDir, 'a.csv'));
    const { failure } = await failureOf(project.stage({ 'run-select': 'prepare', files: '*.csv' }));
    expect(failure).toMatchObject({ reason: 'dependency-mismatch', found: undefined });
  });

  test('that came in after it had ended are not its files', async () => {
    const project = makeProject();
    const source = await project.finish('prepare', 'echo 1 > a.csv');
    writeFileSync(join(source.runDir, 'stray.csv'), '');
    const run = await project.stage({ 'run-select': 'prepare', files: '*.csv' });
    expect(listFiles(run.runDir)).toEqual(['a.csv']);
  });

  test('that two dependencies bring alike are one file', async () => {
    const project = makeProject();
    await project.finish('prepare', 'echo 1 > id; echo d > data');
    await project.finish('train', 'echo 1 > id; echo m > model');
    const run = await project.stage([{ 'run-select': 'prepare' }, { 'run-select': 'train' }]);
    expect(listFiles(run.runDir)).toEqual(['data', 'id', 'model']);
    expect(readRecord(run.metaDir)[1]?.files.map(({ path }) => path)).toEqual(['id', 'model']);
  });

  test('that two dependencies bring with different content are a conflict', async () => {
    const project = makeProject();
    await project.finish('prepare', 'echo 1 > id');
    const train = await project.finish('train', 'echo 2 > id');
    const { message } = await failureOf(
      project.stage([{ 'run-select': 'prepare' }, { 'run-select': 'train' }]),
    );
    expect(message).toBe(
      `dependency 2: ${join(train.runDir, 'id')} cannot be put at 'id': a file of dependency 1 with other content is there\n\nUse 'target' to put it elsewhere.`,
    );
  });

  test('do not replace source code', async () => {
    const project = makeProject({ 'model.py': 'mine' });
    await project.finish('prepare', 'echo theirs > model.py');
    const { failure } = await failureOf(
      project.stage({ 'run-select': 'prepare' }, { definition: { sourcecode: 'model.py' } }),
    );
    expect(failure).toMatchObject({
      reason: 'dependency-conflict',
      path: 'model.py',
      there: 'a source code file with other content',
    });
  });

  test("do not pass for the run's own summary", async () => {
    const project = makeProject();
    await project.finish('prepare', "echo '{}' > summary.json");
    const depends = { 'run-select': 'prepare', files: 'summary.json' };
    const { failure } = await failureOf(project.stage(depends));
    expect(failure).toMatchObject({
      reason: 'dependency-conflict',
      there: "the run's own summary",
    });
    const run = await project.stage({ ...depends, target: 'prepared' });
    expect(listFiles(run.runDir)).toEqual(['prepared/summary.json']);
  });

  test('can be linked', async () => {
    const project = makeProject();
    const source = await project.finish('prepare', 'echo 1 > big.bin');
    const run = await project.stage({ 'run-select': 'prepare', link: true });
    expect(lstatSync(join(run.runDir, 'big.bin')).isSymbolicLink()).toBe(true);
    expect(realpathSync(join(run.runDir, 'big.bin'))).toBe(join(source.runDir, 'big.bin'));
  });
});

describe('a summary of runs', () => {
  const summary = (loss: number) =>
    `echo '{"metrics": {"loss": {"value": ${loss}, "label": "L"}}, "attributes": {"a,b": "x\\"y"}}' > summary.json`;

  test('is JSON with what is known of each completed run, newest first', async () => {
    const project = makeProject();
    const first = await project.finish('train', summary(0.5), { config: { lr: 0.1, name: 'n' } });
    const second = await project.finish('train', summary(0.25), { config: { lr: 0.2 } });
    await project.finish('train', 'exit 1');
    await project.finish('other', 'true');
    const run = await project.stage({ type: 'runs-summary', 'runs-select': 'train' });
    const rows = JSON.parse(readText(run.runDir, 'runs.json')) as Record<string, unknown>[];
    expect(rows).toEqual([
      {
        id: second.id,
        name: second.name,
        operation: 'train',
        status: 'completed',
        started: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        label: null,
        config: { lr: 0.2 },
        metrics: { loss: 0.25 },
        attributes: { 'a,b': 'x"y' },
      },
      expect.objectContaining({ id: first.id, config: { lr: 0.1, name: 'n' } }),
    ]);
    expect(readRecord(run.metaDir)[0]).toMatchObject({
      type: 'runs-summary',
      asked: { 'runs-select': 'train' },
      resolved: { runs: [{ id: second.id }, { id: first.id }] },
      files: [{ path: 'runs.json', sha256: sha256(readText(run.runDir, 'runs.json')) }],
    });
  });

  test('is CSV with a column for each value when the name says so', async () => {
    const project = makeProject();
    const first = await project.finish('train', summary(0.5), { config: { lr: 0.1, on: true } });
    const second = await project.finish('train', 'true', { config: { lr: 1, tags: ['a', 'b'] } });
    const run = await project.stage({
      type: 'runs-summary',
      'runs-select': 'all',
      'summary-filename': 'table.csv',
      target: 'in',
    });
    const [header, ...lines] = readText(run.runDir, 'in/table.csv').split('\n');
    expect(header).toBe(
      'id,name,operation,status,started,label,config.lr,config.on,config.tags,metrics.loss,"attributes.a,b"',
    );
    const withoutTime = lines.map((line) => line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME'));
    expect(withoutTime).toEqual([
      `${second.id},${second.name},train,completed,TIME,,1,,"[""a"", ""b""]",,`,
      `${first.id},${first.name},train,completed,TIME,,0.1,true,,0.5,"x""y"`,
      '',
    ]);
  });

  test('has the runs that a filter finds', async () => {
    const project = makeProject();
    const good = await project.finish('train', 'true', { config: { rate: 1 } });
    await project.finish('train', 'true', { config: { rate: 5 } });
    const better = await project.finish('tune', 'true', { config: { rate: 2 } });
    const depends = { type: 'runs-summary', 'runs-select': 'config.rate < 3' };
    const run = await project.stage(depends);
    const table = JSON.parse(readText(run.runDir, 'runs.json')) as { id: string }[];
    expect(table.map(({ id }) => id)).toEqual([better.id, good.id]);
  });

  test('of no run, or in another format, stops the run', async () => {
    const project = makeProject();
    const depends = { type: 'runs-summary', 'runs-select': 'all' };
    expect((await failureOf(project.stage(depends))).failure).toMatchObject({
      reason: 'dependency-missing',
      missing: { kind: 'any-completed-run' },
    });
    const { failure } = await failureOf(project.stage({ ...depends, 'summary-filename': 'x.xls' }));
    expect(failure).toMatchObject({ reason: 'dependency-unusable' });
  });
});

describe('a file of this machine', () => {
  const outside = (files: Readonly<Record<string, string>>): string => {
    const folder = makeTempDir('outside');
    writeFiles(folder, files);
    return folder;
  };

  test.each([
    [undefined, 'x.csv'],
    ['in/', 'in/x.csv'],
    ['in/y.csv', 'in/y.csv'],
  ])('with target %s becomes %s', async (target, expected) => {
    const file = join(outside({ 'x.csv': 'x' }), 'x.csv');
    const depends: Value = { file, sha256: sha256('x').toUpperCase(), ...(target && { target }) };
    const run = await makeProject().stage(depends);
    expect(manifestOf(run.metaDir)).toEqual([`d ${sha256('x')} ${expected}`]);
    expect(readRecord(run.metaDir)[0]).toMatchObject({
      resolved: { file },
      files: [{ path: expected, source: file }],
    });
  });

  test('is found relative to the project and from the home directory', async () => {
    const home = outside({ 'h.txt': 'h' });
    const project = makeProject();
    writeFileSync(join(project.projectDir, '../beside.txt'), 'b');
    const run = await project.stage([{ file: '../beside.txt' }, { file: '~/h.txt' }], {
      options: { env: { ...process.env, HOME: home } },
    });
    expect(listFiles(run.runDir)).toEqual(['beside.txt', 'h.txt']);
  });

  test('that has another digest stops the run', async () => {
    const file = join(outside({ 'x.csv': 'x' }), 'x.csv');
    const { failure } = await failureOf(makeProject().stage({ file, sha256: sha256('y') }));
    expect(failure).toMatchObject({
      reason: 'dependency-mismatch',
      statedBy: 'definition',
      expected: sha256('y'),
      found: sha256('x'),
    });
  });

  test('that is missing is named with what is near', async () => {
    const folder = outside({ 'data/train.csv': '' });
    const file = join(folder, 'data/tarin.csv');
    const { message } = await failureOf(makeProject().stage({ file }));
    expect(message).toBe(
      `dependency 1: ${file} does not exist\n\nThe nearest directory is ${join(folder, 'data')}, which has:\n  train.csv`,
    );
  });

  test('that is a directory comes with all that is in it', async () => {
    const folder = outside({ 'a/.hidden': '1', 'a/node_modules/b': '2' });
    const run = await makeProject().stage([
      { file: join(folder, 'a') },
      { file: join(folder, 'a'), target: 'again', link: true },
    ]);
    expect(listFiles(run.runDir)).toEqual([
      'a/.hidden',
      'a/node_modules/b',
      'again/.hidden',
      'again/node_modules/b',
    ]);
    expect(readlinkSync(join(run.runDir, 'again/.hidden'))).toBe(join(folder, 'a/.hidden'));
  });

  test('never brings the runs along', async () => {
    const project = makeProject();
    writeFileSync(join(project.runsDir, '../seen.txt'), '');
    const run = await project.stage({ file: join(project.runsDir, '..'), target: 'all' });
    expect(listFiles(run.runDir)).toEqual(['all/seen.txt']);
  });
});

describe('stopping', () => {
  test('ends before a dependency is put into the run', async () => {
    const project = makeProject({ a: '1' });
    const stop = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'step' && event.step === 'stage-dependencies') stop.abort('SIGINT');
    };
    const { failure } = await failureOf(
      project.stage({ files: 'a' }, { options: { signal: stop.signal, onEvent } }),
    );
    expect(failure).toMatchObject({ reason: 'stopped', signal: 'SIGINT' });
    const runDir = readdirSync(project.runsDir).find((name) => !name.includes('.'));
    expect(listFiles(join(project.runsDir, runDir ?? ''))).toEqual([]);
  });

  test('a run that could not be staged is not staged', async () => {
    const project = makeProject();
    const id = 'abcdef00-0000-4000-8000-000000000001';
    await failureOf(project.stage({ files: 'a' }, { id }));
    expect(runStatus(new Run(id, join(project.runsDir, id)))).toBe('pending');
  });
});
