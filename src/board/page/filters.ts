import { cellText, cellValue } from './page-data.ts';
import type { FilterKind, PageCell } from './page-data.ts';

/** Whether a cell is let through. */
export type CellFilter = (cell: PageCell) => boolean;

/**
 * What is typed into the filter of a column; undefined when it cannot be understood. Numbers:
 * conditions such as `>0.9`, `<= 3`, `!=0`, `5` and ranges such as `1..5`, several of which must all
 * be true. Texts: a part in any case, `=` for the whole text, `!` for its opposite. Sets: the value.
 */
export function parseFilter(kind: FilterKind, typed: string): CellFilter | undefined {
  const text = typed.trim();
  if (text === '' || kind === 'none') return () => true;
  switch (kind) {
    case 'number':
      return numberFilter(text);
    case 'text':
      return textFilter(text);
    case 'set':
      return (cell) => cellText(cell) === typed;
    case 'flag':
      return isSet;
  }
}

/** Whether every word is somewhere in a row's texts, in any case. */
export function searchFilter(typed: string): (haystack: string) => boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return (haystack) => words.every((word) => haystack.includes(word));
}

function textFilter(text: string): CellFilter {
  if (text.startsWith('!')) {
    const isUnwanted = textFilter(text.slice(1));
    return (cell) => !isUnwanted(cell);
  }
  const wanted = text.toLowerCase();
  if (wanted.startsWith('=')) {
    const whole = wanted.slice(1).trim();
    return (cell) => cellText(cell).toLowerCase() === whole;
  }
  return (cell) => cellText(cell).toLowerCase().includes(wanted);
}

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;

function numberFilter(text: string): CellFilter | undefined {
  const condition = new RegExp(
    String.raw`^[\s,&]*(?:(${NUMBER})\s*\.\.\s*(${NUMBER})|(>=|<=|!=|==?|>|<|≥|≤|≠)?\s*(${NUMBER}))(?=$|[\s,&<>=!≥≤≠])`,
    'i',
  );
  const conditions: ((value: number) => boolean)[] = [];
  let rest = text;
  while (rest.trim() !== '') {
    const match = condition.exec(rest);
    if (match === null) return undefined;
    const [whole, from, to, operator, operand] = match;
    conditions.push(
      from === undefined
        ? comparison(operator, Number(operand))
        : (value) => value >= Number(from) && value <= Number(to),
    );
    rest = rest.slice(whole.length);
  }
  return (cell) => {
    const value = cellValue(cell);
    return typeof value === 'number' && conditions.every((isTrue) => isTrue(value));
  };
}

function comparison(operator: string | undefined, operand: number): (value: number) => boolean {
  switch (operator) {
    case '>':
      return (value) => value > operand;
    case '<':
      return (value) => value < operand;
    case '>=':
    case '≥':
      return (value) => value >= operand;
    case '<=':
    case '≤':
      return (value) => value <= operand;
    case '!=':
    case '≠':
      return (value) => value !== operand;
    default:
      return (value) => value === operand;
  }
}

/** Empty cells, zero and false are not set. */
function isSet(cell: PageCell): boolean {
  const value = cellValue(cell);
  return value !== null && value !== 0 && value !== '' && cellText(cell) !== 'false';
}
