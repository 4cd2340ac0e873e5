import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deleteRun, listRuns } from '../../src/index.ts';
import type { Run } from '../../src/index.ts';
import { readSigningKey, readVerifyingKeys } from '../../src/platform/ed25519-keys.ts';
import { openDirectory } from '../../src/remote/directory-remote.ts';
import { sendRuns } from '../../src/remote/send-runs.ts';
import { checkSignatures, signRun } from '../../src/verify/sign-run.ts';
import { makeTempDir } from '../rig/folders.ts';
import { executedRun, finalizedRun, stagedRun } from '../rig/runs.ts';
import { changeZip } from '../rig/zips.ts';

const CHECK = join(import.meta.dirname, '..', 'fixtures', 'check-signature.py');
const SETUP = { files: { 'a.py': '1', 'lib/b é.py': '2' }, command: 'echo made > out.txt' };

/** The paths of a private key and its public one, made by the tool itself. */
interface KeyFiles {
  readonly privatePath: string;
  readonly publicPath: string;
}

function sshKey(...options: readonly string[]): KeyFiles {
  const privatePath = join(makeTempDir(), 'key');
  const args = ['-q', '-t', 'ed25519', '-N', '', '-C', 'ann@example', '-f', privatePath];
  execFileSync('ssh-keygen', [...args, ...options]);
  return { privatePath, publicPath: `${privatePath}.pub` };
}

function pemKey(): KeyFiles {
  const privatePath = join(makeTempDir(), 'key.pem');
  const publicPath = `${privatePath}.pub`;
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', privatePath]);
  execFileSync('openssl', ['pkey', '-in', privatePath, '-pubout', '-out', publicPath]);
  return { privatePath, publicPath };
}

const read = (path: string): string => readFileSync(path, 'utf8');

async function sign(run: Run, { privatePath }: KeyFiles): Promise<string> {
  return signRun(run, readSigningKey(read(privatePath)));
}

function check(run: Run, { publicPath }: KeyFiles): string {
  return checkSignatures(run, readVerifyingKeys(read(publicPath))).kind;
}

/** What a program says that shares no code with this one. */
function checkElsewhere(runsDir: string, run: Run, { privatePath }: KeyFiles): string {
  const pem = join(makeTempDir(), 'public.pem');
  const [key] = readVerifyingKeys(read(privatePath));
  expect(key).toBeDefined();
  writeFileSync(pem, publicPem(privatePath));
  const result = spawnSync('python3', [CHECK, runsDir, run.id, pem], { encoding: 'utf8' });
  return (result.stdout + result.stderr).trim();
}

