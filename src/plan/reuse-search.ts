import {
  compareConfigs,
  compareParts,
  compareVersions,
  distanceOf,
} from '../reuse/compare-parts.ts';
import type { PartDifference } from '../reuse/compare-parts.ts';
import { fingerprints, parseFingerprint } from '../reuse/fingerprint.ts';
import type { Fingerprint, FingerprintParts, SharedParts } from '../reuse/fingerprint.ts';
import { readParts } from '../reuse/read-parts.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { RunSequence } from '../catalog/run-sequence.ts';
import { configKey } from '../catalog/comparable-run.ts';
import { GageError } from '../failures/failures.ts';
import { sameOperation } from '../run/operation-reference.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { SecretValues } from '../run/secret-values.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** A run compared with what is to be run. */
export interface ComparedRun {
  readonly run: RunRecord;
  /** What differs in what is to be run; empty when nothing does. */
  readonly differences: readonly PartDifference[];
  /** False for a run without a fingerprint: only operation and configuration could be compared. */
  readonly isFingerprinted: boolean;
}

/** More recent runs than these are not looked through for the nearest one. */
const MAX_NEAR = 1000;

/** Runs whose configuration is nearest, of which all other parts are compared. */
const MAX_COMPARED = 12;

/**
 * Finds runs that are the same as what is to be run, for any number of configurations of it: the
 * list of runs is gone through once.
 */
export class ReuseSearch {
  readonly #opref: OpRef;
  readonly #shared: SharedParts | undefined;
  readonly #digest: ((config: ValueMap) => Fingerprint) | undefined;
  readonly #all: RunSequence;
  /** Runs of the operation, newest first. */
  #runs: readonly RunRecord[] | undefined;
  #othersByConfig: ReadonlyMap<string, readonly RunRecord[]> | undefined;
  #allByConfig: ReadonlyMap<string, readonly RunRecord[]> | undefined;

  /**
   * @param runs newest first.
   * @param shared what is to be run is made of; where that is not known, configurations are all that is
   *   compared.
   */
  constructor(
    runs: readonly RunRecord[] | RunSequence,
    opref: OpRef,
    shared: SharedParts | undefined,
  ) {
    this.#opref = opref;
    this.#shared = shared;
    this.#digest = shared === undefined ? undefined : fingerprints(shared);
    this.#all = RunSequence.of(runs);
  }

  /**
   * Runs that are the same, whatever their status: first those with a fingerprint, newest first, then
   * those without one whose configuration is the same.
   */
  *same(config: ValueMap): Generator<ComparedRun> {
    const digest = this.#digest?.(config).digestWithoutSource;
    for (const run of this.#fingerprinted(digest)) {
      const compared = this.#compare(run, config);
      // The source may differ in what does not count for one of them, the runtime is in no digest.
      if (compared?.differences.length === 0) yield compared;
    }
    this.#othersByConfig ??= byConfig(this.#others());
    for (const run of this.#othersByConfig.get(configKey(config)) ?? []) {
      yield { run, differences: [], isFingerprinted: false };
    }
  }

  /** Runs of the operation with this digest of all but the source. */
  #fingerprinted(digest: string | undefined): readonly RunRecord[] {
    if (digest === undefined) return [];
    return this.#all.withFingerprint(digest).filter((run) => {
      const fingerprint = parseFingerprint(run.fingerprint);
      return fingerprint?.digestWithoutSource === digest && sameOperation(run.opref, this.#opref);
    });
  }

  /** Runs of the operation of which only the configuration can be compared. */
  #others(): readonly RunRecord[] {
    const runs =
      this.#shared === undefined ? this.#ofOperation() : this.#all.withFingerprint(undefined);
    return runs.filter(({ opref }) => sameOperation(opref, this.#opref));
  }

  #ofOperation(): readonly RunRecord[] {
    return (this.#runs ??= this.#all.toArray().filter((run) => isOfOperation(run, this.#opref)));
  }

  /** The newest run with the same configuration, and what else differs. */
  withSameConfig(config: ValueMap): ComparedRun | undefined {
    this.#allByConfig ??= byConfig(this.#ofOperation().filter(isEnded));
    const run = this.#allByConfig.get(configKey(config))?.[0];
    return run === undefined ? undefined : this.#compareKnown(run, config);
  }

  /** The run that is nearest of those that have ended; of several the newest. */
  nearest(config: ValueMap): ComparedRun | undefined {
    const masked = secretsIn(config).maskMap(config);
    const ranked = this.#ofOperation()
      .filter(isEnded)
      .slice(0, MAX_NEAR)
      .map((run) => ({ run, distance: distanceOf(compareConfigs(run.config, masked)) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, MAX_COMPARED);
    const compared = ranked.map(({ run }) => {
      const found = this.#compareKnown(run, config);
      return { ...found, distance: distanceOf(found.differences) };
    });
    // Of a run without a fingerprint less is known: one that has it says more.
    return compared.sort(
      (a, b) => Number(b.isFingerprinted) - Number(a.isFingerprinted) || a.distance - b.distance,
    )[0];
  }

  #compareKnown(run: RunRecord, config: ValueMap): ComparedRun {
    const compared = this.#compare(run, config);
    if (compared !== undefined) return compared;
    const differences = [
      ...compareVersions(run.opref, this.#opref),
      ...compareConfigs(run.config, secretsIn(config).maskMap(config)),
    ];
    return { run, differences, isFingerprinted: false };
  }

  /** Undefined when the run does not tell what it was made of. */
  #compare(run: RunRecord, config: ValueMap): ComparedRun | undefined {
    try {
      const shared = this.#shared;
      const parts = shared && parseFingerprint(run.fingerprint) && readParts(run.run);
      if (shared === undefined || parts === undefined) return undefined;
      const differences = compareParts(parts, withoutSecrets({ ...shared, config }));
      return { run, differences, isFingerprinted: true };
    } catch (error) {
      // A run that is deleted meanwhile, or whose metadata is damaged.
      if (!(error instanceof GageError)) throw error;
      return undefined;
    }
  }
}

/** As a run has them: digests tell whether secrets are the same, and nothing else does. */
function withoutSecrets(parts: FingerprintParts): FingerprintParts {
  const { config, environment, commands } = parts;
  const secrets = secretsIn(config, environment);
  return {
    ...parts,
    config: secrets.maskMap(config),
    environment: secrets.maskEnv(environment),
    commands: secrets.maskCommands(commands),
  };
}

function secretsIn(config: ValueMap, env: Readonly<Record<string, string>> = {}): SecretValues {
  return new SecretValues({ config, env, definition: emptyMap() });
}

function isOfOperation(run: RunRecord, { name, namespace }: OpRef): boolean {
  return run.opref.name === name && run.opref.namespace === namespace;
}

/** Whether its command has ended: only then there is a result, of whatever kind. */
function isEnded({ status }: RunRecord): boolean {
  return status === 'completed' || status === 'error' || status === 'terminated';
}

function byConfig(runs: readonly RunRecord[]): ReadonlyMap<string, readonly RunRecord[]> {
  const map = new Map<string, RunRecord[]>();
  for (const run of runs) addTo(map, configKey(run.config), run);
  return map;
}

function addTo(map: Map<string, RunRecord[]>, key: string, run: RunRecord): void {
  const runs = map.get(key);
  if (runs === undefined) map.set(key, [run]);
  else runs.push(run);
}
