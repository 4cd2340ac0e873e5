import { fail } from '../failures/failures.ts';
import { nextAttributeTimeMillis } from '../platform/clock.ts';
import type { SigningKey, VerifyingKey } from '../platform/ed25519-keys.ts';
import { listDirectory, makeReadOnly, writeFileDurable } from '../platform/files.ts';
import { timeSortableId } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { readRegularText } from '../platform/regular-file.ts';
import { sidecarPathOf } from '../run/layout.ts';
import { refuseLink } from '../run/own-place.ts';
import type { Run } from '../run/run.ts';
import { readSubjects } from './run-subjects.ts';
import type { RunSubjects } from './run-subjects.ts';
import { readStatement, signStatement } from './signed-statement.ts';
import type { ReadStatement } from './signed-statement.ts';
import { verifyRun } from './verify-run.ts';
import type { VerifyOptions } from './verify-run.ts';

/**
 * Signs a run that has ended: its files and its metadata are verified, and a statement on all of them is
 * put beside the run. Signatures are only ever added.
 * @returns the path of the envelope. Fails with `run-not-signable`, `meta-missing`.
 */
export async function signRun(
  run: Run,
  key: SigningKey,
  options: VerifyOptions = {},
): Promise<string> {
  const { verdict, status } = await verifyRun(run, options);
  if (verdict !== 'intact' || status === 'staged') {
    fail({
      reason: 'run-not-signable',
      runName: run.name,
      status,
      isAltered: verdict === 'altered',
    });
  }
  const envelope = signStatement(run, readSubjects(run), key);
  const name = `${timeSortableId(nextAttributeTimeMillis())}.json`;
  const folder = sidecarPathOf(run.runDir, 'sign');
  refuseLink(folder);
  const path = join(folder, name);
  writeFileDurable(path, envelope);
  makeReadOnly(path);
  return path;
}

/** What the signatures of a run say of it, whatever its files are now: that is for `verifyRun`. */
export type SignatureFinding =
  /** With one of the keys, and the manifest and the metadata are those that were signed. */
  | { readonly kind: 'signed'; readonly fingerprint: string }
  /** With one of the keys, but not what is there now. */
  | { readonly kind: 'signed-other'; readonly fingerprint: string }
  | Exclude<ReadStatement, { readonly kind: 'signed' }>
  | { readonly kind: 'unsigned' };

/** From what can be believed most to what says nothing. */
const ORDER: readonly SignatureFinding['kind'][] = [
  'signed',
  'signed-other',
  'forged',
  'unknown-key',
  'unreadable',
];

/** The most that a run's signatures say for these keys. Fails as `openManifest` does. */
export function checkSignatures(run: Run, keys: readonly VerifyingKey[]): SignatureFinding {
  const folder = sidecarPathOf(run.runDir, 'sign');
  const findings = listDirectory(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ name }) => checkEnvelope(run, join(folder, name), keys))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return findings[0] ?? { kind: 'unsigned' };
}

function checkEnvelope(run: Run, path: string, keys: readonly VerifyingKey[]): SignatureFinding {
  const text = readRegularText(path) ?? '';
  const statement = readStatement(text, keys);
  if (statement.kind !== 'signed') return statement;
  const { fingerprint, subjects } = statement;
  const isSame = isSameSubjects(subjects, readSubjects(run));
  return { kind: isSame ? 'signed' : 'signed-other', fingerprint };
}

function isSameSubjects(signed: RunSubjects, present: RunSubjects): boolean {
  return (
    signed.size === present.size &&
    [...signed].every(([name, sha256]) => present.get(name) === sha256)
  );
}
