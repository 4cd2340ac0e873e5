import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A key that signs. */
export interface SigningKey {
  /** Its public part, as OpenSSH shows it: `SHA256:` and base64. */
  readonly fingerprint: string;
  readonly sign: (bytes: Uint8Array) => Buffer;
}

/** A key that tells whether a signature was made with the private key that belongs to it. */
export interface VerifyingKey {
  readonly fingerprint: string;
  readonly verifies: (bytes: Uint8Array, signature: Uint8Array) => boolean;
}

/** A text is no key, or one of a kind that cannot be used. The message is a clause such as `it is protected by a passphrase`. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

const OPENSSH_HEADER = '-----BEGIN OPENSSH PRIVATE KEY-----';
const KEY_TYPE = 'ssh-ed25519';

/** Reads a private Ed25519 key: PEM (PKCS #8) or the format of OpenSSH. Fails with {@link KeyError}. */
export function readSigningKey(text: string): SigningKey {
  const key = text.includes(OPENSSH_HEADER) ? readOpenSshKey(text) : readPemKey(text);
  const { fingerprint } = verifyingKey(createPublicKey(key));
  return { fingerprint, sign: (bytes) => sign(null, bytes, key) };
}

function readPemKey(text: string): KeyObject {
  if (/BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(text)) failProtected();
  if (!/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(text))
    throw new KeyError('it is no private key');
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (error) {
    throw new KeyError('it is no private key that can be read', { cause: error });
  }
  return checkKind(key);
}

function failProtected(): never {
  throw new KeyError(
    'it is protected by a passphrase: sign with a key of its own that has none, or with a copy without it',
  );
}

function checkKind(key: KeyObject): KeyObject {
  const kind = key.asymmetricKeyType ?? 'unknown';
  if (kind !== 'ed25519') throw new KeyError(`it is a key of type ${kind}: only Ed25519 is used`);
  return key;
}

/** Reads strings of the SSH protocol: their length in four bytes, then the bytes. */
class SshReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(prefix: string): void {
    const end = this.#at + prefix.length;
    if (this.#bytes.toString('latin1', this.#at, end) !== prefix) failCut();
    this.#at = end;
  }

  number(): number {
    if (this.#at + 4 > this.#bytes.length) failCut();
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  string(): Buffer {
    const length = this.number();
    const start = this.#at;
    if (start + length > this.#bytes.length) failCut();
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  text(): string {
    return this.string().toString('latin1');
  }
}

function failCut(): never {
  throw new KeyError('it is damaged or was cut off');
}

/** The format that `ssh-keygen` writes: openssh-key-v1, a key that is not encrypted. */
function readOpenSshKey(text: string): KeyObject {
  const body = text.slice(text.indexOf(OPENSSH_HEADER) + OPENSSH_HEADER.length);
  const outer = new SshReader(Buffer.from(body.slice(0, body.indexOf('-----')), 'base64'));
  outer.skip('openssh-key-v1\0');
  const cipher = outer.text();
  outer.string();
  outer.string();
  if (outer.number() !== 1) throw new KeyError('it holds more than one key');
  outer.string();
  if (cipher !== 'none') failProtected();
  const inner = new SshReader(outer.string());
  if (inner.number() !== inner.number()) failCut();
  const type = inner.text();
  if (type !== KEY_TYPE) throw new KeyError(`it is a key of type ${type}: only Ed25519 is used`);
  const publicBytes = inner.string();
  const seed = inner.string().subarray(0, 32);
  if (publicBytes.length !== 32 || seed.length !== 32) failCut();
  const key = createPrivateKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: seed.toString('base64url'),
      x: publicBytes.toString('base64url'),
    },
    format: 'jwk',
  });
  return key;
}

/**
 * Reads the public Ed25519 keys in a text: PEM, or lines as in OpenSSH's `.pub`, `authorized_keys` and
 * `allowed_signers` files; a private key counts for the public one that belongs to it. Fails with
 * {@link KeyError} when there is none.
 */
export function readVerifyingKeys(text: string): readonly VerifyingKey[] {
  if (text.includes('PRIVATE KEY-----')) {
    const key = text.includes(OPENSSH_HEADER) ? readOpenSshKey(text) : readPemKey(text);
    return [verifyingKey(createPublicKey(key))];
  }
  if (text.includes('-----BEGIN PUBLIC KEY-----')) return readPemPublicKeys(text);
  const lines = [...text.matchAll(/^[^#\n]*?\bssh-ed25519 +([A-Za-z0-9+/]+=*)/gm)];
  const keys = lines.map(([, base64 = '']) => {
    const reader = new SshReader(Buffer.from(base64, 'base64'));
    if (reader.text() !== KEY_TYPE) failCut();
    return fromRaw(reader.string());
  });
  if (keys.length > 0) return keys;
  const other = /\b(?:ssh-rsa|ssh-dss|ecdsa-sha2-\S+|sk-\S+)(?= )/.exec(text)?.[0];
  throw new KeyError(
    other === undefined
      ? 'it holds no public key'
      : `it is a key of type ${other}: only Ed25519 is used`,
  );
}

function readPemPublicKeys(text: string): readonly VerifyingKey[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0) failCut();
  return blocks.map((block) => {
    let key: KeyObject;
    try {
      key = createPublicKey(block);
    } catch (error) {
      throw new KeyError('it is no public key that can be read', { cause: error });
    }
    return verifyingKey(checkKind(key));
  });
}

function fromRaw(bytes: Buffer): VerifyingKey {
  if (bytes.length !== 32) failCut();
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') };
  return verifyingKey(createPublicKey({ key: jwk, format: 'jwk' }));
}

function verifyingKey(key: KeyObject): VerifyingKey {
  return {
    fingerprint: fingerprintOf(key),
    verifies: (bytes, signature) => verify(null, bytes, key, signature),
  };
}

/** As `ssh-keygen -l` shows it, whatever the format of the key. */
function fingerprintOf(key: KeyObject): string {
  const raw = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  const parts = [Buffer.from(KEY_TYPE), raw].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  const digest = createHash('sha256').update(Buffer.concat(parts)).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
