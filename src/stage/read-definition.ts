import { fail } from '../failures/failures.ts';
import { OpDef } from '../operation/operation-definition.ts';
import { pathExists } from '../platform/files.ts';
import { META, isZipMeta } from '../run/layout.ts';
import { checkSchema, currentMetaPath, readMap, readOpRef, withMeta } from '../run/metadata.ts';
import { hasMember } from '../run/members.ts';
import { ownMetadata } from '../run/own-metadata.ts';
import type { Run } from '../run/run.ts';
import { runStatus } from '../run/status.ts';

/**
 * The operation definition stored in a run that is to be staged, or is being staged phase by phase.
 * Fails with `run-dir-missing`, `run-meta-missing`, `run-not-initialized`, `run-not-pending`,
 * `unsupported-meta-schema`, `unreadable-meta`.
 */
export function readStagedDefinition(run: Run): OpDef {
  const metaPath = currentMetaPath(run.metaDir);
  const hasMeta = ownMetadata(metaPath) !== undefined || pathExists(metaPath);
  if (!hasMeta && !pathExists(run.runDir)) fail({ reason: 'run-dir-missing', path: run.runDir });
  if (!hasMeta) fail({ reason: 'run-meta-missing', path: run.metaDir });
  // Staged already, or a staging hook has failed: what is there now is final.
  const isOver = [META.staged, META.exit].some((name) => hasMember(run.metaDir, name));
  if (isOver || isZipMeta(metaPath)) {
    fail({ reason: 'run-not-pending', id: run.id, status: runStatus(run) });
  }
  if (!hasMember(run.metaDir, META.initialized)) {
    fail({ reason: 'run-not-initialized', id: run.id, path: run.metaDir });
  }
  return withMeta(run.metaDir, (meta) => {
    checkSchema(meta);
    return new OpDef(readOpRef(meta).name, readMap(meta, META.opdef));
  });
}
