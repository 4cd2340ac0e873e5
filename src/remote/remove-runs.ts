import { basename } from 'node:path';
import type { RunRecord } from '../catalog/run-record.ts';
import { deleteRuns } from '../run/delete-run.ts';
import { META, belongsToRun, isZipMeta } from '../run/layout.ts';
import type { RemoteCatalog } from './remote-catalog.ts';
import type { Remote, TransferWatch } from './remote.ts';

/**
 * Deletes runs at a remote for good, and nothing else: what makes runs of them first, so that none is
 * there in part. Fails with `rclone-failed`, and as files do.
 * @param runs found in the catalog.
 */
export async function removeRuns(
  runs: readonly RunRecord[],
  catalog: RemoteCatalog,
  remote: Remote,
  watch: TransferWatch,
): Promise<void> {
  if (runs.length === 0) return;
  if (remote.folder !== undefined) {
    deleteRuns(runs.map(({ run }) => run));
    return;
  }
  const ids = runs.map(({ run }) => basename(run.runDir));
  const metaNames = ids
    .flatMap((id) => [`${id}.meta`, `${id}.meta.zip`])
    .filter((name) => catalog.names.has(name));
  const markers = metaNames.map((name) => (isZipMeta(name) ? name : `${name}/${META.opref}`));
  await remote.remove(markers, watch);
  const entries = [...catalog.names].filter((name) => ids.some((id) => belongsToRun(name, id)));
  await remote.remove(entries, watch);
}