/** Converted by the tools themselves where they can. */
function publicPem(privatePath: string): string {
  if (privatePath.endsWith('.pem')) return read(`${privatePath}.pub`);
  const raw = Buffer.from(read(`${privatePath}.pub`).split(' ')[1] ?? '', 'base64').subarray(-32);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

describe.each([
  ['of OpenSSH', sshKey],
  ['of openssl', pemKey],
])('a run signed with a key %s', (_kind, makeKey) => {
  test('is known again, here and by a program that shares no code with this one', async () => {
    const [run, key] = [await finalizedRun(SETUP), makeKey()];
    const path = await sign(run, key);
    expect(path).toContain(`${run.id}.sign/`);
    expect(check(run, key)).toBe('signed');
    expect(checkElsewhere(dirname(run.runDir), run, key)).toBe('OK 4');
  });

  test('is refused with another key, here and there', async () => {
    const [run, key, other] = [await finalizedRun(SETUP), makeKey(), makeKey()];
    await sign(run, key);
    expect(check(run, other)).toBe('unknown-key');
    expect(checkElsewhere(dirname(run.runDir), run, other)).toMatch(/not signed with this key/);
  });

  test('is refused when its metadata was changed, here and there', async () => {
    const [run, key] = [await finalizedRun(SETUP), makeKey()];
    await sign(run, key);
    changeZip(run.metaDir, { 'summary.json': '{"metrics": {"loss": 0}}' });
    expect(check(run, key)).toBe('signed-other');
    expect(checkElsewhere(dirname(run.runDir), run, key)).toMatch(/other content: .*meta.zip/);
  });
});

describe('signatures', () => {
  test('are named by the fingerprint that ssh-keygen shows', () => {
    const { privatePath, publicPath } = sshKey();
    const shown = execFileSync('ssh-keygen', ['-l', '-f', publicPath], { encoding: 'utf8' });
    expect(shown).toContain(readSigningKey(read(privatePath)).fingerprint);
  });

  test('go where the run goes, and with it', async () => {
    const [run, key, place] = [await finalizedRun(SETUP), sshKey(), makeTempDir()];
    const remote = openDirectory(place);
    await sendRuns(listRuns(dirname(run.runDir)).runs, remote);
    await sign(run, key);
    const { runs } = await sendRuns(listRuns(dirname(run.runDir)).runs, remote);
    expect(runs).toMatchObject([{ result: 'merged' }]);
    const [copy] = listRuns(place).runs;
    expect(copy && check(copy.run, key)).toBe('signed');
    expect(checkElsewhere(place, run, key)).toBe('OK 4');
    remote.close();
    if (copy !== undefined) deleteRun(copy.run);
    expect(readdirSync(place)).toEqual([]);
  });

  test('of others do not hide one that counts', async () => {
    const [run, key, other] = [await finalizedRun(SETUP), sshKey(), pemKey()];
    const first = await sign(run, other);
    await sign(run, key);
    await sign(run, other);
    writeFileSync(join(dirname(first), 'junk.json'), '{');
    expect([check(run, key), check(run, other)]).toEqual(['signed', 'signed']);
  });

  test.each<
    [
      what: string,
      kind: string,
      change: (envelope: Record<string, unknown>, text: string) => unknown,
    ]
  >([
    [
      'claims a key that did not make it',
      'forged',
      (envelope) => ({ ...envelope, payload: Buffer.from('{}').toString('base64') }),
    ],
    [
      'has another type of payload',
      'forged',
      (envelope) => ({ ...envelope, payloadType: 'text/plain' }),
    ],
    ['has no signatures', 'unknown-key', (envelope) => ({ ...envelope, signatures: [] })],
    [
      'has signatures that are none',
      'unknown-key',
      (envelope) => ({ ...envelope, signatures: [null, 1, { sig: 2 }] }),
    ],
    ['is a list', 'unreadable', () => []],
    ['is nothing', 'unreadable', () => null],
  ])('that %s are told as %s', async (_what, kind, change) => {
    const [run, key] = [await finalizedRun(SETUP), sshKey()];
    const path = await sign(run, key);
    const text = read(path);
    chmodSync(path, 0o644);
    writeFileSync(path, JSON.stringify(change(JSON.parse(text) as Record<string, unknown>, text)));
    expect(check(run, key)).toBe(kind);
  });

  test('there are none of a run that nobody signed', async () => {
    expect(check(await finalizedRun(SETUP), sshKey())).toBe('unsigned');
  });

  test.each<[what: string, make: () => Promise<Run>, message: RegExp]>([
    [
      'is altered',
      async () => {
        const run = await finalizedRun(SETUP);
        rmSync(join(run.runDir, 'a.py'));
        return run;
      },
      /not what its manifest says and was not signed/,
    ],
    ['is staged', async () => stagedRun(SETUP), /is staged: only a run that has ended/],
    ['is not closed', async () => (await executedRun(SETUP)).run, /is terminated: only a run/],
  ])('are refused of a run that %s', async (_what, make, message) => {
    await expect(sign(await make(), sshKey())).rejects.toThrow(message);
  });
});

describe('a key', () => {
  test.each<[what: string, text: () => string, problem: RegExp]>([
    [
      'of OpenSSH with a passphrase',
      () => read(sshKey('-N', 'secret').privatePath),
      /protected by a passphrase/,
    ],
    [
      'of another type',
      () => read(sshKey('-t', 'ecdsa').privatePath),
      /type ecdsa-sha2-nistp256: only Ed25519/,
    ],
    ['that was cut off', () => read(sshKey().privatePath).slice(0, 150), /damaged or was cut off/],
    ['of openssl with a passphrase', encryptedPem, /protected by a passphrase/],
    ['of openssl of another type', otherPem, /type x25519: only Ed25519/],
    ['that is the public part', () => read(pemKey().publicPath), /no private key/],
    ['that is no key', () => 'hello', /no private key/],
    ['that is nothing', () => '', /no private key/],
  ])('%s is refused', (_what, text, problem) => {
    expect(() => readSigningKey(text())).toThrow(problem);
  });

  test('to believe can be one of many, in a file of allowed signers', () => {
    const keys = [sshKey(), sshKey()];
    const lines = keys.map(({ publicPath }) => `ann@example namespaces="x" ${read(publicPath)}`);
    const found = readVerifyingKeys(`# who may sign\n${lines.join('')}`);
    expect(found.map(({ fingerprint }) => fingerprint)).toEqual(
      keys.map(({ privatePath }) => readSigningKey(read(privatePath)).fingerprint),
    );
  });

  test.each([
    ['no key here', /holds no public key/],
    ['ssh-rsa AAAA', /type ssh-rsa/],
    ['ssh-ed25519 AAAA', /cut off/],
  ])('to believe that is %j is refused', (text, problem) => {
    expect(() => readVerifyingKeys(text)).toThrow(problem);
  });
});

function encryptedPem(): string {
  const { privatePath } = pemKey();
  const args = ['pkey', '-in', privatePath, '-aes256', '-passout', 'pass:secret'];
  return execFileSync('openssl', args, { encoding: 'utf8' });
}

function otherPem(): string {
  return execFileSync('openssl', ['genpkey', '-algorithm', 'x25519'], { encoding: 'utf8' });
}
