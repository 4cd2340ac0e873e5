import { isSecretName } from '../values/mask-secrets.ts';
import { formatFlagValue } from '../config/flag-value.ts';
import { quoteShellWord } from '../files/shell-words.ts';
import type { PartDifference } from '../reuse/compare-parts.ts';
import type { UnusableRun } from '../plan/find-reusable.ts';
import type { ComparedRun } from '../plan/reuse-search.ts';
import { isList } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { escapeLine } from './escape-text.ts';
import { strictJson } from './run-json.ts';

/** More differences than these are counted only. */
const MAX_LISTED = 10;

/** What differs, a line each: `config rate: 0.1 -> 0.2`, `source train.py changed`. */
export function differenceLines(differences: readonly PartDifference[]): readonly string[] {
  const listed = differences.length > MAX_LISTED + 1 ? MAX_LISTED : differences.length;
  const more = differences.length - listed;
  return [
    ...differences.slice(0, listed).map(differenceText),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** {@link differenceLines} on one line; at most two of them. */
export function differencesText(differences: readonly PartDifference[]): string {
  const [first, second] = differences.map(differenceText);
  const more = differences.length - 2;
  return [first, second, ...(more > 0 ? [`${more} more`] : [])]
    .filter((text) => text !== undefined)
    .join(', ');
}

function differenceText({ part, name, from, to }: PartDifference): string {
  const what = `${TITLES[part]}${escapeLine(name)}`.trim();
  if (part === 'source' || part === 'dependency' || isSecret(part, name)) {
    if (from === undefined) return `${what} added`;
    return to === undefined ? `${what} removed` : `${what} changed`;
  }
  // Only values of the configuration have kinds to be told apart.
  const shown = part === 'config' ? configText : plainText;
  if (from === undefined) return `${what}: ${shown(to)} (not there before)`;
  if (to === undefined) return `${what}: ${shown(from)} (not there any more)`;
  return `${what}: ${shown(from)} -> ${shown(to)}`;
}

const TITLES: Readonly<Record<PartDifference['part'], string>> = {
  config: 'config ',
  command: 'command ',
  environment: 'environment ',
  source: 'source ',
  dependency: 'dependency ',
  runtime: '',
  version: 'version',
};

function isSecret(part: PartDifference['part'], name: string): boolean {
  return part === 'environment' && isSecretName(name);
}

function configText(value: Value | undefined): string {
  return value === undefined ? '' : escapeLine(formatFlagValue(value));
}

function plainText(value: Value | undefined): string {
  if (typeof value === 'string') return escapeLine(value);
  const isCommand = isList(value) && value.every((word) => typeof word === 'string');
  return isCommand ? escapeLine(value.map(quoteShellWord).join(' ')) : configText(value);
}

/** Why a run that is the same does not count. */
export function unusableText({ run, because, damage }: UnusableRun): string {
  switch (because) {
    case 'failed':
      return `${run.name} is the same and failed (--reuse-failed has it count)`;
    case 'not-finished':
      return `${run.name} is the same and is not finished (${run.status})`;
    case 'altered':
      return `${run.name} is the same and is not what it was: ${escapeLine(damage ?? '')}`;
  }
}

/** The nearest run and what differs from it, for programs. */
export function comparedJson({ run, differences, isFingerprinted }: ComparedRun): ValueMap {
  return {
    id: run.id,
    name: run.name,
    status: run.status,
    fingerprint: isFingerprinted,
    differences: differences.map(({ part, name, from, to }) => ({
      part,
      name,
      ...(from === undefined || isSecret(part, name) ? {} : { from: strictJson(from) }),
      ...(to === undefined || isSecret(part, name) ? {} : { to: strictJson(to) }),
    })),
  };
}

/** A run that is the same and does not count, for programs. */
export function unusableJson({ run, because, damage }: UnusableRun): ValueMap {
  const { id, name, status } = run;
  return { id, name, status, because, ...(damage === undefined ? {} : { damage }) };
}
