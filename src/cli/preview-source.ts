import { basename } from 'node:path';
import type { LeftOutReason } from '../files/select-files.ts';
import type { ExcludedPreview, SourcePreview } from '../plan/preview-run.ts';
import { escapeLine } from './escape-text.ts';
import { formatSize } from './size-text.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Column } from './table.ts';
import type { Layout } from './terminal.ts';

/** What would be copied of a project, by which pattern, and what not, and why. Each list has at most `limit` rows. */
export function previewSourceLines(
  source: SourcePreview,
  limit: number,
  layout: Layout,
): readonly StyledText[] {
  const { patterns, files, excluded } = source;
  const totalBytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  const folder = [span('label', 'from '), span(undefined, escapeLine(source.projectDir))];
  return [
    folder,
    ...list({
      columns: [
        { header: '', style: 'index', align: 'right' },
        { header: 'patterns', overflow: 'wrap' },
      ],
      rows: patterns.map((pattern, index) => [String(index + 1), escapeLine(pattern)]),
      limit: Infinity,
      layout,
    }),
    ...list({
      columns: [
        { header: 'matched files', overflow: 'wrap' },
        { header: 'size', style: 'size', align: 'right' },
        { header: 'by', style: 'index', align: 'right' },
      ],
      rows: files.map(({ path, sizeBytes, pattern }) => [
        escapeLine(path),
        formatSize(sizeBytes),
        String(pattern),
      ]),
      limit,
      layout,
      ...(files.length > 1 ? { total: `${files.length} files, ${formatSize(totalBytes)}` } : {}),
    }),
    ...(excluded.length === 0
      ? []
      : list({
          columns: [
            { header: 'not copied', overflow: 'wrap' },
            { header: 'why', style: 'value', overflow: 'wrap' },
          ],
          rows: excluded.map((item) => [
            escapeLine(item.kind === 'directory' ? `${item.path}/` : item.path),
            escapeLine(whyExcluded(item)),
          ]),
          limit,
          layout,
        })),
  ];
}

interface ListInput {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly StyledText[])[];
  readonly limit: number;
  readonly layout: Layout;
  /** Said below the list. */
  readonly total?: string;
}

function list({ columns, rows, limit, layout, total }: ListInput): readonly StyledText[] {
  const none = columns.map(({ header }, index) =>
    index === columns.findIndex((column) => column.overflow === 'wrap') && header !== undefined
      ? '<none>'
      : '',
  );
  const table = renderTable(
    { columns, rows: rows.length === 0 ? [none] : rows.slice(0, limit) },
    layout,
  );
  const notes = [moreText(rows.length, limit), total].filter((note) => note !== undefined);
  return notes.length === 0 ? table : [...table, [span('sub-text', `  ${notes.join('; ')}`)]];
}

/** What is said of the rest of a list that is cut. */
export function moreText(count: number, limit: number): string | undefined {
  return count > limit ? `and ${count - limit} more (-v shows all)` : undefined;
}

function whyExcluded({ path, reason, pattern, ignoredBy }: ExcludedPreview): string {
  switch (reason) {
    case 'excluded':
      return `excluded by ${pattern ?? 'a pattern'}`;
    case 'not-asked-for':
      return 'no pattern matches';
    case 'not-text':
      return `no text, which ${pattern ?? 'the pattern'} asks for`;
    case 'not-binary':
      return `text, which ${pattern ?? 'the pattern'} does not ask for`;
    case 'too-small':
      return `smaller than ${pattern ?? 'the pattern'} asks for`;
    case 'skipped':
      return basename(path) === '.gage'
        ? 'files of Gage'
        : 'made by a tool, an environment, or runs';
    case 'too-large':
      return `larger than ${pattern ?? 'the pattern'} allows`;
    case 'max-matches':
      return `more files than ${pattern ?? 'the pattern'} allows`;
    case 'ignored':
      return `ignored by ${ignoredBy ?? 'an ignore file'}`;
    default:
      return REASONS[reason];
  }
}

const REASONS: Readonly<
  Record<Exclude<LeftOutReason, 'too-large' | 'max-matches' | 'ignored'>, string>
> = {
  'likely-secret': 'likely secret; to copy it, name it',
  'broken-link': 'a link that leads nowhere',
  'special-file': 'not a regular file',
  unreadable: 'not readable',
  'link-cycle': 'a link into a folder it is in',
  'link-repeated': 'a link to where files were taken from already',
  'name-not-utf8': 'its name is not UTF-8',
};
