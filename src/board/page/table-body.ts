import { GROUP_COLUMN, pinCell } from './column-layout.ts';
import type { ShownColumn } from './column-layout.ts';
import { element } from './dom.ts';
import type { Group, Line } from './groups.ts';
import { cellText, cellValue } from './page-data.ts';
import type { NumberPadding } from './number-alignment.ts';
import type { PageCell, PageColumn } from './page-data.ts';

/** The height of every line in pixels, as the style sheet has it. */
const LINE_HEIGHT = 30;

/** Up to so many lines are all in the page, so that the browser can search and print them. */
const ALL_LINES = 400;

/** How many lines beyond the visible ones are in the page. */
const MARGIN_LINES = 20;

/** Lines above the first one of the body: headings and filters. */
const HEAD_LINES = 2;

/** The body of the table: only the lines that can be seen are in the page. */
export interface TableBody {
  readonly show: (lines: readonly Line[], shown: readonly ShownColumn[]) => void;
}

/** What the body needs to know of the page. */
export interface BodyContext {
  readonly scroller: HTMLElement;
  readonly columns: readonly PageColumn[];
  readonly padding: NumberPadding;
  /** What is shown when there are no lines. */
  readonly emptyText: string;
  readonly isOpen: (path: string) => boolean;
  readonly toggle: (path: string) => void;
}

/** Takes over the body of the table. */
export function createBody(body: HTMLTableSectionElement, context: BodyContext): TableBody {
  const { scroller } = context;
  let lines: readonly Line[] = [];
  let shown: readonly ShownColumn[] = [];
  let isPrinting = false;
  let drawn = { first: -1, end: -1 };

  const draw = (isForced: boolean): void => {
    const isAll = isPrinting || lines.length <= ALL_LINES;
    const top = Math.floor(scroller.scrollTop / LINE_HEIGHT);
    const count = Math.ceil(scroller.clientHeight / LINE_HEIGHT);
    const first = isAll ? 0 : Math.max(0, Math.min(top, lines.length - count) - MARGIN_LINES);
    const end = isAll ? lines.length : Math.min(lines.length, top + count + MARGIN_LINES);
    if (!isForced && first === drawn.first && end === drawn.end) return;
    drawn = { first, end };
    body.replaceChildren(
      ...spacer(first, shown.length),
      ...lines.slice(first, end).map((line, at) => {
        const row = lineRow(line, shown, context);
        row.ariaRowIndex = String(first + at + HEAD_LINES + 1);
        return row;
      }),
      ...spacer(lines.length - end, shown.length),
      ...(lines.length === 0 ? [emptyRow(context.emptyText, shown.length)] : []),
    );
  };

  let isDrawPlanned = false;
  const plan = (): void => {
    if (isDrawPlanned) return;
    isDrawPlanned = true;
    requestAnimationFrame(() => {
      isDrawPlanned = false;
      draw(false);
    });
  };
  scroller.addEventListener('scroll', plan, { passive: true });
  globalThis.addEventListener('resize', plan);
  globalThis.addEventListener('beforeprint', () => {
    isPrinting = true;
    draw(true);
  });
  globalThis.addEventListener('afterprint', () => {
    isPrinting = false;
    draw(true);
  });
  body.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const path = button?.dataset['group'];
    if (path === undefined) return;
    context.toggle(path);
    body.querySelector<HTMLElement>(`button[data-group="${CSS.escape(path)}"]`)?.focus();
  });

  return {
    show: (nextLines, nextShown) => {
      lines = nextLines;
      shown = nextShown;
      draw(true);
    },
  };
}

/** A row as high as the lines that are left out. */
function spacer(count: number, columns: number): readonly HTMLTableRowElement[] {
  if (count === 0) return [];
  const cell = element('td', { colSpan: Math.max(1, columns) });
  cell.style.height = `${count * LINE_HEIGHT}px`;
  return [element('tr', { className: 'spacer', ariaHidden: 'true' }, [cell])];
}

/** A row that says why there are no others. */
function emptyRow(textContent: string, columns: number): HTMLTableRowElement {
  const cell = element('td', { colSpan: Math.max(1, columns) }, [element('span', { textContent })]);
  return element('tr', { className: 'empty' }, [cell]);
}

function lineRow(
  line: Line,
  shown: readonly ShownColumn[],
  context: BodyContext,
): HTMLTableRowElement {
  const row = element('tr', { className: line.kind });
  const cells = line.kind === 'row' ? line.row.cells : line.group.cells;
  if (line.kind === 'row') row.dataset['run'] = line.row.id;
  for (const placed of shown) {
    const cell = element('td');
    if (placed.index !== GROUP_COLUMN) fillCell(cell, cells[placed.index], context, placed.index);
    else if (line.kind === 'group') cell.append(groupButton(line.group, context));
    pinCell(cell, placed);
    row.append(cell);
  }
  return row;
}

function fillCell(
  cell: HTMLTableCellElement,
  content: PageCell | undefined,
  { columns, padding }: BodyContext,
  index: number,
): void {
  const text = cellText(content);
  if (text === '') return;
  cell.textContent = text;
  if (columns[index]?.isNumeric === true) {
    cell.className = 'number';
    const room = padding(index, text);
    if (room > 0) cell.style.setProperty('--padding', `${room}px`);
  }
  const exact = String(cellValue(content));
  if (exact !== text || text.length > LONG_TEXT) cell.title = exact === text ? text : exact;
}

/** Longer texts may be cut where they are shown: the whole is in the tooltip. */
const LONG_TEXT = 24;

function groupButton(group: Group, { isOpen }: BodyContext): HTMLElement {
  const isExpanded = isOpen(group.path);
  const button = element('button', { type: 'button', ariaExpanded: String(isExpanded) }, [
    element('span', { ariaHidden: 'true', textContent: isExpanded ? '▾ ' : '▸ ' }),
    element('bdi', { textContent: group.label === '' ? '(none)' : group.label }),
    element('span', { className: 'count', textContent: ` ${group.rows.length}` }),
  ]);
  button.dataset['group'] = group.path;
  button.style.marginInlineStart = `${group.level * 1.2}em`;
  return button;
}
