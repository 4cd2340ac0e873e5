import { META } from '../run/layout.ts';
import { readMap, readOpRef, withMeta } from '../run/metadata.ts';
import type { MetaReader } from '../run/metadata.ts';
import type { Run } from '../run/run.ts';
import { emptyMap, isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { FingerprintParts, Runtime } from './fingerprint.ts';

/**
 * What a run's fingerprint was made of; undefined for a run without one. What cannot be read counts
 * as missing. Fails with `meta-missing`, `unreadable-meta`.
 */
export function readParts(run: Run): FingerprintParts | undefined {
  return withMeta(run.metaDir, readStoredParts);
}

function readStoredParts(meta: MetaReader): FingerprintParts | undefined {
  if (meta.read(META.fingerprintParts) === undefined) return undefined;
  const stored = readMap(meta, META.fingerprintParts);
  const { uncounted } = stored;
  return {
    opref: readOpRef(meta),
    config: readMap(meta, META.config),
    commands: isMap(stored['commands']) ? stored['commands'] : emptyMap(),
    environment: Object.fromEntries(texts(stored['environment'])),
    source: texts(stored['source']),
    dependencies: texts(stored['dependencies']),
    runtime: runtimeOf({
      python: readMap(meta, `${META.systemAttributes}/python.json`),
      node: readMap(meta, `${META.systemAttributes}/node.json`),
    }),
    uncounted: isList(uncounted) ? uncounted.filter((path) => typeof path === 'string') : [],
  };
}

function texts(value: Value | undefined): ReadonlyMap<string, string> {
  const entries = isMap(value) ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : [])),
  );
}

/**
 * What system attributes tell of the interpreters of a run; undefined where they tell nothing, as of an
 * operation that makes its runtime itself: there the commands and the source that it makes it of count.
 */
export function runtimeOf(attributes: ValueMap): Runtime | undefined {
  const found = (['python', 'node'] as const).flatMap((language) => {
    const told = attributes[language];
    if (!isMap(told) || typeof told['version'] !== 'string') return [];
    const packages = isMap(told['packages']) ? told['packages'] : emptyMap();
    return [[language, { version: told['version'], packages }] as const];
  });
  return found.length === 0 ? undefined : new Map(found);
}
