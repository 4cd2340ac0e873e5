import { renderPanel } from './panel.ts';
import { plainText, span, toSpans } from './style.ts';
import type { Span, StyledText } from './style.ts';
import { fitLines, renderTable } from './table.ts';
import type { Column } from './table.ts';
import type { Layout } from './terminal.ts';
import { textWidth } from './text-width.ts';

/**
 * Markdown laid out for a terminal: headings, paragraphs, lists, quotes, tables and code, with code,
 * strong text and links within lines. Other constructs are shown as they are written. The source must
 * be printable: what users wrote goes through `escapeLines` first.
 */
export function renderMarkdown(source: string, layout: MarkdownLayout): readonly StyledText[] {
  const lines: StyledText[] = [];
  for (const block of splitBlocks(source)) {
    const rendered = renderBlock(block, layout);
    if (lines.length > 0) lines.push('');
    lines.push(...rendered);
  }
  return lines;
}

/** What Markdown is laid out for. Without colour, code keeps its marks and headings have a line below. */
export interface MarkdownLayout extends Layout {
  /** True by default. */
  readonly outHasColor?: boolean;
}

type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'code' | 'table' | 'text'; readonly lines: readonly string[] };

/** Pieces of a text between blank lines; code keeps its own. */
function splitBlocks(source: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = source.split('\n');
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) {
      const isTable = open.length > 1 && isTableRow(open[0] ?? '');
      blocks.push({ kind: isTable ? 'table' : 'text', lines: open });
    }
    open = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (fence !== undefined) {
      close();
      const end = lines.findIndex((other, index) => index > at && other.trim() === fence);
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', lines: lines.slice(at + 1, last) });
      at = last;
    } else if (heading !== null) {
      close();
      const [, marks = '', text = ''] = heading;
      blocks.push({ kind: 'heading', level: marks.length, text });
    } else if (line.trim() === '') close();
    else {
      if (open.length > 0 && isTableRow(line) !== isTableRow(open[0] ?? '')) close();
      open.push(line);
    }
  }
  close();
  return blocks;
}

function isTableRow(line: string): boolean {
  return line.trimStart().startsWith('|');
}

function renderBlock(block: Block, layout: MarkdownLayout): readonly StyledText[] {
  switch (block.kind) {
    case 'heading':
      return renderHeading(block.level, block.text, layout);
    case 'code':
      return block.lines.map((line) => [span('json-text', line === '' ? '' : `    ${line}`)]);
    case 'table':
      return renderRows(block.lines, layout);
    case 'text':
      return joinItems(block.lines).flatMap((item) => renderItem(item, layout));
  }
}

/** The title of a page stands in a box. */
function renderHeading(level: number, text: string, layout: MarkdownLayout): readonly StyledText[] {
  const spans = inlineSpans(text, { ...layout, outHasColor: true }).map(({ text }) =>
    span('strong', text),
  );
  if (level > 1) {
    const heading = spans.map(({ text }) => span('heading', text));
    if (layout.outHasColor !== false) return [heading];
    return [heading, '─'.repeat(Math.min(layout.width, textWidth(plainText(heading))))];
  }
  const before = Math.floor((layout.width - 4 - textWidth(plainText(spans))) / 2);
  return renderPanel({ lines: [[{ text: ' '.repeat(Math.max(0, before)) }, ...spans]] }, layout);
}

function renderRows(lines: readonly string[], layout: MarkdownLayout): readonly StyledText[] {
  const isRule = (line: string): boolean => /^[\s|:-]+$/.test(line);
  const [header, ...rows] = lines
    .filter((line) => !isRule(line))
    .map((line) => cellsOf(line, layout));
  const columns = (header ?? []).map((cell, index): Column => ({
    header: cell,
    overflow: index === 0 ? 'cut' : 'wrap',
  }));
  return renderTable({ columns, rows }, layout);
}

/** `\|` is a bar within a cell. What stands first in a row needs no marks: it is what the row is about. */
function cellsOf(line: string, layout: MarkdownLayout): readonly StyledText[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell, index) => {
    const text = cell.trim().replaceAll('\\|', '|');
    return inlineSpans(text, index === 0 ? { ...layout, outHasColor: true } : layout);
  });
}

/** A paragraph, or an item of a list with its mark. */
interface Item {
  readonly mark: string;
  readonly text: string;
  readonly style?: 'value';
}

/** Lines that continue a paragraph or an item are joined to it. */
function joinItems(lines: readonly string[]): readonly Item[] {
  const items: { mark: string; text: string; style?: 'value' }[] = [];
  for (const line of lines) {
    const [, indent = '', bullet, rest = ''] = /^(\s*)([-*+]|\d+[.)]|>)\s+(.*)$/.exec(line) ?? [];
    const last = items.at(-1);
    if (bullet === '>') items.push({ mark: `${indent}│ `, text: rest, style: 'value' });
    else if (bullet !== undefined) {
      const mark = /\d/.test(bullet) ? bullet : '•';
      items.push({ mark: `${indent}${mark} `, text: rest });
    } else if (last === undefined) items.push({ mark: '', text: line.trim() });
    else last.text += ` ${line.trim()}`;
  }
  return items;
}

function renderItem({ mark, text, style }: Item, layout: MarkdownLayout): readonly StyledText[] {
  const width = Math.max(1, layout.width - textWidth(mark));
  const spans = toSpans(inlineSpans(text, layout), style);
  return fitLines(spans, width, 'wrap', layout.ellipsis).map((line, index) =>
    [span(undefined, index === 0 ? mark : ' '.repeat(textWidth(mark)))].concat(line.spans),
  );
}

/** Code, strong text and links within a line. */
function inlineSpans(text: string, { outHasColor }: MarkdownLayout): readonly Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    const [whole, code, strong, label, target] = match;
    spans.push({ text: text.slice(at, match.index) });
    if (code !== undefined) spans.push(span('label', outHasColor === false ? whole : code));
    else if (strong !== undefined) spans.push(span('strong', strong));
    else spans.push({ text: label ?? '' }, span('sub-text', ` (${target ?? ''})`));
    at = match.index + whole.length;
  }
  return [...spans, { text: text.slice(at) }].filter((part) => part.text !== '');
}
