import { join } from '../platform/paths.ts';
import {
  logAttributes,
  logInitialAttributes,
  readAttributeChanges,
  readOlderAttributes,
  replayAttributes,
} from './attribute-log.ts';
import { OLDER_META, isZipMeta, sidecarPathOf } from './layout.ts';
import type { Run } from './run.ts';
import type { ValueMap } from '../values/value.ts';

/** A change of what people say of a run. */
export interface UserAttributeChange {
  /** The login name of who makes it. */
  readonly author: string;
  readonly set?: ValueMap;
  readonly delete?: readonly string[];
}

/** Gives a new run its first attributes. Fails with `attributes-exist`. */
export function initUserAttributes(run: Run, author: string, attributes: ValueMap): void {
  logInitialAttributes(sidecarPathOf(run.runDir, 'user'), author, attributes);
}

/** Adds a change to the run's attribute log; allowed at any time, also of a finalized run. */
export function setUserAttributes(run: Run, change: UserAttributeChange): void {
  const { author, set = {}, delete: deleted = [] } = change;
  logAttributes(sidecarPathOf(run.runDir, 'user'), { author, set, delete: deleted });
}

/**
 * The attributes people have given the run, as they are now. Early runs keep some in their metadata;
 * the log beside the run is newer.
 */
export function readUserAttributes(run: Run): ValueMap {
  const changes = readAttributeChanges(sidecarPathOf(run.runDir, 'user'));
  if (isZipMeta(run.metaDir)) return replayAttributes(changes);
  const before = readOlderAttributes(join(run.metaDir, OLDER_META.userAttributes));
  return replayAttributes(changes, before);
}
