import { hashFile, hashText } from '../platform/file-tree.ts';
import type { StagedDependency } from './dependency-record.ts';
import type { FetchedContent, ResolvedDependency, SourceFile } from './resolved-dependency.ts';

/** Digests that are known of a dependency already. */
type Known = Pick<StagedDependency, 'files' | 'fetched'>;

/**
 * What the content of dependencies is known by in a fingerprint: the digest of each file, by its path in
 * the run. Of what is unpacked it is the digest of the archive; of a download the one that is stated,
 * or its address: what is there now cannot be known without downloading it.
 *
 * @param staged what became of each of them; without it, files are read where they are now.
 */
export function dependencyDigests(
  resolved: readonly ResolvedDependency[],
  staged?: readonly Known[],
): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  for (const [index, { content, origin }] of resolved.entries()) {
    const known = staged?.[index];
    switch (content.kind) {
      case 'files': {
        const copied = new Map(known?.files.map(({ path, sha256 }) => [path, sha256]));
        for (const file of content.files) {
          digests.set(file.path, fileDigest(file, copied.get(file.path)));
        }
        break;
      }
      case 'text':
        digests.set(content.path, hashText(content.text));
        break;
      case 'fetched':
        if (origin.kind === 'url') digests.set(fetchedName(content), content.sha256 ?? origin.url);
        else if (origin.kind === 'file') {
          digests.set(fetchedName(content), known?.fetched?.sha256 ?? hashFile(origin.path));
        }
    }
  }
  return digests;
}

function fileDigest({ source, expected }: SourceFile, staged: string | undefined): string {
  // What does not have the expected one cannot be staged.
  return expected?.sha256 ?? staged ?? hashFile(source);
}

function fetchedName({ name, target, isUnpacked }: FetchedContent): string {
  const place = target === undefined || target.endsWith('/') ? `${target ?? ''}${name}` : target;
  return isUnpacked ? `${place} (unpacked)` : place;
}
