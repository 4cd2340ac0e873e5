import { hashText } from '../platform/file-tree.ts';
import { formatOpRef } from '../run/operation-reference.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { formatJsonMembers, formatJsonPretty, formatJsonTexts } from '../values/json-text.ts';
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

/** What does not change from trial to trial of a batch; see {@link fingerprints}. */
export type SharedParts = Omit<FingerprintParts, 'config'>;

/** The version of what is digested: fingerprints of another one are never the same. */
const SCHEMA = '1';

/** The fingerprints of runs that share all but the configuration: what they share is digested once. */
export function fingerprints(shared: SharedParts): (config: ValueMap) => Fingerprint {
  return fingerprintsWith(shared, formatJsonTexts(countedSource(shared)));
}

function fingerprintsWith(
  shared: SharedParts,
  countedText: string,
): (config: ValueMap) => Fingerprint {
  const source = hashText(countedText);
  const others = hashText(
    formatJsonMembers({
      commands: formatJsonPretty(shared.commands),
      dependencies: formatJsonTexts(shared.dependencies),
      environment: formatJsonPretty(shared.environment),
      operation: formatJsonPretty(formatOpRef(shared.opref)),
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

/**
 * A run's `fingerprint.json` and its fingerprint. Operation, configuration and runtime it has elsewhere.
 * @param shown what the document has instead of these parts.
 */
export function describeParts(
  parts: FingerprintParts,
  shown: Pick<FingerprintParts, 'commands' | 'environment'> = parts,
): { readonly text: string; readonly fingerprint: Fingerprint } {
  const source = formatJsonTexts(parts.source);
  const counted = countedSource(parts);
  // Of very many files, making the text once more would take longer than digesting it.
  const countedText = counted === parts.source ? source : formatJsonTexts(counted);
  const text = formatJsonMembers({
    commands: formatJsonPretty(shown.commands),
    dependencies: formatJsonTexts(parts.dependencies),
    environment: formatJsonPretty(shown.environment),
    source,
    uncounted: formatJsonPretty(parts.uncounted),
  });
  return { text, fingerprint: fingerprintsWith(parts, countedText)(parts.config) };
}

/** Only what counts; the same map where all does. */
function countedSource({ source, uncounted }: SharedParts): ReadonlyMap<string, string> {
  if (!uncounted.some((path) => source.has(path))) return source;
  const counted = new Map(source);
  for (const path of uncounted) counted.delete(path);
  return counted;
}
