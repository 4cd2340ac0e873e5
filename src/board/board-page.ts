import { createHash } from 'node:crypto';
import { isMap, isList, toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { AGGREGATES } from './aggregates.ts';
import type { Board, BoardColumn, BoardRow } from './board.ts';
import { cellText, columnHeading, isNumeric } from './board-cells.ts';
import { bareValue } from './board-field.ts';
// It is a text, whatever the script itself exports.
// oxlint-disable-next-line import/default
import pageScript from './page/main.ts?text';
import pageStyle from './page/page.css?text';
import type { Aggregate, FilterKind, PageCell, PageColumn, PageData } from './page/page-data.ts';

/**
 * A board as one HTML file that needs nothing else: it opens from disk, asks nothing of the network,
 * and shows text of runs as text, whatever is in it.
 */
export function formatBoardPage(board: Board): string {
  const title = board.title ?? 'Board';
  const description =
    board.description === undefined ? '' : `<p>${escapeHtml(board.description)}</p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${description}</header>
<div class="bar">
<input id="search" type="search" placeholder="Search" aria-label="Search all columns" spellcheck="false" autocomplete="off">
<details id="columns"><summary>Columns</summary><div id="column-list"></div></details>
<button id="expand" type="button" hidden>Open groups</button>
<button id="reset" type="button" hidden>Clear filters</button>
<output id="count" role="status"></output>
</div>
<main id="scroller" tabindex="0" aria-label="Runs">
<table id="board"><colgroup></colgroup><thead></thead></table>
</main>
<noscript>This page needs scripts to show its table.</noscript>
<script type="application/json" id="board-data">${escapeScriptData(JSON.stringify(pageData(board)))}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Nothing is loaded; only the page's own script and styles count, and none of them can make markup from text. */
function contentPolicy(): string {
  return [
    "default-src 'none'",
    `script-src '${sha256(pageScript)}'`,
    `style-src '${sha256(pageStyle)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the element it is in. */
function escapeScriptData(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}

function pageData(board: Board): PageData {
  const columns = board.columns.map((column, index) => pageColumn(board, column, index));
  const label = board.groupColumn?.['label'];
  const grouped = columns.filter(({ isGroup }) => isGroup).map(({ heading }) => heading);
  return {
    columns,
    rowNoun: board.isGrouped ? 'group' : 'run',
    groupHeading: typeof label === 'string' ? label : grouped.join(' / '),
    rows: board.rows.map((row) => ({ id: row.run.id, cells: pageCells(row, board.columns) })),
  };
}

function pageColumn(board: Board, column: BoardColumn, index: number): PageColumn {
  const { properties } = column;
  const isNumber = isNumeric(board, index);
  const { description, sort, pinned } = properties;
  const flagLabel = properties['flag-filter-label'];
  const links = pageLinks(properties['links']);
  return {
    heading: columnHeading(column),
    isNumeric: isNumber,
    isHidden: properties['hide'] === true,
    isGroup: properties['row-group'] === true,
    filter: filterKind(properties, isNumber),
    aggregate: aggregateOf(properties['agg']),
    ...(typeof description === 'string' && { description }),
    ...(links.length > 0 && { links }),
    ...((sort === 'asc' || sort === 'desc') && { sort }),
    ...(typeof flagLabel === 'string' && { flagLabel }),
    ...((pinned === 'left' || pinned === 'right') && { pinned }),
  };
}

/** Only addresses of the web: others could run code or open files. */
function pageLinks(links: Value | undefined): { href: string; label: string }[] {
  if (!isList(links)) return [];
  return links.filter(isMap).flatMap(({ href, label, type }) => {
    const isWeb = typeof href === 'string' && /^https?:\/\//i.test(href) && URL.canParse(href);
    if (!isWeb) return [];
    const name = [label, type].find((text) => typeof text === 'string' && text !== '');
    return [{ href, label: typeof name === 'string' ? name : 'link' }];
  });
}

/** Kinds of filters by the names they have in configurations, with those of a grid that viewers use. */
const FILTER_KINDS: ReadonlyMap<string, FilterKind> = new Map<string, FilterKind>([
  ['text', 'text'],
  ['number', 'number'],
  ['set', 'set'],
  ['flag', 'flag'],
  ['agTextColumnFilter', 'text'],
  ['agNumberColumnFilter', 'number'],
  ['agSetColumnFilter', 'set'],
]);

function filterKind(properties: ValueMap, isNumber: boolean): FilterKind {
  const { filter } = properties;
  if (filter === false) return 'none';
  const named = typeof filter === 'string' ? FILTER_KINDS.get(filter) : undefined;
  if (named !== undefined) return named;
  if (typeof properties['flag-filter-label'] === 'string') return 'flag';
  return isNumber ? 'number' : 'text';
}

function aggregateOf(agg: Value | undefined): Aggregate {
  if (agg === false) return 'none';
  return AGGREGATES.find((name) => name === agg) ?? 'usual';
}

function pageCells({ values }: BoardRow, columns: readonly BoardColumn[]): readonly PageCell[] {
  return columns.map((column, index) => pageCell(values[index], column));
}

function pageCell(value: Value | undefined, column: BoardColumn): PageCell {
  const bare = bareValue(value);
  if (bare === undefined || bare === null) return null;
  const text = cellText(bare, column);
  const number = typeof bare === 'boolean' ? Number(bare) : toNumber(bare);
  if (number !== undefined) return String(number) === text ? number : [number, text];
  return typeof bare === 'string' && bare !== text ? [bare, text] : text;
}
