import { byId, element } from './dom.ts';
import type { PageColumn } from './page-data.ts';

/** Fills the menu of columns: a box for each, which hides and shows it. */
export function fillColumnMenu(
  columns: readonly PageColumn[],
  hidden: ReadonlySet<number>,
  setHidden: (column: number, isHidden: boolean) => void,
): void {
  const menu = byId('columns', HTMLDetailsElement);
  const list = byId('column-list', HTMLElement);
  list.replaceChildren(
    ...columns.map(({ heading }, index) => {
      const box = element('input', { type: 'checkbox', checked: !hidden.has(index) });
      box.addEventListener('change', () => {
        setHidden(index, !box.checked);
      });
      return element('label', {}, [box, heading === '' ? '(no heading)' : heading]);
    }),
  );
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
}
