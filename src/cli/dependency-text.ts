import { describeFailure } from '../failures/failure-messages.ts';
import { looksLikeFilter } from '../filter/looks-like-filter.ts';
import type { Dependency } from '../operation/dependency.ts';
import type { PlannedDependency } from '../stage/resolve-dependencies.ts';
import type { DependencyContent, DependencyOrigin } from '../stage/resolved-dependency.ts';
import { maskSecrets } from '../values/mask-secrets.ts';
import { escapeLine, escapeLines } from './escape-text.ts';
import { moreText } from './preview-source.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Layout } from './terminal.ts';

/** What dependencies stand for now, and what stands in the way of those that cannot be resolved. */
export function previewDependencyLines(
  dependencies: readonly PlannedDependency[],
  limit: number,
  layout: Layout,
): readonly StyledText[] {
  if (dependencies.length === 0) return [];
  const rows = dependencies.flatMap((planned, index): readonly (readonly StyledText[])[] => {
    const { dependency, resolved } = planned;
    const title = [
      [span('index', String(index + 1))],
      [span('label', escapeLine(dependencyTitle(dependency)))],
    ];
    if (resolved === undefined) {
      return [title, ['', [span('error', escapeLines(describeFailure(planned.failure)))]]];
    }
    const files = contentPaths(resolved.content).map((path) => ['', `  ${escapeLine(path)}`]);
    const more = moreText(files.length, limit);
    return [
      title,
      ['', `from ${escapeLine(originOf(resolved.origin))}`],
      ['', contentHeading(resolved.content)],
      ...files.slice(0, limit),
      ...(more === undefined ? [] : [['', [span('sub-text', `  ${more}`)]]]),
      ...resolved.notices.map((notice) => ['', [span('warning', escapeLine(notice))]]),
    ];
  });
  const columns = [{ align: 'right' }, { overflow: 'wrap' }] as const;
  return renderTable({ columns, rows, borders: 'none' }, layout);
}

/** What a dependency is, in one line: its description, or what it asks for. */
export function dependencyTitle(dependency: Dependency): string {
  const { description } = dependency;
  const asked = askedFor(dependency);
  return description === undefined ? asked : `${description} (${asked})`;
}

function askedFor(dependency: Dependency): string {
  switch (dependency.type) {
    case 'project-files':
      return `files of the project: ${dependency.files.join(', ')}`;
    case 'run-files':
      return `files of ${selectedRun(dependency.runSelect)}: ${dependency.files?.join(', ') ?? 'all it wrote'}`;
    case 'runs-summary':
      return looksLikeFilter(dependency.runsSelect)
        ? `summaries of runs where ${dependency.runsSelect}`
        : `summaries of runs ${dependency.runsSelect}`;
    case 'url':
      return maskSecrets(dependency.url).text;
    case 'file':
      return dependency.file;
  }
}

function selectedRun(select: string): string {
  return looksLikeFilter(select) ? `the newest run where ${select}` : `run ${select}`;
}

function originOf(origin: DependencyOrigin): string {
  switch (origin.kind) {
    case 'project':
      return origin.directory;
    case 'run':
      return `run ${origin.run.name} (${origin.run.opref.name})`;
    case 'runs':
      return `${origin.runs.length} run${origin.runs.length === 1 ? '' : 's'}`;
    case 'file':
      return origin.path;
    case 'url':
      return maskSecrets(origin.url).text;
  }
}

function contentHeading(content: DependencyContent): string {
  if (content.kind === 'text') return 'written to';
  if (content.kind === 'files') return content.isLinked ? 'linked as' : 'copied to';
  return content.isUnpacked ? 'unpacked into' : 'copied to';
}

/** Where the files go in the run directory; of what is fetched only the beginning is known. */
export function contentPaths(content: DependencyContent): readonly string[] {
  switch (content.kind) {
    case 'files':
      return content.files.map((file) => file.path);
    case 'text':
      return [content.path];
    case 'fetched':
      if (content.isUnpacked) return [content.target ?? '.'];
      return [content.target === undefined ? content.name : `${content.target}/${content.name}`];
  }
}
