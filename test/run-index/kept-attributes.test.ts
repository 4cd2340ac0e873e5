import {
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listRuns } from '../../src/index.ts';
import type { RunIndexOptions } from '../../src/run-index/run-index.ts';
import { formatJsonCompact } from '../../src/values/json-text.ts';
import { makeTempDir } from '../rig/folders.ts';
import { timesAreBelieved, writeAttributes, writeFinalizedRuns } from '../rig/many-runs.ts';

const WITHOUT_INDEX = { minimumRuns: Infinity, isNew: true };

/** So many that what is said of them is kept. */
const COUNT = 80;

/** What is said of each run, as a list has it; without any index that is there, where that is asked. */
function saidOf(runsDir: string, options: RunIndexOptions = {}): Readonly<Record<string, string>> {
  const { runs } = listRuns(runsDir, 'active', options);
  return Object.fromEntries(
    runs.map(({ id, attributes, label }) => [
      id,
      `${formatJsonCompact(attributes)} ${String(label)}`,
    ]),
  );
}

function keptFile(runsDir: string): string {
  return join(runsDir, '.index', 'attributes');
}

/** Runs of which something is said, and an index that knows it. @returns their ids. */
async function labelledRuns(): Promise<{ runsDir: string; ids: readonly string[] }> {
  const runsDir = join(makeTempDir(), 'runs');
  const ids = writeFinalizedRuns(runsDir, COUNT);
  for (const [index, id] of ids.entries()) {
    writeAttributes(runsDir, id, {
      label: `said ${index}`,
      2: 'two',
      1: [1, 1.0, Number.MAX_SAFE_INTEGER, null, { 'a/b': 'é\n"' }],
      ...(index % 2 === 0 && { __proto__: 'x', 'tag:good': '' }),
    });
    if (index % 3 === 0) writeAttributes(runsDir, id, { note: index }, 'b');
  }
  await timesAreBelieved();
  saidOf(runsDir);
  await timesAreBelieved();
  saidOf(runsDir);
  return { runsDir, ids };
}

function expectTruth(runsDir: string): void {
  const truth = saidOf(runsDir, WITHOUT_INDEX);
  expect(saidOf(runsDir)).toEqual(truth);
  // Also in a list that has what the one before has kept.
  expect(saidOf(runsDir)).toEqual(truth);
}

test('what is said of many runs is kept once, and is what their logs say', async () => {
  const { runsDir } = await labelledRuns();
  const kept = statSync(keptFile(runsDir)).ino;
  expectTruth(runsDir);
  expect(statSync(keptFile(runsDir)).ino).toBe(kept);
});

test('what is said of few runs is not kept', async () => {
  const runsDir = join(makeTempDir(), 'runs');
  const ids = writeFinalizedRuns(runsDir, COUNT);
  for (const id of ids.slice(0, 30)) writeAttributes(runsDir, id, { label: 'said' });
  await timesAreBelieved();
  expectTruth(runsDir);
  expect(existsSync(keptFile(runsDir))).toBe(false);
});

test.each<[title: string, change: (user: string) => void]>([
  [
    'more is said',
    (user) => {
      writeFileSync(join(user, 'c.json'), '{"set": {"label": "more"}}');
    },
  ],
  [
    'an entry is written over in its place, with as many bytes',
    (user) => {
      const entry = join(user, 'a.json');
      writeFileSync(entry, readFileSync(entry, 'utf8').replace('said', 'SAID'));
    },
  ],
  [
    'an entry is another that was written before',
    (user) => {
      const aside = join(user, '..', 'aside.json');
      writeFileSync(aside, '{"set": {"label": "another"}}');
      renameSync(aside, join(user, 'a.json'));
    },
  ],
  [
    'an entry is removed',
    (user) => {
      rmSync(join(user, 'a.json'));
    },
  ],
  [
    'all of it is removed',
    (user) => {
      rmSync(user, { recursive: true });
    },
  ],
  [
    'an entry became a link, which is not followed',
    (user) => {
      const entry = join(user, 'a.json');
      renameSync(entry, join(user, 'a.elsewhere'));
      symlinkSync('a.elsewhere', entry);
    },
  ],
  [
    'the folder is another',
    (user) => {
      const aside = `${user}.aside`;
      cpSync(user, aside, { recursive: true, preserveTimestamps: true });
      writeFileSync(join(aside, 'a.json'), '{"set": {"label": "of another folder"}}');
      rmSync(user, { recursive: true });
      renameSync(aside, user);
    },
  ],
])('lists have what is said now when %s', async (_, change) => {
  const { runsDir, ids } = await labelledRuns();
  // More than are read before the others are kept anew.
  for (const id of ids.slice(5, 60)) change(join(runsDir, `${id}.user`));
  expectTruth(runsDir);
  await timesAreBelieved();
  expectTruth(runsDir);
});

test.each<[title: string, spoil: (path: string) => void]>([
  [
    'is damaged',
    (path) => {
      const bytes = readFileSync(path);
      const at = bytes.indexOf('said 5');
      expect(at).toBeGreaterThan(0);
      bytes[at] = 0x53;
      writeFileSync(path, bytes);
    },
  ],
  [
    'is of another version',
    (path) => {
      const text = readFileSync(path, 'latin1');
      writeFileSync(path, text.replace('"version":1', '"version":9'), 'latin1');
    },
  ],
  [
    'was removed',
    (path) => {
      rmSync(path);
    },
  ],
])('lists have what is said now when what was kept %s', async (_, spoil) => {
  const { runsDir } = await labelledRuns();
  spoil(keptFile(runsDir));
  expectTruth(runsDir);
});

test('an entry that was changed just now is read again', async () => {
  const { runsDir, ids } = await labelledRuns();
  for (let turn = 0; turn < 10; turn += 1) {
    for (const id of ids) {
      writeFileSync(join(runsDir, `${id}.user`, 'a.json'), `{"set": {"label": "turn ${turn}"}}`);
    }
    expect(saidOf(runsDir)).toEqual(saidOf(runsDir, WITHOUT_INDEX));
  }
});
