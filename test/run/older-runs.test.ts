import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listRuns, readRun, runMeta, runStatus, selectRuns } from '../../src/index.ts';
import {
  readCommand,
  readCommandEnv,
  readMap,
  readSystemAttributes,
  withMeta,
} from '../../src/run/metadata.ts';
import { float } from '../../src/values/value.ts';
import { listFiles, listModes, makeTempDir, readText, writeFiles } from '../rig/folders.ts';

const ID = '60a825b1-c8aa-4d0f-8a44-ab2b1c4f5a6e';

function indexRecord(timeMillis: number, stream: number): string {
  const record = Buffer.alloc(9);
  record.writeBigUInt64BE(BigInt(timeMillis));
  record.writeUInt8(stream, 8);
  return record.toString('latin1');
}

/** Writes the entries of a run by their names behind its id. */
function writeRun(entries: Readonly<Record<string, string>>): string {
  const runsDir = makeTempDir();
  for (const [name, content] of Object.entries(entries)) {
    const path = join(runsDir, `${ID}${name}`);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content, 'latin1');
  }
  return runsDir;
}

describe('a run of the prototype of 2023', () => {
  const entries = {
    '.meta/id': ID,
    '.meta/name': 'old-nickname',
    '.meta/opref': '1 lab train',
    '.meta/opdef.json': '{"exec": "python fit.py"}',
    '.meta/proc/cmd': 'python\nfit.py\n--msg\nit works\n',
    '.meta/proc/env': 'A=1\nEMPTY=\nPAIR=x=y\n',
    '.meta/sys/platform': '"Linux-5"',
    '.meta/user/label': '"from the prototype"',
    '.meta/user/n': '1.0',
    '.meta/initialized': '1690000000000000',
    '.meta/staged': '1690000001000000',
    '.meta/log/runner': '2023-07-22T04:26:40-0500 Writing id\n',
    '/keep.txt': 'x',
  };

  test('is listed with what it has, and nothing where it has nothing', () => {
    const [record] = listRuns(writeRun(entries)).runs;
    expect(record).toMatchObject({
      id: ID,
      name: 'kafom-fikud',
      formerName: 'old-nickname',
      opref: { namespace: 'lab', name: 'train', version: undefined },
      status: 'staged',
      timestamp: 1690000001000000,
      label: 'from the prototype',
      attributes: { label: 'from the prototype', n: float(1) },
      config: {},
      summary: {},
      exitCode: undefined,
    });
  });

  test('has a command, variables and system attributes', () => {
    const runsDir = writeRun(entries);
    withMeta(join(runsDir, `${ID}.meta`), (meta) => {
      expect(readCommand(meta)).toEqual(['python', 'fit.py', '--msg', 'it works']);
      expect(readCommandEnv(meta)).toEqual({ A: '1', EMPTY: '', PAIR: 'x=y' });
      expect(readSystemAttributes(meta)).toEqual({ platform: 'Linux-5' });
    });
  });

  test('can be asked for by the name it was given', () => {
    const { runs } = listRuns(writeRun(entries));
    for (const spec of ['old-nickname', 'old-n', 'kafom', '60a8']) {
      expect(selectRuns(runs, [spec]).runs.map(({ id }) => id)).toEqual([ID]);
    }
  });

  test('keeps what was said of it since, over what it says itself', () => {
    const change = '{"author": "kim", "set": {"n": 2}, "delete": ["label"]}';
    const runsDir = writeRun({ ...entries, '.user/1.json': change });
    expect(listRuns(runsDir).runs[0]?.attributes).toEqual({ n: 2 });
  });
});

