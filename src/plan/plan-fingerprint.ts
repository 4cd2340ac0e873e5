import { join } from '../platform/paths.ts';
import { runtimeOf } from '../reuse/read-parts.ts';
import type { SharedParts } from '../reuse/fingerprint.ts';
import { selectFiles } from '../files/select-files.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { hashFile } from '../platform/file-tree.ts';
import { unlessMissing } from '../platform/files.ts';
import { dependencyDigests } from '../stage/dependency-digests.ts';
import { fingerprintCommands } from '../stage/record-fingerprint.ts';
import { resolveDependencies } from '../stage/resolve-dependencies.ts';
import { operationPatterns } from '../stage/source.ts';
import type { ValueMap } from '../values/value.ts';
import { planRun } from './plan-run.ts';
import type { PlannedOperation } from './plan-run.ts';

/** Where runs of an operation would be made, and what is known of the machine. */
export interface FingerprintPlace {
  readonly runsDir: string;
  readonly homeDir: string;
  /** System attributes with what would run the command: `python`, `node`. */
  readonly runtime: ValueMap;
}

/**
 * What runs of an operation would be made of if they were staged now, their configuration aside: all
 * that is selected is read, nothing is written. Fails like staging does when something is missing.
 */
export function planSharedParts(
  operation: PlannedOperation,
  { runsDir, homeDir, runtime }: FingerprintPlace,
): SharedParts {
  const { opref, opdef, projectDir, uncounted } = operation;
  const { command } = planRun(operation, []);
  const context = { projectDir, runsDir, homeDir, namespace: opref.namespace };
  return {
    opref,
    commands: fingerprintCommands(opdef, command.args),
    environment: command.env,
    source: sourceDigests(opdef, projectDir, runsDir),
    dependencies: dependencyDigests(resolveDependencies(opdef, context)),
    runtime: runtimeOf(runtime),
    uncounted,
  };
}

function sourceDigests(
  opdef: OpDef,
  projectDir: string,
  runsDir: string,
): ReadonlyMap<string, string> {
  const rules = parseSelectRules(operationPatterns(opdef));
  const { files } = selectFiles(projectDir, rules, { neverEnter: [runsDir] });
  const digests = files.flatMap(({ path }) => {
    // A file can go while others are read, as when an editor saves it.
    const sha256 = unlessMissing(() => hashFile(join(projectDir, path)));
    return sha256 === undefined ? [] : [[path, sha256] as const];
  });
  return new Map(digests);
}
