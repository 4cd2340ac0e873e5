import type { RunProblem } from '../catalog/list-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import type { ValueMap } from '../values/value.ts';
import type { SignatureFinding } from '../verify/sign-run.ts';
import type { Verification } from '../verify/verify-run.ts';
import { countRuns } from './confirm-change.ts';
import { escapeLine } from './escape-text.ts';
import { formatSize } from './size-text.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';

/** A run that was verified; without a verification it could not be read, or is gone. */
export interface VerifiedRecord {
  readonly record: RunRecord;
  readonly verification?: Verification;
  readonly problem?: string;
  /** Where signatures were asked about. */
  readonly signature?: SignatureFinding;
}

/**
 * Verified runs for programs: `runs` with `id`, `name`, `status`, `verdict` (`intact`, `altered`, `open`
 * or `unreadable`), `files` and `bytes` that were proven, and the findings, lists of paths that are
 * mostly empty; `unreadable` are entries that are no runs for a list.
 */
export function verificationJson(
  verified: readonly VerifiedRecord[],
  unreadable: readonly RunProblem[],
): ValueMap {
  return {
    runs: verified.map(recordJson),
    unreadable: unreadable.map(({ path, problem }) => ({ path, problem })),
  };
}

function recordJson({ record, verification, problem, signature }: VerifiedRecord): ValueMap {
  const { id, name } = record;
  if (verification === undefined) {
    return { id, name, status: record.status, verdict: 'unreadable', problem: problem ?? null };
  }
  const { status, verdict, fileCount, byteCount, notCovered } = verification;
  return {
    id,
    name,
    status,
    verdict,
    files: fileCount,
    bytes: byteCount,
    changed: verification.changed,
    missing: verification.missing,
    extra: verification.extra,
    unreadable: verification.unreadable,
    purged: verification.purged,
    not_covered: notCovered.map(({ path, what }) => ({ path, what })),
    metadata: verification.metadata,
    ...(signature !== undefined && { signature: signatureJson(signature) }),
  };
}

/** The signature as `verdict` and, where there is one, `key`. */
function signatureJson(signature: SignatureFinding): ValueMap {
  const key = 'fingerprint' in signature ? signature.fingerprint : null;
  return { verdict: signature.kind, key };
}

/** What there is to say of a run, for people: nothing of one that is intact and covered as a whole. */
export function verificationLines({
  record,
  verification,
  problem,
  signature,
}: VerifiedRecord): readonly StyledText[] {
  const title = `Run ${record.name} (${escapeLine(record.opref.name)})`;
  if (verification === undefined) {
    return [[span('error', `${title} cannot be verified: ${escapeLine(problem ?? '')}`)]];
  }
  const { verdict, status } = verification;
  if (verdict === 'open') {
    // Nobody works on it any more.
    const isLeft = status === 'terminated' || status === 'completed' || status === 'error';
    const advice = isLeft ? "; 'gage recover' finishes it" : '';
    return [[span('warning', `${title} cannot be verified yet: it is ${status}${advice}`)]];
  }
  const lines = signature === undefined ? [] : [signatureLine(title, signature)];
  const findings = describeFindings(verification);
  if (findings.length === 0) return lines;
  const isAltered = verdict === 'altered';
  const opening = isAltered ? `${title} is not as it was:` : `${title} is intact, with remarks:`;
  return [...lines, isAltered ? [span('error', opening)] : opening, ...findings];
}

function signatureLine(title: string, signature: SignatureFinding): StyledText {
  switch (signature.kind) {
    case 'signed':
      return `${title} is what was signed with ${signature.fingerprint}`;
    case 'signed-other':
      return [span('error', `${title} is not what was signed with ${signature.fingerprint}`)];
    case 'forged':
      return [
        span(
          'error',
          `${title} has a signature that was not made with ${signature.fingerprint}, as it claims`,
        ),
      ];
    case 'unknown-key': {
      const keys = signature.fingerprints.map(escapeLine).join(', ');
      return [span('error', `${title} is signed with other keys only: ${keys}`)];
    }
    case 'unreadable':
      return [span('error', `${title} has a signature that cannot be read`)];
    case 'unsigned':
      return [span('error', `${title} is not signed`)];
  }
}

function describeFindings(verification: Verification): readonly string[] {
  const { notCovered } = verification;
  return [
    ...findingLines('metadata', verification.metadata),
    ...findingLines('changed', verification.changed),
    ...findingLines('missing', verification.missing),
    ...findingLines('extra', verification.extra),
    ...findingLines('unreadable', verification.unreadable),
    ...findingLines('purged', verification.purged),
    ...findingLines(
      'not covered',
      notCovered.map(({ path, what }) => `${path} (${what})`),
    ),
  ];
}

/** Findings of a kind that are shown; with --json all are. */
const SHOWN = 20;

function findingLines(kind: string, findings: readonly string[]): readonly string[] {
  const lines = findings.slice(0, SHOWN).map((text) => `  ${kind}: ${escapeLine(text)}`);
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `  ${kind}: ${more} more`] : lines;
}

/** The outcome as a whole, such as `3 runs are intact (12 files, 1.2 MB), 1 run is not`. */
export function verificationSummary(
  verified: readonly VerifiedRecord[],
  unreadable: readonly RunProblem[],
): string {
  const intact = verified.filter(({ verification }) => verification?.verdict === 'intact');
  const openCount = verified.filter(({ verification }) => verification?.verdict === 'open').length;
  const badCount = verified.length - intact.length - openCount + unreadable.length;
  const files = intact.reduce((sum, { verification }) => sum + (verification?.fileCount ?? 0), 0);
  const bytes = intact.reduce((sum, { verification }) => sum + (verification?.byteCount ?? 0), 0);
  const fileText = `${files} ${files === 1 ? 'file' : 'files'}, ${formatSize(bytes)}`;
  return [
    `${countRuns(intact.length)} ${isOrAre(intact.length)} intact (${fileText})`,
    ...(badCount > 0 ? [`${countRuns(badCount)} ${isOrAre(badCount)} not`] : []),
    ...(openCount > 0 ? [`${countRuns(openCount)} ${isOrAre(openCount)} not finished`] : []),
  ].join(', ');
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** Whether something is wrong with a run. */
export function isBad({ verification, signature }: VerifiedRecord): boolean {
  const isUnsigned = signature !== undefined && signature.kind !== 'signed';
  return verification === undefined || verification.verdict === 'altered' || isUnsigned;
}
