import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GageError } from '../../src/index.ts';
import type { RunEvent, Value } from '../../src/index.ts';
import { makeTar, paxRecord } from '../rig/archives.ts';
import type { TarItem } from '../rig/archives.ts';
import { listFiles, listModes, makeTempDir, readText, writeFiles } from '../rig/folders.ts';
import { serve } from '../rig/http-server.ts';
import { makeProject } from '../rig/projects.ts';

const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

async function messageOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    if (error instanceof GageError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

interface Recorded {
  resolved: unknown;
  fetched: unknown;
  files: { path: string; sha256: string; size: number }[];
}

const recordOf = (metaDir: string): Recorded => {
  const record = JSON.parse(readText(metaDir, 'dependencies.json')) as { dependencies: Recorded[] };
  return record.dependencies[0]!;
};

describe('a file from the web', () => {
  test('is put under its name, and the record tells its digest', async () => {
    const url = `${await serve((_request, response) => response.end('rows'))}/a%20b/train%20set.csv?v=1`;
    const project = makeProject();
    const notices: string[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'notice') notices.push(event.message);
    };
    const run = await project.stage({ url, sha256: sha256('rows') }, { options: { onEvent } });
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- train set.csv']);
    expect(recordOf(run.metaDir)).toMatchObject({
      resolved: { url },
      fetched: { sha256: sha256('rows'), size: 4 },
      files: [{ path: 'train set.csv', sha256: sha256('rows'), size: 4 }],
    });
    expect(notices).toEqual([]);
    expect(readdirSync(project.runsDir).filter((name) => name.includes('fetched'))).toEqual([]);
  });

  test('without a stated digest comes with a notice that tells it', async () => {
    const url = `${await serve((_request, response) => response.end('rows'))}/x`;
    const notices: string[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'notice') notices.push(event.message);
    };
    const run = await makeProject().stage({ url, target: 'in/y' }, { options: { onEvent } });
    expect(listFiles(run.runDir)).toEqual(['in/y']);
    expect(notices).toEqual([
      `Dependency 1 (${url}) states no digest. To be sure of the same file next time: sha256 = "${sha256('rows')}".`,
    ]);
  });

  test('with another digest stops the run, and nothing of it stays', async () => {
    const url = `${await serve((_request, response) => response.end('evil'))}/x`;
    const project = makeProject();
    const message = await messageOf(project.stage({ url, sha256: sha256('rows') }));
    expect(message).toBe(
      `dependency 1: ${url} has ${sha256('evil')}, not ${sha256('rows')}\n\nEither it is another file, or its 'sha256' in the Gage file has to change.`,
    );
    expect(readdirSync(project.runsDir).filter((name) => name.includes('fetched'))).toEqual([]);
    const runDir = readdirSync(project.runsDir).find((name) => !name.includes('.')) ?? '';
    expect(listFiles(join(project.runsDir, runDir))).toEqual([]);
  });

  test('that the server does not have stops the run', async () => {
    const url = await serve((_request, response) => response.writeHead(404).end());
    expect(await messageOf(makeProject().stage({ url: `${url}/x` }))).toBe(
      `dependency 1: cannot use ${url}/x: the server answered 404 (Not Found)`,
    );
  });

  test('is given up when the run is stopped', async () => {
    const stop = new AbortController();
    const url = await serve((_request, response) => {
      response.write('a', () => stop.abort('SIGINT'));
    });
    const staged = makeProject().stage({ url: `${url}/x` }, { options: { signal: stop.signal } });
    expect(await messageOf(staged)).toBe('stopped by SIGINT');
  });

  test.each([
    ['ftp://host/x', 'it is not a http, https or file URL'],
    ['no url', 'it is not a http, https or file URL'],
    ['http://host/', "it has no file name: say in 'target' what to call it"],
    ['http://host/a/%2e%2e', "it has no file name: say in 'target' what to call it"],
    ['http://me:secret@host/x', 'a URL with a password would be stored in the run'],
  ])('is not asked for with %s', async (url, problem) => {
    const message = await messageOf(makeProject().stage({ type: 'url', url }));
    expect(message).toContain(problem);
    expect(message).not.toContain('secret');
  });

  test('is asked for with the signature of a link, which is not written down', async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end('signed');
    });
    const notices: string[] = [];
    const run = await makeProject().stage(
      { url: `${url}/x?size=1&X-Amz-Signature=0123abcdef` },
      {
        options: {
          onEvent: (event) => {
            if (event.type === 'notice') notices.push(event.message);
          },
        },
      },
    );
    expect(asked).toEqual(['/x?size=1&X-Amz-Signature=0123abcdef']);
    expect(readText(run.runDir, 'x')).toBe('signed');
    expect(notices).toEqual([expect.stringContaining('X-Amz-Signature=[masked])')]);
    const written = listFiles(run.metaDir).map((path) => readText(run.metaDir, path));
    expect(written.join('\n')).toContain('/x?size=1&X-Amz-Signature=[masked]');
    expect(written.join('\n')).not.toContain('0123abcdef');
  });

  test('can be a file URL', async () => {
    const project = makeProject({ 'a b.txt': '1' });
    const url = new URL(`file://${encodeURI(project.projectDir)}/a%20b.txt`).href;
    const run = await project.stage({ url });
    expect(listFiles(run.runDir)).toEqual(['a b.txt']);
  });
});

