import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../rig/folders.ts';
import { writeZip } from '../../src/platform/zip-writer.ts';
import type { ZipMember } from '../../src/platform/zip-writer.ts';
import { buildZip } from '../rig/zips.ts';
import type { ZipPart } from '../rig/zips.ts';

/** What a stranger's run looks like where nothing is wrong with it. */
const SOUND: Readonly<Record<string, string>> = {
  __schema__: '1',
  opref: '2 strange train',
  'opdef.json': '{}',
  'config.json': '{}',
  'proc/cmd.json': '["true"]',
  'proc/env.json': '{}',
  'proc/exit': '0',
  'log/files': '',
  'log/runner': '',
  'summary.json': '{}',
  initialized: '1',
  staged: '2',
  started: '3',
  stopped: '4',
  manifest: '',
};

/** Makes something hostile called `id` in a runs directory; `outside` is a folder it must not touch. */
export type Attack = (runsDir: string, id: string, outside: string) => void;

function zipAttack(
  members: Readonly<Record<string, string | Buffer>>,
  more: readonly ZipPart[] = [],
): Attack {
  return (runsDir, id) => {
    const parts = Object.entries({ ...SOUND, ...members }).map(([name, content]) => ({
      name,
      content,
    }));
    writeFileSync(join(runsDir, `${id}.meta.zip`), buildZip([...parts, ...more]));
  };
}

/** A run whose runner seems to have been killed, which `gage recover` would finish. */
function folderAttack(spoil: (metaDir: string, outside: string) => void): Attack {
  return (runsDir, id, outside) => {
    const { 'proc/exit': _exit, stopped: _stopped, 'summary.json': _summary, ...members } = SOUND;
    writeFiles(join(runsDir, `${id}.meta`), members);
    mkdirSync(join(runsDir, id));
    spoil(join(runsDir, `${id}.meta`), outside);
  };
}

function linked(metaDir: string, member: string, target: string): void {
  execFileSync('rm', ['-rf', join(metaDir, member)]);
  symlinkSync(target, join(metaDir, member));
}

const ZEROS = '0'.repeat(64);
const DEEP = '['.repeat(100_000);
/** How many is very many. */
const IS_THOROUGH = process.env['GAGE_THOROUGH'] === '1';
const MANY = IS_THOROUGH ? 65_000 : 10_000;

function writeMillion(path: string): void {
  const member = (name: string, text: string): ZipMember => ({
    name,
    isDirectory: false,
    mode: 0o644,
    modifiedAt: 0,
    source: { bytes: Buffer.from(text) },
  });
  const nothing = Array.from({ length: 1_000_000 }, (_, n) => member(`x/${n}`, ''));
  writeZip(path, [...Object.entries(SOUND).map(([name, text]) => member(name, text)), ...nothing]);
}

