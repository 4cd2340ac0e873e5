import { describeFailure } from '../failures/failure-messages.ts';
import type { RunPreview, SourcePreview } from '../plan/preview-run.ts';
import type { PlannedDependency } from '../stage/resolve-dependencies.ts';
import { maskSecrets } from '../values/mask-secrets.ts';
import { emptyMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { contentPaths, dependencyTitle } from './dependency-text.ts';

/**
 * A preview as JSON: `sourcecode` (`src_dir`, `patterns`, `paths`, `selected` with the pattern of each path,
 * `excluded` with the reason), `config` by flag, `dependencies`, `commands` by phase, `environment`,
 * `target`.
 */
export function previewJson(preview: RunPreview): ValueMap {
  return {
    sourcecode: sourceJson(preview.source),
    config: byName(
      preview.config.map(({ key, value, origin, defaultValue, places }) => [
        key,
        {
          value,
          from: origin === 'file' ? 'default' : origin,
          default: defaultValue,
          files: places.map(({ file, key: name, isCopied }) => ({
            file,
            key: name,
            copied: isCopied,
          })),
        },
      ]),
    ),
    dependencies: preview.dependencies.map(dependencyJson),
    commands: byName(preview.commands.map(({ phase, command }) => [phase, command])),
    environment: byName(preview.environment.map(({ name, value }) => [name, value])),
    target: {
      runs_dir: preview.target.runsDir,
      run_dir: preview.target.runDir,
      meta_dir: preview.target.metaDir,
    },
  };
}

/** Keys in the order given. */
function byName(entries: readonly (readonly [string, Value])[]): ValueMap {
  const map = emptyMap();
  for (const [name, value] of entries) map[name] = value;
  return map;
}

function sourceJson({ projectDir, patterns, files, excluded }: SourcePreview): ValueMap {
  const patternAt = (number: number | undefined): string | null =>
    number === undefined ? null : (patterns[number - 1] ?? null);
  return {
    src_dir: projectDir,
    patterns,
    paths: files.map((file) => file.path),
    selected: files.map(({ path, sizeBytes, pattern }) => ({
      path,
      size: sizeBytes,
      pattern: patternAt(pattern),
    })),
    excluded: excluded.map(({ path, kind, reason, pattern, ignoredBy }) => ({
      path,
      kind,
      reason,
      pattern: patternAt(pattern),
      ...(ignoredBy === undefined ? {} : { ignored_by: ignoredBy }),
    })),
  };
}

function dependencyJson(planned: PlannedDependency): ValueMap {
  const { dependency, resolved } = planned;
  const about = { type: dependency.type, description: dependencyTitle(dependency) };
  if (resolved === undefined) return { ...about, problem: describeFailure(planned.failure) };
  const { origin, content } = resolved;
  return { ...about, from: originJson(origin), paths: contentPaths(content) };
}

function originJson(origin: NonNullable<PlannedDependency['resolved']>['origin']): Value {
  switch (origin.kind) {
    case 'project':
      return { project: origin.directory };
    case 'run':
      return { run: origin.run.id };
    case 'runs':
      return { runs: origin.runs.map((run) => run.id) };
    case 'file':
      return { file: origin.path };
    case 'url':
      return { url: maskSecrets(origin.url).text };
  }
}
