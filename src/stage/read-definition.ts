import { join } from 'node:path';
import { fail } from '../failures/failures.ts';
import { OpDef } from '../operation/operation-definition.ts';
import { pathExists } from '../platform/files.ts';
import { META } from '../run/layout.ts';
import { checkSchema, readMap, readOpRef, withMeta } from '../run/metadata.ts';
import type { Run } from '../run/run.ts';

/**
 * The operation definition stored in a run that is to be staged.
 * Fails with `run-dir-missing`, `run-meta-missing`, `unsupported-meta-schema`, `unreadable-meta`.
 */
export function readStagedDefinition(run: Run): OpDef {
  const hasMeta = pathExists(run.metaDir);
  if (!hasMeta && !pathExists(run.runDir)) fail({ reason: 'run-dir-missing', path: run.runDir });
  if (!hasMeta) fail({ reason: 'run-meta-missing', path: run.metaDir });
  if (!pathExists(join(run.metaDir, META.initialized))) {
    fail({ reason: 'run-not-initialized', id: run.id, path: run.metaDir });
  }
  return withMeta(run.metaDir, (meta) => {
    checkSchema(meta);
    return new OpDef(readOpRef(meta).name, readMap(meta, META.opdef));
  });
}
