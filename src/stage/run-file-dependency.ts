import type { RunRecord } from '../catalog/run-record.ts';
import { fail } from '../failures/failures.ts';
import { selectKnownFiles } from '../files/select-known-files.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import type { SelectRule } from '../files/select-rules.ts';
import type { RunFilesDependency } from '../operation/dependency.ts';
import { join } from '../platform/paths.ts';
import { openManifest } from '../run/manifest.ts';
import type { ManifestEntry } from '../run/manifest.ts';
import { orderByLikeness } from './likely-paths.ts';
import type { Resolution, Resolving } from './resolved-dependency.ts';
import { runState, selectRun } from './select-dependency-runs.ts';
import { pathBelow } from './target-path.ts';

/**
 * Finds the files of another run that an operation depends on, by that run's manifest: what is not in
 * it is no file of the run. Without patterns they are the files it generated, but for its summary.
 *
 * Fails with `dependency-missing`, `ambiguous-run`, `dependency-unusable`, `invalid-pattern`.
 */
export function resolveRunFiles(dependency: RunFilesDependency, resolving: Resolving): Resolution {
  const { number } = resolving;
  const run = selectRun(dependency.runSelect, resolving);
  const { entries } = openManifest(run.run);
  const chosen =
    dependency.files === undefined
      ? generatedFiles(run, entries, resolving)
      : matchingFiles(run, entries, parseSelectRules(dependency.files), resolving);
  const files = chosen.map(({ path, sha256 }) => ({
    source: join(run.run.runDir, path),
    path: pathBelow(dependency.target, path, number),
    expected: { sha256, statedBy: 'manifest' as const },
  }));
  const content = { kind: 'files', files, isLinked: dependency.link } as const;
  return { origin: { kind: 'run', run }, content };
}

/** The summary of the other run would pass for the summary of this one. */
function generatedFiles(
  run: RunRecord,
  entries: readonly ManifestEntry[],
  resolving: Resolving,
): readonly ManifestEntry[] {
  const files = entries.filter(
    ({ type, path }) => type === 'g' && path !== DEFAULT_SUMMARY && path !== resolving.summaryName,
  );
  return files.length > 0 ? files : failWithoutFile(run, entries, undefined, resolving);
}

const DEFAULT_SUMMARY = 'summary.json';

function matchingFiles(
  run: RunRecord,
  entries: readonly ManifestEntry[],
  rules: readonly SelectRule[],
  resolving: Resolving,
): readonly ManifestEntry[] {
  const paths = entries.map((entry) => entry.path);
  const select = (some: readonly SelectRule[]): readonly string[] =>
    selectKnownFiles(run.run.runDir, paths, some);
  for (const rule of rules) {
    if (!rule.isInclude || rule.type === 'dir' || select([rule]).length > 0) continue;
    failWithoutFile(run, entries, rule.pattern, resolving);
  }
  const selected = new Set(select(rules));
  return entries.filter((entry) => selected.has(entry.path));
}

function failWithoutFile(
  run: RunRecord,
  entries: readonly ManifestEntry[],
  pattern: string | undefined,
  { number }: Resolving,
): never {
  const paths = entries.map((entry) => entry.path);
  const near = pattern === undefined ? paths : orderByLikeness(pattern, paths);
  const missing = { kind: 'run-file', pattern, run: runState(run), near } as const;
  fail({ reason: 'dependency-missing', dependency: number, missing });
}
