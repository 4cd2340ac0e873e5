import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { identifyProcess } from '../../src/platform/process-identity.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { listSnapshot } from '../rig/list-snapshot.ts';
import {
  timesAreBelieved,
  writeAttributes,
  writeFinalizedRun,
  writeFinalizedRuns,
  writeMove,
} from '../rig/many-runs.ts';

const EVERY_RUN = 1;
const NEVER = Infinity;

/** Expects lists with the index to be those without, also once the index knows of everything. */
async function expectSameLists(runsDir: string): Promise<void> {
  const truth = listSnapshot(runsDir, NEVER);
  expect(listSnapshot(runsDir, EVERY_RUN)).toEqual(truth);
  await timesAreBelieved();
  expect(listSnapshot(runsDir, EVERY_RUN)).toEqual(truth);
  expect(listSnapshot(runsDir, EVERY_RUN)).toEqual(truth);
}

/** Runs of all kinds. @returns their ids, the oldest first. */
function makeRuns(runsDir: string): readonly string[] {
  const ids = writeFinalizedRuns(runsDir, 30);
  const [a = '', b = '', c = '', d = '', e = ''] = ids;
  writeAttributes(runsDir, a, { label: 'theirs 1', 'tag:good': true, note: 'x' });
  writeAttributes(runsDir, b, { label: '', 'comment:1': { msg: 'Looks overfit', timestamp: 1 } });
  writeMove(runsDir, c, 'trash');
  writeMove(runsDir, d, 'old');
  writeMove(runsDir, e, 'gone-archive');
  writeFiles(runsDir, { '.archives/old/018f34b9.json': '{"id": "old", "name": "old", "date": 1}' });
  writeFinalizedRun(runsDir, {
    config: '{"deep": {"er": 1, "an": 2}, "list": [1, 2], "gone": null}',
  });
  writeFinalizedRun(runsDir, {
    config: '{"deep.er": 1, "big": 123456789012345678901, "inf": Infinity}',
  });
  writeFinalizedRun(runsDir, { summary: '{"metrics": {"deep": {"er": 1, "value": 2}}}' });
  writeFinalizedRun(runsDir, { summary: '[]', config: 'not JSON', exitCode: 'x' });
  writeFinalizedRun(runsDir, {
    members: { name: 'former-name', fingerprint: '1 abc def\n' },
  });
  for (const rest of ['b', 'b', 'c']) {
    const fingerprint = `1 ${'a'.repeat(64)} ${rest.repeat(64)}\n`;
    writeFinalizedRun(runsDir, { members: { fingerprint } });
  }
  writeFinalizedRun(runsDir, { config: JSON.stringify({ text: 'é'.repeat(20_000) }) });
  writeFinalizedRun(runsDir, { members: { id: 'abc' } });
  writeFiles(runsDir, { 'dead.meta/opref': '2 p waiting', 'dead.meta/initialized': '5' });
  writeFiles(runsDir, { 'beef.meta.zip': 'no zip', 'aaa.meta.zip.deleted': 'no zip' });
  return ids;
}

