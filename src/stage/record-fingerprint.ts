import { describeParts, formatFingerprint } from '../reuse/fingerprint.ts';
import type { FingerprintParts } from '../reuse/fingerprint.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { META } from '../run/layout.ts';
import { writeMember } from '../run/members.ts';
import { readCommand, readCommandEnv, readMap, readOpRef, withMeta } from '../run/metadata.ts';
import type { RunnerLog } from '../run/runner-log.ts';
import { secretsOf } from '../run/kept-secrets.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** What was staged, as far as a fingerprint is made of it. */
export interface StagedContent {
  /** Digests of source files as they were copied, by path. */
  readonly source: ReadonlyMap<string, string>;
  /** See `dependencyDigests`. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** Source files that only say what is to be run. */
  readonly uncounted: readonly string[];
}

/** Writes down what the run was made of, so that it can be found when the same is to be run again. */
export function recordFingerprint(log: RunnerLog, opdef: OpDef, content: StagedContent): void {
  const { metaDir } = log.run;
  const { config, ...known } = withMeta(metaDir, (meta) => ({
    opref: readOpRef(meta),
    config: readMap(meta, META.config),
    commands: fingerprintCommands(opdef, readCommand(meta)),
    environment: readCommandEnv(meta),
  }));
  const parts: FingerprintParts = { ...known, ...content, config, runtime: undefined };
  const secrets = secretsOf(log.run.id);
  const { text, fingerprint } = describeParts(parts, {
    commands: secrets.maskCommands(parts.commands),
    environment: secrets.maskEnv(parts.environment),
  });
  writeMember(metaDir, META.fingerprintParts, text);
  log.writeMeta('fingerprint', META.fingerprint, formatFingerprint(fingerprint));
}

/** The commands of an operation, the one of the run as it is started, and how a summary is made. */
export function fingerprintCommands(
  { exec, definition }: OpDef,
  run: string | readonly string[],
): ValueMap {
  const summary = Object.entries(definition).filter(
    ([key]) => key === 'summary' || key === 'output-summary',
  );
  return Object.assign(emptyMap(), exec, { run }, Object.fromEntries(summary));
}