describe('a run of the first public version, finished and never zipped', () => {
  const entries = {
    '.meta/__schema__': '1',
    '.meta/id': `${ID}\n`,
    '.meta/opref': '1 lab train',
    '.meta/opdef.json': '{\n  "exec": "python fit.py"\n}',
    '.meta/config.json': '{\n  "lr": 1.0\n}',
    '.meta/proc/cmd.json': '[\n  "python",\n  "fit.py"\n]',
    '.meta/proc/env.json': '{}',
    '.meta/proc/exit': '2\n',
    '.meta/sys/platform.json': '"Linux-5"',
    '.meta/initialized': '1702000000000000',
    '.meta/staged': '1702000001000000',
    '.meta/started': '1702000002000000',
    '.meta/stopped': '1702000003000000',
    '.meta/log/files': 'a s 1702000000500000 fit.py\n',
    '.meta/manifest': 's e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 fit.py\n',
    '.meta/output/40_run': 'to out\r\nto err\n',
    '.meta/output/40_run.index': indexRecord(1, 0) + indexRecord(2, 1) + indexRecord(3, 0),
    '/fit.py': '',
  };

  test('is finished, as its exit code tells', () => {
    const runsDir = writeRun(entries);
    const metaDir = join(runsDir, `${ID}.meta`);
    const before = listModes(metaDir);
    const record = readRun(metaDir);
    expect(record).toMatchObject({ status: 'error', exitCode: 2, stopped: 1702000003000000 });
    expect(record.config).toEqual({ lr: float(1) });
    expect(record.summary).toEqual({});
    expect(runStatus(record.run)).toBe('error');
    // Reading changes nothing.
    expect(listModes(metaDir)).toEqual(before);
  });

  test('has outputs on two streams, and an index that may be longer or shorter than the output', () => {
    const runsDir = writeRun(entries);
    const { run } = readRun(join(runsDir, `${ID}.meta`));
    expect(runMeta.listOutputs(run)).toEqual(['40_run']);
    expect(runMeta.readOutputLines(run, '40_run')).toEqual([
      { timeMillis: 1, stream: 0, text: 'to out' },
      { timeMillis: 2, stream: 1, text: 'to err' },
    ]);
    writeFiles(runsDir, { [`${ID}.meta/output/40_run.index`]: indexRecord(1, 0) });
    expect(runMeta.readOutputLines(run, '40_run').map((line) => line.timeMillis)).toEqual([
      1,
      undefined,
    ]);
    expect(runMeta.openManifest(run).entries).toHaveLength(1);
  });
});

describe('a run deleted by the versions of 2024', () => {
  const entries = {
    '.meta.deleted/id': ID,
    '.meta.deleted/opref': '2 lab train 1',
    '.meta.deleted/initialized': '1710000000000000',
    '.meta.deleted/proc/exit': '0',
    '.user.deleted/1.json': '{"author": "kim", "set": {"label": "kept"}, "delete": []}',
    '.project.deleted': 'file:..',
    '.deleted/out.txt': 'x',
  };

  test('is in the trash and not among the active runs', () => {
    const runsDir = writeRun(entries);
    expect(listRuns(runsDir).runs).toEqual([]);
    const [record] = listRuns(runsDir, 'trash').runs;
    expect(record).toMatchObject({ id: ID, label: 'kept', status: 'completed' });
    expect(record?.run.runDir).toBe(join(runsDir, `${ID}.deleted`));
    expect(listFiles(record?.run.runDir ?? '')).toEqual(['out.txt']);
  });
});

describe('reading is tolerant of what other tools leave', () => {
  test('white space after single values', () => {
    const runsDir = writeRun({
      '.meta/id': `${ID}\r\n`,
      '.meta/opref': '2 lab train 1.4\n',
      '.meta/started': '1702000002000000\n',
      '.meta/staged': 'soon',
      '.meta/proc/exit': ' 0\n',
    });
    expect(listRuns(runsDir).runs[0]).toMatchObject({
      id: ID,
      opref: { version: '1.4' },
      started: 1702000002000000,
      staged: undefined,
      status: 'completed',
    });
  });

  test.each([
    ['null', {}],
    ['[1]', {}],
    ['{"a": ', {}],
    ['', {}],
    ['{"metrics": {"n": NaN}}', { metrics: { n: Number.NaN } }],
  ])('a summary that is %j', (text, summary) => {
    const runsDir = writeRun({ '.meta/opref': '2 a b', '.meta/summary.json': text });
    expect(listRuns(runsDir).runs[0]?.summary).toEqual(summary);
  });

  test('the stored id counts; without one, or with an empty one, the name of the file does', () => {
    const runsDir = makeTempDir();
    writeFiles(runsDir, {
      'abc.meta/opref': '2 a b',
      'def.meta/opref': '2 a b',
      'def.meta/id': '\n',
      'fff.meta/opref': '2 a b',
      'fff.meta/id': 'eee',
    });
    const { runs } = listRuns(runsDir);
    expect(runs.map(({ id }) => id).sort()).toEqual(['abc', 'def', 'eee']);
    const renamed = runs.find(({ id }) => id === 'eee');
    expect(renamed?.run.runDir).toBe(join(runsDir, 'fff'));
  });

  test('a schema from the future is refused where files are to be understood', () => {
    const runsDir = writeRun({ '.meta/opref': '2 a b', '.meta/__schema__': '2\n' });
    expect(listRuns(runsDir).runs).toEqual([]);
    withMeta(join(runsDir, `${ID}.meta`), (meta) => {
      expect(readMap(meta, 'config.json')).toEqual({});
    });
  });
});

test('times of files change nothing about a run', () => {
  const runsDir = writeRun({ '.meta/opref': '2 a b', '.meta/initialized': '1700000000000000' });
  utimesSync(join(runsDir, `${ID}.meta`, 'initialized'), 0, 0);
  expect(readText(runsDir, `${ID}.meta`, 'initialized')).toBe('1700000000000000');
  expect(listRuns(runsDir).runs[0]?.timestamp).toBe(1700000000000000);
});
