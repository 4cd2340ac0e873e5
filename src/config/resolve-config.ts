import { fail } from '../failures/failures.ts';
import type { FlagProblem } from '../failures/failures.ts';
import type { Value } from '../values/value.ts';
import { checkValues } from './check-values.ts';
import type { Flag, GivenValue } from './check-values.ts';

/** Who decided on a value: a file of the project, or one of the ways to give another. */
export type ConfigOrigin = 'file' | 'batch' | 'flag';

/** Values from one source; later layers win over earlier ones. */
export interface ConfigLayer {
  readonly origin: Exclude<ConfigOrigin, 'file'>;
  readonly values: readonly GivenValue[];
}

interface ResolvedValue {
  readonly value: Value;
  readonly origin: ConfigOrigin;
}

/** The configuration of one run: every flag's value by its key, defaults first in file order. */
export type ResolvedConfig = ReadonlyMap<string, ResolvedValue>;

/**
 * The values of a run: the defaults overwritten by each layer in turn. A list or map given as a whole
 * takes the place of its parts. Fails with `invalid-flags`, naming every problem of every layer.
 */
export function resolveConfig(
  defaults: ReadonlyMap<string, Flag>,
  layers: readonly ConfigLayer[],
): ResolvedConfig {
  const { resolved, problems } = tryResolveConfig(defaults, layers);
  if (problems.length > 0) return fail({ reason: 'invalid-flags', problems });
  return resolved;
}

/** As {@link resolveConfig}, for callers that show problems in their own way, such as by row of a batch. */
export function tryResolveConfig(
  defaults: ReadonlyMap<string, Flag>,
  layers: readonly ConfigLayer[],
): { readonly resolved: ResolvedConfig; readonly problems: readonly FlagProblem[] } {
  const { values, problems } = checkValues(
    defaults,
    layers.flatMap((layer) => layer.values),
  );
  const resolved = new Map<string, ResolvedValue>();
  for (const { key, value, isContainer } of defaults.values()) {
    if (!isContainer) resolved.set(key, { value, origin: 'file' });
  }
  const origins = new Map(
    layers.flatMap((layer) => layer.values.map((given) => [given, layer.origin] as const)),
  );
  for (const [key, { value, given }] of values) {
    if (defaults.get(key)?.isContainer === true) removeParts(resolved, key);
    resolved.set(key, { value, origin: origins.get(given) ?? 'flag' });
  }
  return { resolved, problems };
}

function removeParts(config: Map<string, ResolvedValue>, key: string): void {
  for (const part of config.keys()) {
    if (part.startsWith(`${key}.`)) config.delete(part);
  }
}

/** The values that somebody set, which are the ones to write into the files of a run. */
export function userValues(config: ResolvedConfig): ReadonlyMap<string, Value> {
  const set = [...config].filter(([, { origin }]) => origin !== 'file');
  return new Map(set.map(([key, { value }]) => [key, value]));
}

/** The values alone, as the run stores them. */
export function plainValues(config: ResolvedConfig): ReadonlyMap<string, Value> {
  return new Map([...config].map(([key, { value }]) => [key, value]));
}
