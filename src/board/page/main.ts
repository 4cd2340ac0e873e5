import { fillColumnMenu } from './column-menu.ts';
import { hasRoomForPinned, layOutColumns, measureColumns, textMeasure } from './column-layout.ts';
import type { ShownColumn } from './column-layout.ts';
import { byId, element } from './dom.ts';
import { parseFilter, searchFilter } from './filters.ts';
import { groupLines } from './groups.ts';
import type { Line } from './groups.ts';
import { alignNumbers } from './number-alignment.ts';
import { sortRows, toggleSort } from './ordering.ts';
import type { SortKey } from './ordering.ts';
import { cellText } from './page-data.ts';
import type { PageData, PageRow } from './page-data.ts';
import { createBody } from './table-body.ts';
import { renderHead } from './table-head.ts';
import type { TableHead } from './table-head.ts';

start(JSON.parse(byId('board-data', HTMLScriptElement).text) as PageData);

/** Shows the board and keeps it as the user wants it. */
function start(data: PageData): void {
  const { columns } = data;
  const table = byId('board', HTMLTableElement);
  const scroller = byId('scroller', HTMLElement);
  const search = byId('search', HTMLInputElement);
  const reset = byId('reset', HTMLButtonElement);
  const expand = byId('expand', HTMLButtonElement);
  const measure = textMeasure(fontOf(table));
  const padding = alignNumbers(data, measure);
  const widths = measureColumns(data, measure, padding);

  const hidden = new Set(columns.flatMap(({ isHidden }, index) => (isHidden ? [index] : [])));
  const filters = new Map<number, string>();
  const open = new Set<string>();
  let areAllOpen = false;
  let keys: readonly SortKey[] = columns.flatMap(({ sort }, column) =>
    sort === undefined ? [] : [{ column, direction: sort }],
  );
  let shown: readonly ShownColumn[] = [];
  let head: TableHead | undefined;

  // Groups that are the exception to `areAllOpen`.
  const isOpen = (path: string): boolean => open.has(path) !== areAllOpen;
  const body = createBody(table.createTBody(), {
    scroller,
    columns,
    padding,
    emptyText:
      data.rows.length === 0
        ? `There are no ${data.rowNoun}s.`
        : `No ${data.rowNoun}s match the filters.`,
    isOpen,
    toggle: (path) => {
      if (!open.delete(path)) open.add(path);
      showRows();
    },
  });

  const showRows = (): void => {
    const rows = filterRows(data, filters, search.value);
    const lines: readonly Line[] = groupLines(sortRows(rows, keys), columns, keys, isOpen);
    table.ariaRowCount = String(lines.length + 2);
    body.show(lines, shown);
    head?.markSorted(keys);
    tellCount(rows.length, data);
    reset.hidden = search.value === '' && [...filters.values()].every((text) => text === '');
  };
  const pinIfRoom = (): void => {
    table.classList.toggle('loose', !hasRoomForPinned(shown, document.body.clientWidth));
  };
  const showColumns = (): void => {
    shown = layOutColumns(columns, widths, hidden);
    setWidths(table, shown);
    pinIfRoom();
    head = renderHead(table.tHead ?? table.createTHead(), data, shown, {
      sort: (column, isAdded) => {
        keys = toggleSort(keys, column, isAdded);
        showRows();
      },
      filter: (column, text) => {
        filters.set(column, text);
        scroller.scrollTop = 0;
        showRows();
      },
      filterText: (column) => filters.get(column) ?? '',
    });
    showRows();
  };

  search.addEventListener('input', () => {
    scroller.scrollTop = 0;
    showRows();
  });
  reset.addEventListener('click', () => {
    search.value = '';
    filters.clear();
    showColumns();
    search.focus();
  });
  expand.hidden = !columns.some(({ isGroup }) => isGroup);
  expand.addEventListener('click', () => {
    areAllOpen = !areAllOpen;
    open.clear();
    expand.textContent = areAllOpen ? 'Close groups' : 'Open groups';
    showRows();
  });
  fillColumnMenu(columns, hidden, (column, isHidden) => {
    if (isHidden) hidden.add(column);
    else hidden.delete(column);
    showColumns();
  });
  globalThis.addEventListener('resize', pinIfRoom);
  showColumns();
}

/** The font of an element as a canvas takes it; the short form is empty where digits are all as wide. */
function fontOf(shown: Element): string {
  const { fontSize, fontFamily } = getComputedStyle(shown);
  return `${fontSize} ${fontFamily}`;
}

/** The texts of rows in lower case, made when rows are first searched. */
const haystacks = new WeakMap<PageRow, string>();

function haystackOf(row: PageRow): string {
  const known = haystacks.get(row);
  if (known !== undefined) return known;
  const haystack = `${row.id}\n${row.cells.map(cellText).join('\n')}`.toLowerCase();
  haystacks.set(row, haystack);
  return haystack;
}

/** The rows that every filter lets through; one that cannot be understood lets everything through. */
function filterRows(
  { columns, rows }: PageData,
  filters: ReadonlyMap<number, string>,
  searched: string,
): readonly PageRow[] {
  const active = [...filters].flatMap(([column, text]) => {
    const accepts = text === '' ? undefined : parseFilter(columns[column]?.filter ?? 'none', text);
    return accepts === undefined ? [] : [{ column, accepts }];
  });
  const isFound = searchFilter(searched);
  const isSearched = searched.trim() !== '';
  return rows.filter(
    (row) =>
      active.every(({ column, accepts }) => accepts(row.cells[column] ?? null)) &&
      (!isSearched || isFound(haystackOf(row))),
  );
}

function setWidths(table: HTMLTableElement, shown: readonly ShownColumn[]): void {
  const group = table.querySelector('colgroup');
  group?.replaceChildren(
    ...shown.map(({ width }) => {
      const column = element('col');
      column.style.width = `${width}px`;
      return column;
    }),
  );
  table.style.width = `${shown.reduce((total, { width }) => total + width, 0)}px`;
}

function tellCount(count: number, { rows: { length: total }, rowNoun }: PageData): void {
  const numbers = new Intl.NumberFormat('en');
  const noun = total === 1 ? rowNoun : `${rowNoun}s`;
  byId('count', HTMLElement).textContent =
    count === total
      ? `${numbers.format(total)} ${noun}`
      : `${numbers.format(count)} of ${numbers.format(total)} ${noun}`;
}
