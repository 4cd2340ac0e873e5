import { readOpRef, withKnownMeta } from '../run/metadata.ts';
import type { Run } from '../run/run.ts';
import type { SigningKey, VerifyingKey } from '../platform/ed25519-keys.ts';
import type { RunSubjects } from './run-subjects.ts';

/**
 * What a signature says of a run: an in-toto statement (https://in-toto.io/Statement/v1) in a DSSE
 * envelope. What is signed is the payload as it stands, byte for byte.
 */
interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
const PREDICATE_TYPE = 'urn:gage:run:1';

/** The text of an envelope with a statement on a run, signed. */
export function signStatement(run: Run, subjects: RunSubjects, key: SigningKey): string {
  const opref = withKnownMeta(run.metaDir, readOpRef);
  const statement = {
    _type: STATEMENT_TYPE,
    subject: [...subjects].map(([name, sha256]) => ({ name, digest: { sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: {
      run: run.id,
      operation: { namespace: opref.namespace, name: opref.name, version: opref.version },
    },
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = key.sign(preAuthentication(PAYLOAD_TYPE, payload)).toString('base64');
  const envelope: Envelope = {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [{ keyid: key.fingerprint, sig }],
  };
  return JSON.stringify(envelope);
}

/** DSSE's encoding of what is signed: the type is signed with the payload. */
function preAuthentication(type: string, payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** What was read of an envelope. */
export type ReadStatement =
  /** Signed with one of the keys: what it says can be believed of whoever has the key. */
  | { readonly kind: 'signed'; readonly fingerprint: string; readonly subjects: RunSubjects }
  /** Signed with other keys, as they are called there; nobody can tell whether that is so. */
  | { readonly kind: 'unknown-key'; readonly fingerprints: readonly string[] }
  /** One of the keys is named, and has not signed this. */
  | { readonly kind: 'forged'; readonly fingerprint: string }
  | { readonly kind: 'unreadable' };

/** Reads an envelope that anybody may have put there. */
export function readStatement(text: string, keys: readonly VerifyingKey[]): ReadStatement {
  const envelope = parseEnvelope(text);
  if (envelope === undefined) return { kind: 'unreadable' };
  const payload = Buffer.from(envelope.payload, 'base64');
  const signed = preAuthentication(envelope.payloadType, payload);
  const signer = keys.find((key) =>
    envelope.signatures.some(({ sig }) => key.verifies(signed, Buffer.from(sig, 'base64'))),
  );
  if (signer === undefined) {
    const named = envelope.signatures.map(({ keyid }) => keyid);
    const claimed = keys.find(({ fingerprint }) => named.includes(fingerprint));
    return claimed === undefined
      ? { kind: 'unknown-key', fingerprints: named }
      : { kind: 'forged', fingerprint: claimed.fingerprint };
  }
  const subjects = parseSubjects(parseJsonText(payload.toString('utf8')));
  if (subjects === undefined || envelope.payloadType !== PAYLOAD_TYPE)
    return { kind: 'unreadable' };
  return { kind: 'signed', fingerprint: signer.fingerprint, subjects };
}

function parseEnvelope(text: string): Envelope | undefined {
  const value = parseJsonText(text);
  if (!isRecord(value)) return undefined;
  const { payloadType, payload, signatures } = value;
  if (typeof payloadType !== 'string' || typeof payload !== 'string') return undefined;
  if (!Array.isArray(signatures)) return undefined;
  const read = signatures.flatMap((item: unknown) => {
    if (!isRecord(item) || typeof item['sig'] !== 'string') return [];
    const { keyid, sig } = item;
    return [{ keyid: typeof keyid === 'string' ? keyid : '', sig }];
  });
  return { payloadType, payload, signatures: read };
}

function parseSubjects(statement: unknown): RunSubjects | undefined {
  if (!isRecord(statement) || statement['_type'] !== STATEMENT_TYPE) return undefined;
  if (statement['predicateType'] !== PREDICATE_TYPE) return undefined;
  const { subject } = statement;
  if (!Array.isArray(subject)) return undefined;
  const subjects = new Map<string, string>();
  for (const item of subject as readonly unknown[]) {
    if (!isRecord(item) || typeof item['name'] !== 'string' || !isRecord(item['digest']))
      return undefined;
    const { sha256 } = item['digest'];
    if (typeof sha256 !== 'string' || subjects.has(item['name'])) return undefined;
    subjects.set(item['name'], sha256);
  }
  return subjects;
}

function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
