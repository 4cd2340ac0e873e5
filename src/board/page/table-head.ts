import { GROUP_COLUMN, pinCell } from './column-layout.ts';
import type { ShownColumn } from './column-layout.ts';
import { element } from './dom.ts';
import { parseFilter } from './filters.ts';
import type { SortKey } from './ordering.ts';
import { cellText, cellValue } from './page-data.ts';
import type { PageColumn, PageData } from './page-data.ts';

/** What the head of the table tells and asks of the page. */
export interface HeadActions {
  readonly sort: (column: number, isAdded: boolean) => void;
  readonly filter: (column: number, text: string) => void;
  readonly filterText: (column: number) => string;
}

/** The head of the table: headings that sort, and filters. */
export interface TableHead {
  /** Marks the columns that rows are sorted by. */
  readonly markSorted: (keys: readonly SortKey[]) => void;
}

/** Makes the head of the table anew for the columns that are shown. */
export function renderHead(
  head: HTMLTableSectionElement,
  data: PageData,
  shown: readonly ShownColumn[],
  actions: HeadActions,
): TableHead {
  const headings = new Map<number, HTMLTableCellElement>();
  const headingRow = element('tr', { className: 'headings' });
  const filterRow = element('tr', { className: 'filters' });
  for (const placed of shown) {
    const column = data.columns[placed.index];
    const heading = element('th', { scope: 'col' });
    const filter = element('td');
    if (placed.index === GROUP_COLUMN) {
      heading.append(element('span', { className: 'heading', textContent: data.groupHeading }));
    } else if (column !== undefined) {
      heading.append(...headingContent(column, placed.index, actions));
      const control = filterControl(data, column, placed.index, actions);
      if (control !== undefined) filter.append(control);
      headings.set(placed.index, heading);
    }
    heading.classList.toggle('number', column?.isNumeric ?? false);
    for (const cell of [heading, filter]) pinCell(cell, placed);
    headingRow.append(heading);
    filterRow.append(filter);
  }
  head.replaceChildren(headingRow, filterRow);
  return { markSorted: (keys) => markSorted(headings, keys) };
}

function headingContent(
  column: PageColumn,
  index: number,
  { sort }: HeadActions,
): readonly HTMLElement[] {
  const button = element('button', { type: 'button', className: 'heading' }, [
    element('span', { className: 'name', textContent: column.heading }),
    element('span', { className: 'mark', ariaHidden: 'true' }),
  ]);
  button.title = [column.heading, column.description]
    .filter((text) => text !== undefined && text !== '')
    .join('\n');
  button.addEventListener('click', (event) => {
    sort(index, event.shiftKey);
  });
  const links = (column.links ?? []).map(({ href, label }) =>
    element('a', {
      href,
      target: '_blank',
      rel: 'noopener noreferrer',
      title: href,
      textContent: label,
    }),
  );
  return links.length === 0 ? [button] : [button, element('div', { className: 'links' }, links)];
}

function markSorted(
  headings: ReadonlyMap<number, HTMLTableCellElement>,
  keys: readonly SortKey[],
): void {
  for (const [index, heading] of headings) {
    const place = keys.findIndex((key) => key.column === index);
    const key = keys[place];
    const mark = heading.querySelector('.mark');
    if (key === undefined) heading.removeAttribute('aria-sort');
    else heading.ariaSort = key.direction === 'asc' ? 'ascending' : 'descending';
    if (mark === null) continue;
    const arrow = key?.direction === 'asc' ? '▲' : '▼';
    const order = keys.length > 1 ? String(place + 1) : '';
    mark.textContent = key === undefined ? '' : arrow + order;
  }
}

const NUMBER_HELP = 'Conditions: >0.9   <=3   !=0   1..5   >0 <1';
const TEXT_HELP = 'A part of the text; =text for all of it, !text for its opposite';

function filterControl(
  data: PageData,
  column: PageColumn,
  index: number,
  actions: HeadActions,
): HTMLElement | undefined {
  const label = `Filter ${column.heading}`;
  switch (column.filter) {
    case 'none':
      return undefined;
    case 'set':
      return setControl(data, index, label, actions);
    case 'flag':
      return flagControl(column, index, label, actions);
    case 'number':
    case 'text':
      return typedControl(column, index, label, actions);
  }
}

function typedControl(
  { filter }: PageColumn,
  index: number,
  label: string,
  actions: HeadActions,
): HTMLElement {
  const input = element('input', {
    type: 'search',
    ariaLabel: label,
    placeholder: filter === 'number' ? '>0.5' : 'filter',
    title: filter === 'number' ? NUMBER_HELP : TEXT_HELP,
    value: actions.filterText(index),
    spellcheck: false,
    autocomplete: 'off',
  });
  const check = (): void => {
    input.ariaInvalid = String(parseFilter(filter, input.value) === undefined);
  };
  check();
  input.addEventListener('input', () => {
    check();
    actions.filter(index, input.value);
  });
  return input;
}

function setControl(
  { rows }: PageData,
  index: number,
  label: string,
  actions: HeadActions,
): HTMLElement {
  const values = new Map<string, string>();
  for (const { cells } of rows) {
    const cell = cells[index];
    if (cellValue(cell) !== null) values.set(cellText(cell), String(cellValue(cell)));
  }
  const sorted = [...values].sort(([, a], [, b]) => a.localeCompare(b, 'en', { numeric: true }));
  const select = element('select', { ariaLabel: label }, [
    element('option', { value: '', textContent: 'all' }),
    ...sorted.map(([text]) => element('option', { value: text, textContent: text })),
  ]);
  select.value = actions.filterText(index);
  select.addEventListener('change', () => {
    actions.filter(index, select.value);
  });
  return select;
}

function flagControl(
  { flagLabel }: PageColumn,
  index: number,
  label: string,
  actions: HeadActions,
): HTMLElement {
  const box = element('input', {
    type: 'checkbox',
    ariaLabel: label,
    checked: actions.filterText(index) !== '',
  });
  box.addEventListener('change', () => {
    actions.filter(index, box.checked ? 'set' : '');
  });
  return element('label', { className: 'flag' }, [box, flagLabel ?? 'only these']);
}
