import { hashText } from '../platform/file-tree.ts';
import { formatOpRef } from '../run/operation-reference.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { formatJsonPretty } from '../values/json-text.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** All that a run's result depends on as far as it is known: two runs with the same parts are the same. */
export interface FingerprintParts {
  readonly opref: OpRef;
  /** The whole configuration, defaults and all. */
  readonly config: ValueMap;
  /** The command of each phase, and how a summary is made. */
  readonly commands: ValueMap;
  /** The variables that the operation gives its commands. */
  readonly environment: Readonly<Record<string, string>>;
  /** The digest of each source file as it was before configuration was applied, by path. */
  readonly source: ReadonlyMap<string, string>;
  /** The digest of each file that is depended on, by its path in the run; of a download, what is known of it. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** What interpreters ran it with which packages; undefined where that is not known. Never digested: it is recorded while a command runs. */
  readonly runtime: Runtime | undefined;
  /**
   * Source files that do not count, sorted: those that only say what is to be run, such as the Gage
   * file and the file of a batch. What they say is in other parts.
   */
  readonly uncounted: readonly string[];
}

/** Languages with the version of the interpreter and the versions of packages by name. */
export type Runtime = ReadonlyMap<
  'python' | 'node',
  { readonly version: string; readonly packages: ValueMap }
>;

/** The parts in short. */
export interface Fingerprint {
  /** SHA-256 over all parts but the runtime. */
  readonly digest: string;
  /** The same without the source. */
  readonly digestWithoutSource: string;
}

/** What does not change from trial to trial of a batch; see {@link fingerprintOf}. */
export type SharedParts = Omit<FingerprintParts, 'config'>;

/** The version of what is digested: fingerprints of another one are never the same. */
const SCHEMA = '1';

/** The fingerprint of a run with these parts. */
export function fingerprintOf(parts: FingerprintParts): Fingerprint {
  return fingerprints(parts)(parts.config);
}

/** {@link fingerprintOf} for many configurations: what they share is digested once. */
export function fingerprints(shared: SharedParts): (config: ValueMap) => Fingerprint {
  const source = hashText(formatJsonPretty(sourceMap(shared)));
  const others = hashText(
    formatJsonPretty({
      operation: formatOpRef(shared.opref),
      commands: shared.commands,
      environment: shared.environment,
      dependencies: textMap(shared.dependencies),
    }),
  );
  return (config) => {
    const digestWithoutSource = hashText(`${SCHEMA} ${others} ${formatJsonPretty(config)}`);
    return { digest: hashText(`${digestWithoutSource} ${source}`), digestWithoutSource };
  };
}

/** The text of a run's `fingerprint`. */
export function formatFingerprint({ digest, digestWithoutSource }: Fingerprint): string {
  return `${SCHEMA} ${digest} ${digestWithoutSource}`;
}

/** Undefined for the fingerprint of another version, and for what is none. */
export function parseFingerprint(text: string | undefined): Fingerprint | undefined {
  const match = /^1 (?<digest>[0-9a-f]{64}) (?<rest>[0-9a-f]{64})\s*$/.exec(text ?? '')?.groups;
  if (match === undefined) return undefined;
  return { digest: match['digest'] ?? '', digestWithoutSource: match['rest'] ?? '' };
}

/** Parts as a run stores them in `fingerprint.json`; operation, configuration and runtime it has anyway. */
export function formatParts(parts: SharedParts): string {
  return formatJsonPretty({
    commands: parts.commands,
    environment: parts.environment,
    source: textMap(parts.source),
    dependencies: textMap(parts.dependencies),
    uncounted: parts.uncounted,
  });
}

function sourceMap({ source, uncounted }: SharedParts): ValueMap {
  const left = new Set(uncounted);
  return textMap(new Map([...source].filter(([path]) => !left.has(path))));
}

function textMap(map: ReadonlyMap<string, string>): ValueMap {
  return Object.assign(emptyMap(), Object.fromEntries(map));
}