/** The files of the index. */
function indexFiles(runsDir: string): readonly string[] {
  const folder = join(runsDir, '.index');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

describe('lists are the same with and without an index', () => {
  test('of runs of all kinds', async () => {
    const runsDir = makeTempDir();
    makeRuns(runsDir);
    await timesAreBelieved();
    await expectSameLists(runsDir);
    expect(indexFiles(runsDir)).toHaveLength(2);
  });

  type Change = (runsDir: string, ids: readonly string[]) => void;

  test.each<[title: string, change: Change]>([
    ['a run was copied to it', (dir) => writeFinalizedRun(dir, { started: 1_760_000_031 })],
    ['many runs were copied to it', (dir) => writeFinalizedRuns(dir, 40)],
    [
      'a run was removed',
      (dir, [, , , , , id]) => {
        rmSync(join(dir, `${id}.meta.zip`));
      },
    ],
    [
      'a run was removed and another added',
      (dir, [, , , , , id]) => {
        rmSync(join(dir, `${id}.meta.zip`));
        writeFinalizedRun(dir);
      },
    ],
    [
      'a run was given its first label',
      (dir, [, , , , , id = '']) => {
        writeAttributes(dir, id, { label: 'first 1' });
      },
    ],
    [
      'a run was given another label',
      (dir, [id = '']) => {
        writeAttributes(dir, id, { label: 'second 1' }, 'b');
      },
    ],
    [
      'all that was said of a run was removed',
      (dir, [id]) => {
        rmSync(join(dir, `${id}.user`), { recursive: true });
      },
    ],
    [
      'a run was deleted',
      (dir, [id = '']) => {
        writeMove(dir, id, 'trash');
      },
    ],
    [
      'a run was restored',
      (dir, [, , id = '']) => {
        writeMove(dir, id, 'active', 2);
      },
    ],
    [
      'a run was moved from the trash to an archive',
      (dir, [, , id = '']) => {
        writeMove(dir, id, 'old', 2);
      },
    ],
    [
      'an archive was deleted',
      (dir) => {
        writeFiles(dir, { '.archives/old/118f34b9.deleted': '' });
      },
    ],
    [
      'a run that waits was started',
      (dir) => {
        writeFiles(dir, { 'dead.meta/started': '6' });
      },
    ],
    [
      'a run ended',
      (dir) => {
        writeFiles(dir, { 'dead.meta/proc/exit': '3' });
      },
    ],
    [
      'a zip became whole',
      (dir, [id]) => {
        cpSync(join(dir, `${id}.meta.zip`), join(dir, 'beef.meta.zip'));
      },
    ],
    [
      'a folder was left beside a zip',
      (dir, [id]) => {
        writeFiles(dir, { [`${id}.meta/opref`]: '2 p left-over' });
      },
    ],
    [
      'the times of the directory were set back',
      (dir) => {
        writeFinalizedRun(dir);
        utimesSync(dir, 1, 1);
      },
    ],
    [
      'another run has the place of one',
      (dir, [id = '']) => {
        rmSync(join(dir, `${id}.meta.zip`));
        writeFinalizedRun(dir, { id, started: 1_760_000_000, config: '{"lr": 77}' });
      },
    ],
  ])('when %s', async (_, change) => {
    const runsDir = makeTempDir();
    const ids = makeRuns(runsDir);
    await expectSameLists(runsDir);
    change(runsDir, ids);
    await expectSameLists(runsDir);
  });

  test('while a run goes on, and when its process is gone', async () => {
    const runsDir = makeTempDir();
    makeRuns(runsDir);
    const child = spawn('sleep', ['60']);
    onTestFinished(() => void child.kill());
    const runner = identifyProcess(child.pid ?? 0);
    writeFiles(runsDir, {
      'f00d.meta/opref': '2 p going',
      'f00d.meta/started': '9',
      'f00d.meta/proc/owner.jsonl': JSON.stringify({ step: 'run', runner }),
    });
    await expectSameLists(runsDir);
    const statusOf = (): unknown => JSON.stringify(listSnapshot(runsDir, EVERY_RUN));
    expect(statusOf()).toContain('"status":"running"');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(statusOf()).not.toContain('"status":"running"');
    await expectSameLists(runsDir);
  });

  test('when changes come faster than the clock of the file system goes', () => {
    const runsDir = makeTempDir();
    writeFinalizedRuns(runsDir, 3);
    for (let turn = 0; turn < 20; turn++) {
      const id = writeFinalizedRun(runsDir, { started: 1_770_000_000 + turn });
      const ids = listSnapshot(runsDir, EVERY_RUN);
      expect(JSON.stringify(ids)).toContain(id);
      writeMove(runsDir, id, turn % 2 === 0 ? 'trash' : 'old');
      listSnapshot(runsDir, EVERY_RUN);
      writeMove(runsDir, id, turn % 2 === 0 ? 'old' : 'trash', 2);
      expect(listSnapshot(runsDir, EVERY_RUN)).toEqual(listSnapshot(runsDir, NEVER));
    }
  });

  test('when more and more runs come one by one', () => {
    const runsDir = makeTempDir();
    const ids = [...writeFinalizedRuns(runsDir, 20)];
    for (let turn = 0; turn < 30; turn++) {
      ids.push(writeFinalizedRun(runsDir, { started: 1_759_999_000 + turn * 100 }));
      if (turn % 5 === 0) writeMove(runsDir, ids[turn] ?? '', 'trash');
      if (turn % 7 === 0) rmSync(join(runsDir, `${ids.splice(3, 1)[0]}.meta.zip`));
      listSnapshot(runsDir, EVERY_RUN);
    }
    expect(listSnapshot(runsDir, EVERY_RUN)).toEqual(listSnapshot(runsDir, NEVER));
  });
});

describe('an index that is not right does no harm', () => {
  const spoilers: readonly [string, (files: readonly string[]) => void][] = [
    [
      'was removed',
      (files) => {
        for (const file of files) rmSync(file);
      },
    ],
    [
      'lost its rows',
      (files) => {
        for (const file of files) if (file.endsWith('.rows')) rmSync(file);
      },
    ],
    [
      'lost its state',
      (files) => {
        for (const file of files) if (file.endsWith('state')) rmSync(file);
      },
    ],
    [
      'was cut off',
      (files) => {
        for (const file of files) truncateSync(file, 100);
      },
    ],
    [
      'was emptied',
      (files) => {
        for (const file of files) truncateSync(file, 0);
      },
    ],
    [
      'has rows that were cut off at their end',
      (files) => {
        for (const file of files) {
          if (file.endsWith('.rows')) truncateSync(file, readFileSync(file).length - 300);
        }
      },
    ],
    [
      'has more at its end',
      (files) => {
        for (const file of files) appendFileSync(file, 'more');
      },
    ],
    [
      'says that it has more than there is memory for',
      (files) => {
        for (const file of files) {
          const bytes = readFileSync(file);
          bytes.writeUInt32LE(0xff_ff_ff_ff, 8);
          writeFileSync(file, bytes);
        }
      },
    ],
    [
      'has another version',
      (files) => {
        for (const file of files) {
          const bytes = readFileSync(file);
          bytes[7] = 0x5a;
          writeFileSync(file, bytes);
        }
      },
    ],
  ];

  test.each(spoilers)('when it %s', async (_, spoil) => {
    const runsDir = makeTempDir();
    makeRuns(runsDir);
    await expectSameLists(runsDir);
    spoil(indexFiles(runsDir));
    await expectSameLists(runsDir);
  });

  test('wherever a byte of it is another one', async () => {
    const runsDir = makeTempDir();
    makeRuns(runsDir);
    await expectSameLists(runsDir);
    const truth = listSnapshot(runsDir, NEVER);
    const files = indexFiles(runsDir).map((path) => ({ path, bytes: readFileSync(path) }));
    for (const { path, bytes } of files) {
      for (let place = 0; place < bytes.length; place += Math.ceil(bytes.length / 20)) {
        for (const { path, bytes } of files) writeFileSync(path, bytes);
        const spoilt = Buffer.from(bytes);
        spoilt[place] = (spoilt[place] ?? 0) ^ 0x55;
        writeFileSync(path, spoilt);
        expect(listSnapshot(runsDir, EVERY_RUN), `byte ${place}`).toEqual(truth);
      }
    }
  });

  test.each(['the id', 'the time of change'])('when %s of a moved run is damaged', async (what) => {
    const runsDir = makeTempDir();
    const [, , id = ''] = makeRuns(runsDir);
    await expectSameLists(runsDir);
    const truth = listSnapshot(runsDir, NEVER);
    const state = indexFiles(runsDir).find((path) => path.endsWith('state')) ?? '';
    const bytes = readFileSync(state);
    const time = Buffer.from(Float64Array.of(statSync(join(runsDir, `${id}.move`)).ctimeMs).buffer);
    const place = bytes.indexOf(what === 'the id' ? id : time);
    expect(place).toBeGreaterThan(0);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(state, bytes);
    expect(listSnapshot(runsDir, EVERY_RUN)).toEqual(truth);
  });

  test('when it came with a copy of the directory, or the directory was moved', async () => {
    const runsDir = makeTempDir();
    makeRuns(runsDir);
    await expectSameLists(runsDir);
    const copy = join(makeTempDir(), 'copy');
    cpSync(runsDir, copy, { recursive: true, preserveTimestamps: true });
    writeFinalizedRun(copy);
    await expectSameLists(copy);
    const moved = join(makeTempDir(), 'moved');
    renameSync(runsDir, moved);
    await expectSameLists(moved);
  });

  test('when there is a folder where a file of it should be', async () => {
    const runsDir = makeTempDir();
    makeRuns(runsDir);
    mkdirSync(join(runsDir, '.index', 'state'), { recursive: true });
    await expectSameLists(runsDir);
  });
});
