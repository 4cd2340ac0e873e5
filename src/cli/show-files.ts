import type { ManifestFile } from '../catalog/manifest-files.ts';
import type { FileType } from '../run/manifest.ts';
import { escapeLine } from './escape-text.ts';
import { formatSize } from './size-text.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import { renderTable } from './table.ts';
import type { Column, Table } from './table.ts';
import type { Layout } from './terminal.ts';

/** What is shown of a run's files. */
export interface FilesView {
  /** The most files that are listed. */
  readonly limit: number;
  readonly hasSizes: boolean;
  readonly hasFooter: boolean;
}

/** What each type of file is called. */
export const FILE_TYPE_NAMES: Readonly<Record<FileType, string>> = {
  g: 'generated',
  d: 'dependency',
  s: 'source code',
  r: 'runtime',
};

/** The files of a run in a table; a last row of dots stands for files that are not listed. */
export function filesTable(
  files: readonly ManifestFile[],
  view: FilesView,
  layout: Layout,
  look: Partial<Table> = {},
): readonly StyledText[] {
  const listed = files.slice(0, view.limit);
  const rows = listed.map((file) => [escapeLine(file.path), typeName(file.type), sizeText(file)]);
  if (listed.length < files.length) rows.push(['...', '...', '...']);
  const columns: Column[] = [
    // A long path continues below: type and size would make room for it.
    {
      header: 'name',
      style: 'label',
      overflow: 'wrap',
      ...footer(countText(listed.length, files), view),
    },
    { header: 'type', style: 'sub-text', ...footer('', view) },
  ];
  if (view.hasSizes) {
    columns.push({
      header: 'size',
      style: 'size',
      align: 'right',
      ...footer(totalText(files), view),
    });
  }
  return renderTable({ ...look, columns, rows }, layout);
}

/** What is said of all files does not look like one of them. */
function footer(text: string, { hasFooter }: FilesView): Pick<Column, 'footer'> {
  return hasFooter ? { footer: [span('sub-text', text)] } : {};
}

/** Manifests of other programs may have types of their own. */
function typeName(type: string): string {
  return Object.hasOwn(FILE_TYPE_NAMES, type)
    ? FILE_TYPE_NAMES[type as FileType]
    : escapeLine(type);
}

function sizeText({ sizeBytes }: ManifestFile): StyledText {
  return sizeBytes === undefined ? [span('error', 'missing')] : formatSize(sizeBytes);
}

function countText(listed: number, files: readonly ManifestFile[]): string {
  const count =
    listed < files.length
      ? `truncated (${listed} of ${files.length} files)`
      : `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  const missing = files.filter(({ sizeBytes }) => sizeBytes === undefined).length;
  return missing === 0 ? count : `${count}, ${missing} missing`;
}

function totalText(files: readonly ManifestFile[]): string {
  return `total: ${formatSize(files.reduce((total, { sizeBytes = 0 }) => total + sizeBytes, 0))}`;
}
