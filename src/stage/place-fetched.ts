import { dirname } from 'node:path';
import { fail } from '../failures/failures.ts';
import { systemClock } from '../platform/clock.ts';
import { DownloadError, downloadFile } from '../platform/download.ts';
import { hashFile } from '../platform/file-tree.ts';
import { makeDirectory, removeFile, renamePath, statIfExists } from '../platform/files.ts';
import { fetchedPathOf } from '../run/layout.ts';
import { maskSecrets } from '../values/mask-secrets.ts';
import type { PlacedFile, StagedDependency } from './dependency-record.ts';
import type { Placing } from './place-dependency.ts';
import type { FetchedContent, ResolvedDependency } from './resolved-dependency.ts';
import { checkNotStopped } from './stop.ts';
import { pathOfSingle } from './target-path.ts';
import { unpackArchive } from './unpack-archive.ts';

type Fetched = Required<Pick<StagedDependency, 'fetched' | 'files'>>;

/**
 * Downloads a file, unpacks one, or both. A download grows beside the run directory and is looked at
 * only when all of it is there and its digest is right; nothing of it stays elsewhere.
 */
export async function placeFetched(
  content: FetchedContent,
  resolved: ResolvedDependency,
  placing: Placing,
): Promise<Fetched> {
  const { origin } = resolved;
  if (origin.kind !== 'url') {
    const path = origin.kind === 'file' ? origin.path : '';
    return unpackLocal(path, content, resolved.number, placing);
  }
  const temporary = fetchedPathOf(placing.log.run.runDir);
  removeFile(temporary);
  try {
    return await download(temporary, origin.url, content, resolved.number, placing);
  } finally {
    removeFile(temporary);
  }
}

async function download(
  temporary: string,
  url: string,
  content: FetchedContent,
  number: number,
  placing: Placing,
): Promise<Fetched> {
  const { log, folder } = placing;
  const file = await downloadTo(temporary, url, number, placing);
  const { sha256, sizeBytes } = file;
  const fetched = { sha256, sizeBytes };
  checkDigest(content, url, number, sha256);
  if (content.sha256 === undefined) {
    const message = `Dependency ${number} (${maskSecrets(url).text}) states no digest. To be sure of the same file next time: sha256 = "${sha256}".`;
    log.send({ type: 'notice', run: log.run, message });
  }
  if (content.isUnpacked) {
    return { fetched, files: await unpack(temporary, url, content, number, placing) };
  }
  const path = pathOfSingle(content.target, content.name, number);
  const placement = { dependency: number, path, source: url };
  const { target, isThere } = folder.locate(placement);
  if (isThere) {
    folder.checkSame(placement, sha256);
    return { fetched, files: [{ path, sha256, sizeBytes }] };
  }
  makeDirectory(dirname(target));
  renamePath(temporary, target);
  return { fetched, files: [{ path, ...file }] };
}

/** How often a download tells how far it is. */
const TELL_EVERY_MS = 100;

async function downloadTo(
  temporary: string,
  url: string,
  number: number,
  { log, options }: Placing,
): ReturnType<typeof downloadFile> {
  const { run } = log;
  let toldAt = systemClock();
  try {
    return await downloadFile(url, temporary, {
      signal: options.signal,
      onProgress: (done, total = 0) => {
        if (systemClock() - toldAt < TELL_EVERY_MS) return;
        toldAt = systemClock();
        log.send({ type: 'files', run, step: 'stage-dependencies', done, total });
      },
    });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    checkNotStopped(run, options);
    const problem = error.message;
    return fail({ reason: 'dependency-unusable', dependency: number, source: url, problem }, error);
  }
}

async function unpackLocal(
  path: string,
  content: FetchedContent,
  number: number,
  placing: Placing,
): Promise<Fetched> {
  const before = statIfExists(path);
  const sha256 = hashFile(path);
  checkDigest(content, path, number, sha256);
  const files = await unpack(path, path, content, number, placing);
  const after = statIfExists(path);
  if (before?.mtimeNs !== after?.mtimeNs || before?.size !== after?.size) {
    const problem = 'it was changed while it was unpacked';
    fail({ reason: 'dependency-unusable', dependency: number, source: path, problem });
  }
  return { fetched: { sha256, sizeBytes: Number(before?.size ?? 0) }, files };
}

function checkDigest(
  content: FetchedContent,
  source: string,
  dependency: number,
  found: string,
): void {
  const expected = content.sha256;
  if (expected === undefined || expected === found) return;
  const statedBy = 'definition';
  fail({ reason: 'dependency-mismatch', dependency, source, statedBy, expected, found });
}

async function unpack(
  archive: string,
  source: string,
  { name, target }: FetchedContent,
  dependency: number,
  { log, options, folder }: Placing,
): Promise<readonly PlacedFile[]> {
  const { run } = log;
  const { files, leftOutLinks } = await unpackArchive({
    dependency,
    archive,
    source,
    name,
    target,
    runDir: run.runDir,
    folder,
    checkStopped: () => {
      checkNotStopped(run, options);
    },
  });
  if (leftOutLinks.length > 0) {
    const links = leftOutLinks.join(', ');
    const message = `Dependency ${dependency} leaves out links that lead to no file of ${source}: ${links}.`;
    log.send({ type: 'notice', run, message });
  }
  return files;
}
