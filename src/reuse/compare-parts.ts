import type { OpRef } from '../run/operation-reference.ts';
import { compareNatural } from '../values/order.ts';
import { emptyMap, valuesEqual } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { FingerprintParts } from './fingerprint.ts';

/** The parts of a fingerprint that have parts of their own. */
export type PartName =
  'config' | 'command' | 'environment' | 'source' | 'dependency' | 'runtime' | 'version';

/** One thing in which two runs differ. Undefined is what one of them does not have. */
export interface PartDifference {
  readonly part: PartName;
  /** A key of the configuration, a phase, a variable, a path, an interpreter or `python package numpy`; empty for `version`. */
  readonly name: string;
  /** Values, or digests of files. */
  readonly from: Value | undefined;
  readonly to: Value | undefined;
}

/**
 * What differs from one run to another, in the order people look for it. Source files that do not
 * count for one of them do not count. Empty when they are the same.
 */
export function compareParts(
  from: FingerprintParts,
  to: FingerprintParts,
): readonly PartDifference[] {
  const uncounted = new Set([...from.uncounted, ...to.uncounted]);
  const counted = (source: ReadonlyMap<string, string>): ValueMap =>
    asMap([...source].filter(([path]) => !uncounted.has(path)));
  return [
    ...compareVersions(from.opref, to.opref),
    ...compareConfigs(from.config, to.config),
    ...compareMaps('source', counted(from.source), counted(to.source)),
    ...compareMaps('dependency', asMap(from.dependencies), asMap(to.dependencies)),
    ...compareMaps('command', from.commands, to.commands),
    ...compareMaps('environment', from.environment, to.environment),
    ...compareRuntimes(from, to),
  ];
}

/** What differs between two configurations. */
export function compareConfigs(from: ValueMap, to: ValueMap): readonly PartDifference[] {
  return compareMaps('config', from, to);
}

/** What differs between two versions of an operation. */
export function compareVersions(from: OpRef, to: OpRef): readonly PartDifference[] {
  if (from.version === to.version) return [];
  return [{ part: 'version', name: '', from: from.version, to: to.version }];
}

/** Only what is known of both: what was not recorded may have been the same. */
function compareRuntimes(from: FingerprintParts, to: FingerprintParts): readonly PartDifference[] {
  return [...(from.runtime ?? [])].flatMap(([language, was]) => {
    const is = to.runtime?.get(language);
    if (is === undefined || madeByItself(from) || madeByItself(to)) return [];
    const packages = compareMaps('runtime', was.packages, is.packages).map((difference) => ({
      ...difference,
      name: `${language} package ${difference.name}`,
    }));
    return [
      ...compareMaps('runtime', { [language]: was.version }, { [language]: is.version }),
      ...packages,
    ];
  });
}

/** The commands and the source that a runtime is made of count then. */
function madeByItself({ commands }: FingerprintParts): boolean {
  return commands['stage-runtime'] !== undefined;
}

function compareMaps(part: PartName, from: ValueMap, to: ValueMap): readonly PartDifference[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return names
    .filter((name) => !isSame(from[name], to[name]))
    .sort(compareNatural)
    .map((name) => ({ part, name, from: from[name], to: to[name] }));
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return valuesEqual(a, b);
}

function asMap(entries: Iterable<readonly [string, Value]>): ValueMap {
  return Object.assign(emptyMap(), Object.fromEntries(entries));
}

/** How much a difference says about how far runs are apart: a value counts less than another program. */
export function distanceOf(differences: readonly PartDifference[]): number {
  return differences.reduce((sum, { part }) => sum + WEIGHTS[part], 0);
}

const WEIGHTS: Readonly<Record<PartName, number>> = {
  config: 1,
  source: 2,
  dependency: 2,
  command: 3,
  environment: 1,
  runtime: 1,
  version: 3,
};
