import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initRunMeta, makeRun, OpCmd, OpDef, OpRef, Run, verifyRun } from '../../src/index.ts';
import { openZip } from '../../src/platform/zip-reader.ts';
import { purgeRunFiles } from '../../src/run/purge-files.ts';
import { makeTempDir } from '../rig/folders.ts';
import { executedRun, finalizedRun, stagedRun } from '../rig/runs.ts';
import { changeZip } from '../rig/zips.ts';

const SETUP = {
  files: { 'train.py': 'lr = 0.1\n', 'data/a.csv': '1,2\n' },
  command: 'echo out; echo made > "made by run"',
};

/** What a verification found, without what is empty. */
async function findings(run: Run): Promise<Record<string, unknown>> {
  const {
    run: _run,
    status: _status,
    fileCount: _f,
    byteCount: _b,
    ...found
  } = await verifyRun(run);
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}

/** Overwrites a file of a run, which is read-only. */
function overwrite(run: Run, path: string, content: string): void {
  chmodSync(join(run.runDir, path), 0o644);
  writeFileSync(join(run.runDir, path), content);
}

function mkfifo(path: string): void {
  execFileSync('mkfifo', [path]);
}

describe('verifyRun', () => {
  test('finds a finalized run intact, and counts what it read', async () => {
    const read: number[] = [];
    const totals = new Set<number>();
    const run = await finalizedRun(SETUP);
    const verification = await verifyRun(run, {
      onProgress: (done, total) => {
        read.push(done);
        totals.add(total);
      },
    });
    expect(verification).toMatchObject({ verdict: 'intact', status: 'completed', fileCount: 3 });
    expect(verification.byteCount).toBe(9 + 4 + 5);
    expect(read.at(-1)).toBe(verification.byteCount);
    expect([...totals]).toEqual([verification.byteCount]);
  });

  test.each<[what: string, alter: (run: Run) => void, found: object]>([
    [
      'a changed file',
      (run) => overwrite(run, 'train.py', 'lr = 0.2\n'),
      { changed: ['train.py'] },
    ],
    [
      'missing files, sorted',
      (run) => {
        rmSync(join(run.runDir, 'train.py'));
        rmSync(join(run.runDir, 'data'), { recursive: true });
      },
      { missing: ['data/a.csv', 'train.py'] },
    ],
    ['an extra file', (run) => writeFileSync(join(run.runDir, 'new'), ''), { extra: ['new'] }],
    [
      'a file in place of a folder',
      (run) => {
        rmSync(join(run.runDir, 'data'), { recursive: true });
        writeFileSync(join(run.runDir, 'data'), '');
      },
      { missing: ['data/a.csv'], extra: ['data'] },
    ],
    [
      'a folder that has become a link to one with the same files',
      (run) => {
        const elsewhere = makeTempDir();
        writeFileSync(join(elsewhere, 'a.csv'), '1,2\n');
        rmSync(join(run.runDir, 'data'), { recursive: true });
        symlinkSync(elsewhere, join(run.runDir, 'data'));
      },
      { missing: ['data/a.csv'], notCovered: [{ path: 'data', what: 'a link to a folder' }] },
    ],
    [
      'a file that has become a pipe',
      (run) => {
        rmSync(join(run.runDir, 'train.py'));
        mkfifo(join(run.runDir, 'train.py'));
      },
      { missing: ['train.py'], notCovered: [{ path: 'train.py', what: 'no ordinary file' }] },
    ],
    [
      'no run directory at all',
      (run) => rmSync(run.runDir, { recursive: true }),
      { missing: ['data/a.csv', 'made by run', 'train.py'] },
    ],
  ])('tells of %s', async (_what, alter, found) => {
    const run = await finalizedRun(SETUP);
    alter(run);
    expect(await findings(run)).toEqual({ verdict: 'altered', ...found });
  });
  test('takes files that were purged for what they are', async () => {
    const run = await finalizedRun(SETUP);
    purgeRunFiles(run, 'ann', ['made by run']);
    expect(await findings(run)).toEqual({ verdict: 'intact', purged: ['made by run'] });
  });

  test('tells of what a manifest cannot hold, which is no alteration', async () => {
    const run = await finalizedRun({
      ...SETUP,
      command:
        'ln -s data folder; ln -s nowhere broken; ln -s train.py link; mkfifo pipe; : > "$(printf \'n\\377\')"',
    });
    expect(await findings(run)).toEqual({
      verdict: 'intact',
      notCovered: [
        { path: 'broken', what: 'a link that leads nowhere' },
        { path: 'folder', what: 'a link to a folder' },
        { path: 'n\ufffd', what: 'a name that is not UTF-8' },
        { path: 'pipe', what: 'no ordinary file' },
      ],
    });
  });

  test.each<[what: string, make: () => Promise<Run> | Run, status: string]>([
    ['was initialized', makeInitialized, 'pending'],
    ['was executed and not finalized', async () => (await executedRun(SETUP)).run, 'terminated'],
  ])('finds a run open that %s', async (_what, make, status) => {
    expect(await verifyRun(await make())).toMatchObject({ verdict: 'open', status, fileCount: 0 });
  });

  test.each([
    ['intact', undefined],
    ['altered', 'lr = 1'],
  ])('finds a staged run %s', async (verdict, content) => {
    const run = await stagedRun(SETUP);
    if (content !== undefined) overwrite(run, 'train.py', content);
    expect(await verifyRun(run)).toMatchObject({ verdict, status: 'staged' });
  });

  test('finds a run intact whose metadata stayed a folder', async () => {
    const run = await finalizedRun({ ...SETUP, options: { keepMetaFolder: true } as object });
    expect(run.metaDir).toMatch(/meta$/);
    expect(await verifyRun(run)).toMatchObject({ verdict: 'intact', status: 'completed' });
  });

  test.each<[what: string, members: Record<string, string | undefined>, problem: RegExp]>([
    ['a missing member', { 'config.json': undefined }, /^config.json is missing$/],
    ['a broken document', { 'summary.json': '{' }, /summary.json: /],
    ['a document of another kind', { 'config.json': '[]' }, /config.json: expected a JSON object/],
    ['a broken file log', { 'log/files': 'x\n' }, /bad encoding in .*line 1/],
    ['a broken exit code', { 'proc/exit': 'fine' }, /^proc\/exit is not a whole number$/],
    ['times out of order', { staged: '5' }, /^staged is before initialized$/],
    ['a time that is none', { started: 'soon' }, /^started is not a time$/],
    ['an index of half a record', { 'output/40_run.index': 'abc' }, /has 3 bytes/],
    ['an index without output', { 'output/40_run': undefined }, /^output\/40_run is missing$/],
    ['an index of no lines', { 'output/40_run': '' }, /tells of lines/],
    ['the id of another run', { id: 'abc' }, /^its id is abc, its files are those of /],
    ['a manifest that is none', { manifest: 'what\n' }, /not a manifest entry/],
  ])('tells of metadata with %s', async (_what, members, problem) => {
    const run = await finalizedRun(SETUP);
    changeZip(run.metaDir, members);
    const { verdict, metadata } = await verifyRun(run);
    expect(verdict).toBe('altered');
    expect(metadata).toEqual([expect.stringMatching(problem)]);
  });

  test.each(['../aside', '/etc/passwd', 'a/../../b', './train.py', 'data//a.csv', 'a\0b'])(
    'reads nothing that a manifest calls %j',
    async (path) => {
      const run = await finalizedRun(SETUP);
      const line = `g ${'0'.repeat(64)} ${path}\n`;
      changeZip(run.metaDir, { manifest: readMember(run, 'manifest') + line });
      const { changed, missing, metadata } = await verifyRun(run);
      expect({ changed, missing }).toEqual({ changed: [], missing: [] });
      expect(metadata).toEqual([expect.stringMatching(/^the manifest names .* which is no path/)]);
    },
  );

  test('tells of a file that the manifest names twice', async () => {
    const run = await finalizedRun(SETUP);
    const line = `g ${'0'.repeat(64)} train.py\n`;
    changeZip(run.metaDir, { manifest: readMember(run, 'manifest') + line });
    expect((await verifyRun(run)).metadata).toEqual([
      "the manifest names 'train.py' more than once",
    ]);
  });

  test('tells of every member of the zip whose content changed by a bit', async () => {
    const run = await finalizedRun(SETUP);
    const bytes = readFileSync(run.metaDir);
    const zip = openZip(run.metaDir);
    const places = zip.names.flatMap((name) => {
      const { start = 0, size = 0 } = zip.locate(name) ?? {};
      return size === 0 ? [] : [{ name, at: start + size - 1 }];
    });
    zip.close();
    expect(places.length).toBeGreaterThan(10);
    for (const { name, at } of places) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(run.metaDir, changed);
      const { metadata } = await verifyRun(run);
      const told = `member "${name}" is damaged: its checksum does not match`;
      expect(metadata).toEqual([expect.stringContaining(told)]);
    }
  });

  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10)],
    ['emptied', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('no zip')],
  ])('tells of a metadata zip that is %s', async (_what, change) => {
    const run = await finalizedRun(SETUP);
    writeFileSync(run.metaDir, change(readFileSync(run.metaDir)));
    const { verdict, status, metadata } = await verifyRun(run);
    expect({ verdict, status }).toEqual({ verdict: 'altered', status: 'unknown' });
    expect(metadata).toEqual([expect.stringMatching(/not a zip or was cut off/)]);
  });

  test('fails for a run that is not there, and for one of a newer program', async () => {
    await expect(verifyRun(new Run('abc', join(makeTempDir(), 'abc')))).rejects.toThrow(
      /not a run/,
    );
    const run = await finalizedRun(SETUP);
    changeZip(run.metaDir, { __schema__: '2' });
    await expect(verifyRun(run)).rejects.toThrow(/newer version of Gage/);
  });

  test('stops when it is told to', async () => {
    const run = await finalizedRun(SETUP);
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(verifyRun(run, { signal: stop.signal })).rejects.toThrow('enough');
  });
});

function makeInitialized(): Run {
  const run = makeRun(new OpRef('project', 'op'), makeTempDir());
  initRunMeta(run, new OpDef('op', {}), {}, new OpCmd('true'));
  return run;
}

function readMember(run: Run, name: string): string {
  const zip = openZip(run.metaDir);
  try {
    return zip.read(name)?.toString('utf8') ?? '';
  } finally {
    zip.close();
  }
}