/** Stages a run that unpacks an archive of these bytes. */
async function unpacked(bytes: Buffer, name: string, more: Record<string, Value> = {}) {
  const project = makeProject();
  const file = join(makeTempDir('outside'), name);
  writeFileSync(file, bytes);
  const notices: string[] = [];
  const onEvent = (event: RunEvent): void => {
    if (event.type === 'notice') notices.push(event.message);
  };
  const depends = { file, unpack: true, ...more };
  const run = await project.stage(depends, { options: { onEvent } });
  return { run, notices, project };
}

describe('an archive', () => {
  test('from the web is unpacked below the target and recorded with its digest', async () => {
    const bytes = gzipSync(makeTar([{ name: 'set/a', content: '1' }]));
    const url = `${await serve((_request, response) => response.end(bytes))}/download`;
    const depends = { url, sha256: sha256(bytes), unpack: true, target: 'data' };
    const run = await makeProject().stage(depends);
    expect(listModes(run.runDir)).toEqual(['-r--r--r-- data/set/a']);
    expect(recordOf(run.metaDir)).toMatchObject({
      fetched: { sha256: sha256(bytes), size: bytes.length },
      files: [{ path: 'data/set/a', sha256: sha256('1'), size: 1 }],
    });
  });

  test.each([
    ['czf', 'a.tar.gz'],
    ['cf', 'a.tar'],
    ['cf', 'a.tar', '--format=pax'],
    ['cf', 'a.tar', '--format=ustar'],
  ])(
    'made by tar %s %s %s keeps content, long names and execute bits',
    async (flags, name, format = '--format=gnu') => {
      const folder = makeTempDir('outside');
      const long = `${'d'.repeat(90)}/${'e'.repeat(60)}.txt`;
      writeFiles(folder, { 'in/run.sh': '#!/bin/sh\n', [`in/${long}`]: 'x'.repeat(100_000) });
      execFileSync('chmod', ['755', join(folder, 'in/run.sh')]);
      execFileSync('tar', [flags, join(folder, name), format, '-C', join(folder, 'in'), '.']);
      const run = await makeProject().stage({ file: join(folder, name), unpack: true });
      expect(listModes(run.runDir)).toEqual([`-r--r--r-- ${long}`, '-r-xr-xr-x run.sh']);
      expect(readText(run.runDir, long)).toHaveLength(100_000);
    },
  );

  test('that is a zip is unpacked', async () => {
    const folder = makeTempDir('outside');
    const file = join(folder, 'a.zip');
    writeFileSync(
      file,
      makeZip([
        ['d/big.csv', 'row\n'.repeat(200_000)],
        ['e', ''],
      ]),
    );
    const run = await makeProject().stage({ file, unpack: true });
    expect(listFiles(run.runDir)).toEqual(['d/big.csv', 'e']);
    expect(readText(run.runDir, 'd/big.csv')).toBe('row\n'.repeat(200_000));
  });

  test('that is a single file in gzip loses its ending', async () => {
    const { run } = await unpacked(gzipSync('rows'), 'train.csv.gz', { target: 'in/' });
    expect(listFiles(run.runDir)).toEqual(['in/train.csv']);
    expect(readText(run.runDir, 'in/train.csv')).toBe('rows');
  });

  test('with links has copies, and says which links lead to none of its files', async () => {
    const { run, notices } = await unpacked(
      makeTar([
        { name: 'lib/now', type: '2', linkName: 'so.1' },
        { name: 'lib/so.1', content: '1' },
        { name: 'top', type: '2', linkName: './lib/now' },
        { name: 'hard', type: '1', linkName: 'lib/so.1' },
        { name: 'folder', type: '2', linkName: 'lib' },
        { name: 'a', type: '2', linkName: 'b' },
        { name: 'b', type: '2', linkName: 'a' },
      ]),
      'a.tar',
    );
    expect(listModes(run.runDir)).toEqual(
      ['hard', 'lib/now', 'lib/so.1', 'top'].map((path) => `-r--r--r-- ${path}`),
    );
    expect(notices).toEqual([
      expect.stringMatching(/leaves out links that lead to no file of .*a\.tar: folder, a, b\.$/),
    ]);
  });

  const escapes: [string, readonly TarItem[]][] = [
    ['a path upwards', [{ name: '../out', content: '1' }]],
    ['a path upwards on the way', [{ name: 'a/../../out', content: '1' }]],
    ['an absolute path', [{ name: '/tmp/out', content: '1' }]],
    ['a link upwards', [{ name: 'l', type: '2', linkName: '../out' }]],
    ['an absolute link', [{ name: 'l', type: '2', linkName: '/etc/passwd' }]],
    ['a hard link upwards', [{ name: 'l', type: '1', linkName: '../../out' }]],
    ['a device', [{ name: 'd', type: '3' }]],
    [
      'a path upwards in an extended header',
      [
        { name: 'x', type: 'x', content: paxRecord('path', '../out') },
        { name: 'a', content: '1' },
      ],
    ],
    [
      'a path upwards in a long name',
      [
        { name: '././@LongLink', type: 'L', content: '../out\0' },
        { name: 'a', content: '1' },
      ],
    ],
  ];
  test.each(escapes)('with %s is refused', async (_what, items) => {
    const message = await messageOf(unpacked(makeTar(items), 'a.tar'));
    expect(message).toMatch(/^dependency 1: cannot use .*a\.tar: /);
  });

  test('with a path through a link of its own stays inside', async () => {
    const outside = makeTempDir('elsewhere');
    const project = makeProject();
    const file = join(makeTempDir('outside'), 'a.tar');
    writeFileSync(file, makeTar([{ name: 'd/x', content: '1' }]));
    mkdirSync(join(project.projectDir, 'p'));
    symlinkSync(outside, join(project.projectDir, 'p/d'));
    const exec = { run: 'true', 'stage-runtime': `ln -s '${outside}' d` };
    const message = await messageOf(
      project.stage({ file, unpack: true }, { definition: { exec } }),
    );
    expect(message).toContain("the link 'd' is there");
    expect(readdirSync(outside)).toEqual([]);
  });

  test.each([
    ['a cut-off tar', makeTar([{ name: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1500)],
    ['a tar with a broken header', makeTar([{ name: 'a' }], Buffer.alloc(512, 'x'))],
    ['a cut-off gzip', gzipSync(makeTar([{ name: 'a', content: 'x' }])).subarray(0, -9)],
    ['a broken zip', Buffer.from('PK\x03\x04 and nothing more')],
    ['a zip with another checksum', makeZip([['a', 'abc']], 1)],
    ['a zip that leaves its folder', makeZip([['../a', 'abc']])],
    ['no archive', Buffer.from('plain text')],
    ['an empty file', Buffer.alloc(0)],
  ])('that is %s stops the run', async (_what, bytes) => {
    const message = await messageOf(unpacked(bytes, 'file'));
    expect(message).toMatch(/^dependency 1: cannot use .*file: /);
  });

  test('with a file twice, differently, is refused', async () => {
    const items = [
      { name: 'a', content: '1' },
      { name: './a', content: '2' },
    ];
    expect(await messageOf(unpacked(makeTar(items), 'a.tar'))).toContain(
      "cannot be put at 'a': a file of dependency 1 with other content is there",
    );
  });

  test('with another digest is not unpacked', async () => {
    const message = await messageOf(
      unpacked(makeTar([{ name: 'a', content: '1' }]), 'a.tar', { sha256: '0'.repeat(64) }),
    );
    expect(message).toContain(`not ${'0'.repeat(64)}`);
  });
});

/** A zip of deflated members; `wrong` is added to their checksums. */
function makeZip(members: readonly (readonly [string, string])[], wrong = 0): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of members) {
    const nameBytes = Buffer.from(name);
    const content = Buffer.from(text);
    const compressed = deflateRawSync(content);
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(8, 2);
    fields.writeUInt32LE((crc(content) + wrong) >>> 0, 8);
    fields.writeUInt32LE(compressed.length, 12);
    fields.writeUInt32LE(content.length, 16);
    fields.writeUInt16LE(nameBytes.length, 20);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04\x14\x00', 'latin1'),
      fields,
      Buffer.alloc(2),
      nameBytes,
      compressed,
    ]);
    const central = Buffer.concat([
      Buffer.from('PK\x01\x02\x14\x03\x14\x00', 'latin1'),
      fields,
      Buffer.alloc(16),
    ]);
    central.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    directory.push(central, nameBytes);
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