/** What runs of strangers can do, each with what it is. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  'a zip whose members lead out of it': zipAttack({}, [
    { name: '../../outside/evil', content: 'x' },
    { name: '/outside/evil', content: 'x' },
    { name: 'C:\\evil', content: 'x' },
    { name: 'a/../../evil', content: 'x' },
  ]),
  'a zip with a member twice': zipAttack({}, [{ name: 'opref', content: '2 other thing' }]),
  'a zip with a bomb': zipAttack({}, [
    { name: 'dependencies.json', content: Buffer.alloc(70_000_000), method: 8 },
  ]),
  'a zip with a bomb that every list reads': (runsDir, id) => {
    const { 'config.json': _config, ...others } = SOUND;
    const parts = Object.entries(others).map(([name, content]): ZipPart => ({ name, content }));
    const part = { name: 'config.json', content: Buffer.alloc(70_000_000), method: 8 };
    writeFileSync(join(runsDir, `${id}.meta.zip`), buildZip([...parts, part]));
  },
  'a zip whose member claims to be huge': zipAttack({}, [
    { name: 'dependencies.json', content: 'x', method: 8, size: 0xfffffff0 },
  ]),
  'a zip whose summary inflates to more than it says': (runsDir, id) => {
    const { 'summary.json': _summary, ...others } = SOUND;
    const parts = Object.entries(others).map(([name, content]): ZipPart => ({ name, content }));
    const bombPart = {
      name: 'summary.json',
      content: Buffer.alloc(20_000_000),
      method: 8,
      size: 10,
    };
    writeFileSync(join(runsDir, `${id}.meta.zip`), buildZip([...parts, bombPart]));
  },
  'a zip with very many members': (runsDir, id) => {
    if (IS_THOROUGH) {
      writeMillion(join(runsDir, `${id}.meta.zip`));
      return;
    }
    const parts = Object.entries(SOUND).map(([name, content]): ZipPart => ({ name, content }));
    const many = Array.from({ length: MANY }, (_, n): ZipPart => ({ name: `x/${n}` }));
    writeFileSync(join(runsDir, `${id}.meta.zip`), buildZip([...parts, ...many]));
  },
  'a zip that was cut off': (runsDir, id, outside) => {
    zipAttack({})(runsDir, id, outside);
    truncateSync(join(runsDir, `${id}.meta.zip`), 700);
  },
  'an empty zip': (runsDir, id) => {
    writeFileSync(join(runsDir, `${id}.meta.zip`), '');
  },
  'documents that are nested without end': zipAttack({
    'config.json': DEEP,
    'summary.json': `{"metrics": ${'{"a":'.repeat(50_000)}`,
    'opdef.json': DEEP,
  }),
  'documents of very many keys': zipAttack({
    'config.json': `{${Array.from({ length: MANY }, (_, n) => `"k${n}": ${n}`).join(', ')}}`,
  }),
  'a document larger than any list reads': zipAttack({
    'config.json': Buffer.alloc(70_000_000, 32),
  }),
  'keys that are names of prototypes': zipAttack({
    'config.json': '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    'summary.json':
      '{"metrics": {"__proto__": {"polluted": 1}, "toString": 1}, "__proto__": {"metrics": 3}}',
  }),
  'texts that are not UTF-8': zipAttack({
    opref: Buffer.from([0x32, 0x20, 0xff, 0xfe, 0x20, 0xc3, 0x28]),
    'config.json': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    manifest: Buffer.from([0x73, 0x20, 0xff]),
  }),
  'escape sequences everywhere': zipAttack({
    opref: '2 strange \u001b]0;owned\u0007\u001b[2J',
    'config.json': '{"\\u001b[31mred": "\\u009b2J\\u202e"}',
    'summary.json':
      '{"run": {"label": "\\u001b[2Jlabel\\r\\nsecond"}, "metrics": {"\\u001b]8;;x": 1}}',
    'output/40_run': 'fine\n',
    manifest: `s ${ZEROS} \u001b[2Jevil\n`,
  }),
  'NUL bytes everywhere': zipAttack({
    opref: '2 strange a\0b',
    'config.json': '{"a\\u0000": "\\u0000"}',
    manifest: `s ${ZEROS} a\0b\n`,
    'log/files': 'a s 1 a\0b\n',
  }),
  'a newer schema': zipAttack({ __schema__: '99' }),
  'a schema that is none': zipAttack({ __schema__: '\u0000\u001b' }),
  'a manifest that leads out of the run': zipAttack({
    manifest: `s ${ZEROS} ../outside/secret\ns ${ZEROS} /etc/passwd\ns ${ZEROS} ../../outside/secret\n`,
    'log/files': 'a s 1 ../outside/secret\na s 1 /etc/passwd\n',
  }),
  'an id that leads out of the runs directory': zipAttack({ id: 'abcdef12/../../outside/evil' }),
  'times beyond all times': zipAttack({ started: '9'.repeat(400), stopped: '-1', staged: '1e9' }),
  'numbers beyond all numbers': zipAttack({
    'proc/exit': '9'.repeat(100_000),
    'config.json': `{"a": ${'9'.repeat(200_000)}, "b": 1e999999, "c": -0.0}`,
  }),
  'a run directory that is a link': folderAttack((metaDir, outside) => {
    const runDir = metaDir.replace(/\.meta$/, '');
    execFileSync('rm', ['-rf', runDir]);
    symlinkSync(outside, runDir);
  }),
  'metadata that is a link': (runsDir, id, outside) => {
    writeFiles(join(outside, 'meta'), SOUND);
    symlinkSync(join(outside, 'meta'), join(runsDir, `${id}.meta`));
  },
  'a log that is a link': folderAttack((metaDir, outside) => {
    linked(metaDir, 'log/runner', join(outside, 'secret'));
  }),
  'a folder of logs that is a link': folderAttack((metaDir, outside) => {
    linked(metaDir, 'log', outside);
  }),
  'documents that are links': folderAttack((metaDir, outside) => {
    linked(metaDir, 'config.json', join(outside, 'secret'));
    linked(metaDir, 'summary.json', '/dev/zero');
  }),
  'documents that are pipes': folderAttack((metaDir) => {
    for (const member of ['config.json', 'opref']) {
      execFileSync('rm', [join(metaDir, member)]);
      execFileSync('mkfifo', [join(metaDir, member)]);
    }
  }),
  'members that wait, with names that lead out of the run': folderAttack((metaDir) => {
    const members = {
      '../../outside/evil': 'x',
      '/tmp/evil': 'x',
      'sys/../../evil': 'x',
      opref: 'x',
    };
    const strange = { id: { toString: 1 }, started: null, manifest: DEEP };
    const lines = [{ members }, { members: strange }, { members: 1, log: {} }, []];
    writeFileSync(
      join(metaDir, 'proc/waiting.jsonl'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  }),
  'members that wait, and very many lines of them': folderAttack((metaDir) => {
    writeFileSync(join(metaDir, 'proc/waiting.jsonl'), '\n'.repeat(64 * 1024 * 1024));
    execFileSync('rm', [join(metaDir, 'initialized'), join(metaDir, 'staged')]);
  }),
  'members that wait in a link': folderAttack((metaDir, outside) => {
    linked(metaDir, 'proc/waiting.jsonl', join(outside, 'secret'));
  }),
  'attributes that are a link, and ones that are a pipe': (runsDir, id, outside) => {
    zipAttack({})(runsDir, id, outside);
    symlinkSync(outside, join(runsDir, `${id}.user`));
    symlinkSync(outside, join(runsDir, `${id}.move`));
    execFileSync('mkfifo', [join(runsDir, `${id}.project`)]);
  },
  'attributes that are broken in every way': (runsDir, id, outside) => {
    zipAttack({})(runsDir, id, outside);
    const folder = join(runsDir, `${id}.user`);
    writeFiles(folder, {
      '1.json': DEEP,
      '2.json': '{"set": {"__proto__": {"x": 1}, "label": {"a": 1}}}',
      '3.json': 'null',
      '4.json': '{"set": {"tag:\u001b[2J": true, "comment:x": 1}}',
    });
    execFileSync('mkfifo', [join(folder, '5.json')]);
  },
  'links in the run that lead out of it': (runsDir, id, outside) => {
    zipAttack({ manifest: `g ${ZEROS} secret\n` })(runsDir, id, outside);
    mkdirSync(join(runsDir, id));
    symlinkSync(join(outside, 'secret'), join(runsDir, id, 'secret'));
    symlinkSync(outside, join(runsDir, id, 'folder'));
    symlinkSync('/dev/zero', join(runsDir, id, 'endless'));
  },
};
