import { fail } from '../failures/failures.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { nextRunTimeMicros } from '../platform/clock.ts';
import { makeNewDirectory, pathExists, writeFileAtomic } from '../platform/files.ts';
import { newUuid } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { META, META_SCHEMA, metaPathOf, zipMetaPathOf } from '../run/layout.ts';
import { hasMember, writeMember } from '../run/members.ts';
import { formatOpRef } from '../run/operation-reference.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { runName } from '../run/proquint.ts';
import { Run } from '../run/run.ts';
import type { OpCmd } from '../run/run.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { KeptText } from '../run/kept-secrets.ts';
import { keepSecrets } from '../run/kept-secrets.ts';
import { SecretValues } from '../run/secret-values.ts';
import { writeSystemAttributes } from '../run/system-attributes.ts';
import { formatJsonCompact, formatJsonPretty } from '../values/json-text.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/**
 * Makes a run in a runs directory: `<id>.meta` with `opref`, which is what makes a run. The run
 * directory does not exist yet.
 * @param id a new random one if not given.
 *
 * Fails with `run-exists`, `invalid-operation-reference`, `invalid-run-id`; nothing is written then.
 */
export function makeRun(opref: OpRef, runsDir: string, id: string = newUuid()): Run {
  const reference = formatOpRef(opref);
  runName(id);
  const runDir = join(runsDir, id);
  const metaDir = metaPathOf(runDir);
  if (pathExists(zipMetaPathOf(runDir)) || !makeNewDirectory(metaDir)) {
    fail({ reason: 'run-exists', path: metaDir });
  }
  writeFileAtomic(join(metaDir, META.opref), reference);
  return new Run(id, runDir, metaDir, opref);
}

/**
 * Writes what a run is to be: operation definition, configuration, command; `initialized` is written
 * last. The run directory is not touched.
 *
 * What is a secret, by its name or its shape, is masked; only this process can go on with the run then.
 *
 * Fails with `empty-command`, `meta-missing` and `run-initialized`; nothing is written then.
 */
export function initRunMeta(
  run: Run,
  opdef: OpDef,
  config: ValueMap,
  cmd: OpCmd,
  systemAttributes: ValueMap = emptyMap(),
): void {
  if (cmd.args.length === 0) fail({ reason: 'empty-command', operation: opdef.name });
  if (!hasMember(run.metaDir, META.opref)) {
    fail({ reason: 'meta-missing', path: join(run.metaDir, META.opref) });
  }
  if (hasMember(run.metaDir, META.initialized)) {
    fail({ reason: 'run-initialized', id: run.id });
  }
  // Formatted first: what cannot be stored is found out before anything is.
  const { definition } = opdef;
  const secrets = new SecretValues({ config, env: cmd.env, definition });
  const pretty = (original: ValueMap, masked: ValueMap): KeptText => ({
    original: formatJsonPretty(original),
    masked: formatJsonPretty(masked),
  });
  const documents: readonly (readonly [logName: string, member: string, text: KeptText])[] = [
    ['opdef', META.opdef, pretty(definition, secrets.maskDefinition(definition))],
    ['config', META.config, pretty(config, secrets.maskMap(config))],
    [
      'proc cmd',
      META.command,
      {
        original: formatJsonCompact(cmd.args),
        masked: formatJsonCompact(secrets.maskCommand(cmd.args)),
      },
    ],
    ['proc env', META.environment, pretty(cmd.env, secrets.maskEnv(cmd.env))],
  ];
  keepSecrets(run.id, secrets, new Map(documents.map(([, member, text]) => [member, text])));
  writeMember(run.metaDir, META.schema, META_SCHEMA);
  const log = openRunnerLog(run);
  log.writeMeta('run id', META.id, run.id);
  for (const [logName, member, { masked }] of documents) log.writeMeta(logName, member, masked);
  writeSystemAttributes(log, systemAttributes);
  log.writeMeta('initialized', META.initialized, String(nextRunTimeMicros()));
}
