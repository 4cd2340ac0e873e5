import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execRun, finalizeRun, listRuns } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { openDirectory } from '../../src/remote/directory-remote.ts';
import { formatFileList, parseFileList } from '../../src/remote/file-list.ts';
import { findRclone } from '../../src/remote/rclone-program.ts';
import { openRclone } from '../../src/remote/rclone-remote.ts';
import { receiveRuns } from '../../src/remote/receive-runs.ts';
import { openCatalog } from '../../src/remote/remote-catalog.ts';
import type { Remote } from '../../src/remote/remote.ts';
import { removeRuns } from '../../src/remote/remove-runs.ts';
import { sendRuns } from '../../src/remote/send-runs.ts';
import type { RunOutcome } from '../../src/remote/transfer-report.ts';
import { addComment, readComments } from '../../src/run/comments.ts';
import { moveRun } from '../../src/run/containers.ts';
import { purgeRunFiles } from '../../src/run/purge-files.ts';
import { readUserAttributes, setUserAttributes } from '../../src/run/user-attributes.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';
import { makeProject } from '../rig/projects.ts';
import { aliasOf, hasRclone, rcloneEnv } from '../rig/rclone.ts';
import { describeCopy } from '../rig/run-copies.ts';

const env = process.env;

/** Leaves all that a remote may lose: modes, links of every kind, empty folders. */
const COMMAND = [
  'mkdir -p d/e empty/er',
  'echo 1 > a; echo 2 > d/b; : > nothing',
  'echo "#!/bin/sh" > d/tool; chmod +x d/tool',
  'ln -s a link; ln -s d folder-link; ln -s nowhere broken; ln -s ../b d/e/up',
].join('\n');

interface Place {
  readonly remote: Remote;
  readonly folder: string;
}

const KINDS: readonly (readonly [kind: string, make: () => Place])[] = [
  ['a directory', directoryPlace],
  ...(hasRclone ? ([['rclone', rclonePlace]] as const) : []),
];

function directoryPlace(): Place {
  const folder = join(makeTempDir('place'), 'runs');
  return { remote: openDirectory(folder), folder };
}

/** A place that keeps neither modes nor links: rclone's own view of a folder. */
function rclonePlace(): Place {
  const folder = join(makeTempDir('place'), 'runs');
  return { remote: openRclone('x:', findRclone(rcloneEnv({ x: aliasOf(folder) }))), folder };
}

const idOf = ({ run }: RunRecord): string => basename(run.runDir);

const results = (outcomes: readonly RunOutcome[]): string[] =>
  outcomes.map(({ result, problem }) =>
    problem === undefined ? result : `${result}: ${problem.kind}`,
  );

async function send(runsDir: string, { remote }: Place): Promise<string[]> {
  const { runs } = await sendRuns(listRuns(runsDir).runs, remote);
  remote.close();
  return results(runs);
}

async function receive({ remote }: Place, runsDir: string): Promise<string[]> {
  const catalog = await openCatalog(remote, {});
  const { runs } = await receiveRuns(listRuns(catalog.folder).runs, catalog, remote, runsDir);
  catalog.close();
  remote.close();
  return results(runs);
}

