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
      case 'files':
        for (const file of content.files) digests.set(file.path, fileDigest(file, known));
        break;
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

function fileDigest({ source, path, expected }: SourceFile, known: Known | undefined): string {
  // What does not have it cannot be staged.
  if (expected !== undefined) return expected.sha256;
  return known?.files.find((file) => file.path === path)?.sha256 ?? hashFile(source);
}

function fetchedName({ name, target, isUnpacked }: FetchedContent): string {
  const place = target === undefined || target.endsWith('/') ? `${target ?? ''}${name}` : target;
  return isUnpacked ? `${place} (unpacked)` : place;
}
