import { GageError } from '../failures/failures.ts';
import { isNotFound, pathExists } from '../platform/files.ts';
import { isOfAnotherBoot } from '../platform/process-identity.ts';
import { readClaim } from '../run/attempt-claim.ts';
import { META, zipMetaPathOf } from '../run/layout.ts';
import type { AttemptPlace } from '../run/layout.ts';
import { readManifest } from '../run/manifest.ts';
import {
  checkSchema,
  parseTimestamp,
  readCommand,
  readMap,
  readOpRef,
  withMeta,
} from '../run/metadata.ts';
import type { Run } from '../run/run.ts';
import { changedPaths } from '../run/staged-note.ts';
import { attemptRun } from './observe-attempts.ts';

/**
 * Whether the machine lost its power while an attempt was made, and what was staged went with it: its end may
 * be known, and still nothing true can be made of it.
 */
export async function isTorn(place: AttemptPlace): Promise<boolean> {
  const runner = readClaim(place.dir)?.runner;
  if (runner !== undefined && !isOfAnotherBoot(runner)) return false;
  const run = attemptRun(place);
  if (pathExists(zipMetaPathOf(run.runDir))) return false;
  try {
    return !(await isStagedWhole(run));
  } catch (error) {
    if (error instanceof GageError || isNotFound(error)) return true;
    throw error;
  }
}

/** Fails where the metadata, or a file, cannot be read. */
async function isStagedWhole({ runDir, metaDir }: Run): Promise<boolean> {
  const entries = withMeta(metaDir, (meta) => {
    checkSchema(meta);
    readOpRef(meta);
    for (const document of [META.opdef, META.config, META.environment]) readMap(meta, document);
    readCommand(meta);
    const times = [META.initialized, META.staged, META.started].map((member) => meta.read(member));
    if (times.some((time) => time !== undefined && !isTime(time))) return undefined;
    // A run whose staging hook failed has none.
    return meta.size(META.manifest) === undefined ? [] : readManifest(meta).entries;
  });
  return entries !== undefined && (await changedPaths(runDir, entries)).length === 0;
}

function isTime(content: Buffer): boolean {
  return parseTimestamp(content.toString('utf8')) !== undefined;
}