function onlyRun(runsDir: string): RunRecord {
  const { runs } = listRuns(runsDir);
  expect(runs).toHaveLength(1);
  const [run] = runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

describe.skipIf(hasRclone)('rclone is not installed', () => {
  test.skip('copies by rclone are not tested', () => undefined);
});

describe.each(KINDS)('copying to %s and back', (_kind, makePlace) => {
  test('gives the same run to the last byte, mode and link', async () => {
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', COMMAND);
    const place = makePlace();
    expect(await send(runsDir, place)).toEqual(['copied']);
    const target = makeTempDir('back');
    expect(await receive(place, target)).toEqual(['copied']);
    expect(describeCopy(target, id)).toBe(describeCopy(runsDir, id));
    expect(statSync(join(target, id, 'd/tool')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(target, id, 'd/e/up'))).toBe('../b');
    expect(await send(runsDir, place)).toEqual(['unchanged']);
    expect(await receive(place, target)).toEqual(['unchanged']);
    expect(await receive(place, runsDir)).toEqual(['unchanged']);
  });

  test('copies a staged run that can be started there', async () => {
    const { runsDir, stage } = makeProject({ 'code.sh': 'exit 3\n' });
    const staged = await stage({}, { definition: { sourcecode: true } });
    writeFileSync(
      join(staged.metaDir, 'proc/owner.jsonl'),
      '{"step":"run","runner":{"pid":1,"host":"x"}}',
    );
    rmSync(join(staged.metaDir, 'proc/owner.jsonl'));
    const place = makePlace();
    expect(await send(runsDir, place)).toEqual(['copied']);
    const target = makeTempDir('back');
    expect(await receive(place, target)).toEqual(['copied']);
    const copy = onlyRun(target);
    expect(copy.status).toBe('staged');
    const { exitCode } = await execRun(copy.run, { env });
    expect(exitCode).toBe(0);
    await finalizeRun(copy.run, { env, exitCode });
    // What has been run since is a later state of what is at the place, and replaces it.
    expect(await receive(place, target)).toEqual(['unchanged']);
    expect(await send(target, place)).toEqual(['copied']);
    expect(existsSync(join(place.folder, `${copy.id}.meta`))).toBe(false);
    // Where it was not run, the later state is fetched.
    expect(await receive(place, runsDir)).toEqual(['copied']);
    expect(onlyRun(runsDir).status).toBe('completed');
    expect(describeCopy(runsDir, copy.id)).toBe(describeCopy(target, copy.id));
  });

  test('an earlier state does not replace a later one, but its labels come along', async () => {
    const { runsDir, stage } = makeProject();
    const run = await stage({});
    const earlier = makeTempDir('earlier');
    cpSync(runsDir, earlier, { recursive: true });
    await finalizeRun((await execRun(run, { env })).run, { env });
    const place = makePlace();
    expect(await send(runsDir, place)).toEqual(['copied']);
    setUserAttributes(onlyRun(earlier).run, { author: 'bob', set: { label: 'from bob' } });
    expect(await send(earlier, place)).toEqual(['merged']);
    expect(await receive(place, runsDir)).toEqual(['merged']);
    expect(onlyRun(runsDir)).toMatchObject({ label: 'from bob', status: 'completed' });
  });

  test('two outcomes of the same staged run are not mixed', async () => {
    const { runsDir, stage } = makeProject();
    const run = await stage({}, { definition: { exec: 'true' } });
    const other = makeTempDir('other');
    cpSync(runsDir, other, { recursive: true });
    for (const [place, text] of [
      [run, 'one'],
      [onlyRun(other).run, 'two'],
    ] as const) {
      await execRun(place, { env });
      writeFileSync(join(place.runDir, 'out'), text);
      await finalizeRun(place, { env });
    }
    const place = makePlace();
    await send(runsDir, place);
    expect(await send(other, place)).toEqual(['failed: conflict']);
    expect(await receive(place, other)).toEqual(['failed: conflict']);
    expect(readFileSync(join(other, run.id, 'out'), 'utf8')).toBe('two');
    expect(readFileSync(join(place.folder, run.id, 'out'), 'utf8')).toBe('one');
  });

  test('labels, tags and comments of both sides are merged', async () => {
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', 'true');
    const place = makePlace();
    await send(runsDir, place);
    const other = makeTempDir('other');
    await receive(place, other);
    const [here, there] = [onlyRun(runsDir).run, onlyRun(other).run];
    setUserAttributes(here, { author: 'ann', set: { 'tag:a': '' } });
    addComment(here, 'ann', 'from ann');
    setUserAttributes(there, { author: 'bob', set: { label: 'newest' } });
    addComment(there, 'bob', 'from bob');
    expect(await send(other, place)).toEqual(['merged']);
    expect(await send(runsDir, place)).toEqual(['merged']);
    expect(await receive(place, runsDir)).toEqual(['merged']);
    expect(await receive(place, other)).toEqual(['merged']);
    expect(readUserAttributes(here)).toEqual(readUserAttributes(there));
    expect(readUserAttributes(here)).toMatchObject({ 'tag:a': '', label: 'newest' });
    expect(
      readComments(here)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['from ann', 'from bob']);
    expect(describeCopy(runsDir, id)).toBe(describeCopy(other, id));
  });

  test('the project of a run and where it is in lists are not copied', async () => {
    const { runsDir, finish } = makeProject();
    const run = await finish('op', 'true');
    writeFileSync(join(runsDir, `${run.id}.project`), 'file:/nowhere');
    moveRun(run, 'trash');
    moveRun(run, 'active');
    const place = makePlace();
    await send(runsDir, place);
    expect(existsSync(join(place.folder, `${run.id}.project`))).toBe(false);
    expect(existsSync(join(place.folder, `${run.id}.move`))).toBe(false);
    // Deleted here: it stays so, and the user is told.
    moveRun(run, 'trash');
    const catalog = await openCatalog(place.remote, {});
    const report = await receiveRuns(listRuns(catalog.folder).runs, catalog, place.remote, runsDir);
    expect(report.runs).toMatchObject([{ result: 'unchanged', isAway: true }]);
    expect(listRuns(runsDir).runs).toEqual([]);
    expect(readFileSync(join(runsDir, `${run.id}.project`), 'utf8')).toBe('file:/nowhere');
  });

  test('a run with a file that is not what its manifest says is not copied, others are', async () => {
    const { runsDir, finish } = makeProject();
    const bad = await finish('bad', 'echo good > out');
    await finish('fine', 'echo good > out');
    chmodSync(join(bad.runDir, 'out'), 0o644);
    writeFileSync(join(bad.runDir, 'out'), 'evil\n');
    const place = makePlace();
    const { runs } = await sendRuns(listRuns(runsDir).runs, place.remote);
    expect(runs.map(({ run, result, problem }) => [run.opref.name, result, problem])).toEqual([
      ['fine', 'copied', undefined],
      ['bad', 'failed', { kind: 'damaged', paths: ['out'] }],
    ]);
    place.remote.close();
    expect(listRuns(place.folder).runs.map(({ opref }) => opref.name)).toEqual(['fine']);
  });

  test('a damaged or incomplete run is not taken, and what is sound is', async () => {
    const { runsDir, finish } = makeProject();
    const [changed, lost] = [await finish('a', 'echo 1 > out'), await finish('b', 'echo 1 > out')];
    const broken = await finish('c', 'true');
    const place = makePlace();
    await send(runsDir, place);
    chmodSync(join(place.folder, changed.id, 'out'), 0o644);
    writeFileSync(join(place.folder, changed.id, 'out'), '2\n');
    rmSync(join(place.folder, lost.id, 'out'));
    const zip = join(place.folder, `${broken.id}.meta.zip`);
    const bytes = readFileSync(zip);
    // In the middle of a member that no list looks at.
    const at = bytes.indexOf('log/runner') + 60;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(zip, bytes);
    const target = makeTempDir('back');
    const outcomes = await receive(place, target);
    const missing = place.remote.folder === undefined ? 'failed: incomplete' : 'copied';
    expect(outcomes).toEqual(['failed: unreadable', missing, 'failed: damaged']);
    expect(listRuns(target).problems).toEqual([]);
    expect(listRuns(target).runs.map(({ opref }) => opref.name)).toEqual(
      missing === 'copied' ? ['b'] : [],
    );
  });

  test('a file that is lost at the destination is copied again', async () => {
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', 'echo 1 > out; echo 2 > other');
    const place = makePlace();
    await send(runsDir, place);
    rmSync(join(place.folder, id, 'out'));
    const { runs, fileCount } = await sendRuns(listRuns(runsDir).runs, place.remote);
    expect([results(runs), fileCount]).toEqual([['copied'], 1]);
    expect(readFileSync(join(place.folder, id, 'out'), 'utf8')).toBe('1\n');
    place.remote.close();
  });

  test('files that were purged here are not fetched again', async () => {
    const { runsDir, finish } = makeProject();
    const run = await finish('op', 'echo 1 > big; echo 2 > other');
    const place = makePlace();
    await send(runsDir, place);
    purgeRunFiles(run, 'ann', ['big']);
    expect(await receive(place, runsDir)).toEqual(['unchanged']);
    expect(existsSync(join(run.runDir, 'big'))).toBe(false);
  });

  test('what a copy that was cut off has sent is not sent again, unless it is something else', async () => {
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', 'echo 1 > out; echo 2 > other; echo 3 > third');
    const place = makePlace();
    await send(runsDir, place);
    // As it was before its metadata came: one file is there, one is another of the same size.
    rmSync(join(place.folder, `${id}.meta.zip`));
    rmSync(join(place.folder, id, 'third'));
    chmodSync(join(place.folder, id, 'other'), 0o644);
    writeFileSync(join(place.folder, id, 'other'), 'X\n');
    if (place.remote.folder === undefined) {
      // Told by the list of files of the state it belongs to.
      const path = join(place.folder, `${id}.files`);
      const text = readFileSync(path, 'utf8');
      const list = parseFileList(text);
      if (list === undefined) throw new Error('no list');
      const files = list.files.map((file) =>
        file.path === 'other' ? Object.assign({}, file, { sha256: '0'.repeat(64) }) : file,
      );
      writeFileSync(path, formatFileList({ ...list, metadata: 'of an earlier state', files }));
    }
    const { fileCount, runs } = await sendRuns(listRuns(runsDir).runs, place.remote);
    expect([results(runs), fileCount]).toEqual([['copied'], 3]);
    place.remote.close();
    expect(readFileSync(join(place.folder, id, 'other'), 'utf8')).toBe('2\n');
  });

  test('runs that are worked on are skipped, here and there', async () => {
    const { runsDir, stage } = makeProject();
    const run = await stage({});
    const owner = { pid: 1, startTime: '0', bootId: 'another', host: 'another' };
    const note = JSON.stringify({ step: 'run', runner: owner });
    const place = makePlace();
    await send(runsDir, place);
    writeFileSync(join(run.metaDir, 'proc/owner.jsonl'), note);
    expect(await send(runsDir, place)).toEqual(['skipped: busy']);
    rmSync(join(run.metaDir, 'proc/owner.jsonl'));
    await finalizeRun((await execRun(run, { env })).run, { env });
    writeFileSync(join(place.folder, `${run.id}.meta/proc/owner.jsonl`), note);
    expect(await send(runsDir, place)).toEqual(['skipped: busy-there']);
    expect(await receive(place, runsDir)).toEqual(['skipped: busy']);
  });

  test('deleting runs at a place leaves everything else there', async () => {
    const { runsDir, finish } = makeProject();
    const doomed = await finish('doomed', 'echo 1 > out', { id: 'aaaa' });
    await finish('kept', 'true', { id: 'aaaab' });
    const place = makePlace();
    setUserAttributes(doomed, { author: 'ann', set: { label: 'x' } });
    await send(runsDir, place);
    writeFiles(place.folder, { 'README.md': 'mine', 'aaaa-notes/x': 'mine' });
    const catalog = await openCatalog(place.remote, {});
    const runs = listRuns(catalog.folder).runs.filter((run) => idOf(run) === doomed.id);
    await removeRuns(runs, catalog, place.remote, {});
    catalog.close();
    place.remote.close();
    const own = place.remote.folder === undefined ? 'aaaab.files' : 'aaaab';
    const left = [...(await place.remote.listNames({}))].sort();
    expect(left).toEqual(['README.md', 'aaaa-notes', own, 'aaaab.meta.zip']);
    expect(existsSync(join(place.folder, 'README.md'))).toBe(true);
  });

  test('a dry run tells what would be copied and copies nothing', async () => {
    const { runsDir, finish } = makeProject();
    await finish('op', 'true');
    const place = makePlace();
    const { runs } = await sendRuns(listRuns(runsDir).runs, place.remote, { isDryRun: true });
    expect(results(runs)).toEqual(['copied']);
    place.remote.close();
    expect(existsSync(place.folder)).toBe(false);
  });
});

describe('links of a run that lead out of it', () => {
  test('are copied as the files they lead to, and taken back to where they are links', async () => {
    const outside = join(makeTempDir(), 'data');
    writeFileSync(outside, 'data\n');
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', `ln -s '${outside.replaceAll("'", `'\\''`)}' input`);
    const place = directoryPlace();
    expect(await send(runsDir, place)).toEqual(['copied']);
    const copy = join(place.folder, id, 'input');
    expect(lstatSync(copy).isFile()).toBe(true);
    expect(readFileSync(copy, 'utf8')).toBe('data\n');
    expect(await receive(place, runsDir)).toEqual(['unchanged']);
    expect(lstatSync(join(runsDir, id, 'input')).isSymbolicLink()).toBe(true);
  });
});

describe('a place that somebody else fills', () => {
  test('cannot write outside of a runs directory by a link it has', async () => {
    const { runsDir, finish } = makeProject();
    const { id } = await finish('op', 'mkdir d; echo 1 > d/x');
    const place = directoryPlace();
    await send(runsDir, place);
    const [target, outside] = [makeTempDir('target'), makeTempDir('outside')];
    mkdirSync(join(target, id));
    symlinkSync(outside, join(target, id, 'd'));
    await expect(receive(place, target)).rejects.toThrow(/is a link/);
    expect(existsSync(join(outside, 'x'))).toBe(false);
  });

  test.each([
    ['a path out of the run', { files: [{ path: '../x' }] }],
    ['an absolute path', { files: [{ path: '/x' }] }],
    ['a file below a link', { files: [{ path: 'd/x' }], links: [{ path: 'd', target: '/' }] }],
    ['a path twice', { files: [{ path: 'x' }, { path: 'x' }] }],
    ['a digest that is none', { files: [{ path: 'x', sha256: 'no' }] }],
    ['another format', { format: 2 }],
  ])('is not believed a list of files with %s', (_what, changes) => {
    const file = { path: 'x', size: 1, sha256: '0'.repeat(64), mode: '444', modified: 1 };
    const sound = { format: 1, metadata: '', files: [file], links: [], folders: [] };
    expect(parseFileList(JSON.stringify(sound))).toBeDefined();
    const files =
      'files' in changes ? changes.files.map((one) => Object.assign({}, file, one)) : [file];
    expect(parseFileList(JSON.stringify({ ...sound, ...changes, files }))).toBeUndefined();
  });
});
