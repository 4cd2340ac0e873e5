import { cellText } from './page-data.ts';
import type { PageData } from './page-data.ts';

/** Pixels right of a number of a column, so that points are below each other. */
export type NumberPadding = (column: number, text: string) => number;

/** Columns whose numbers have more digits right of the point are not aligned: they would only be wide. */
const MOST_DIGITS = 6;

/** Finds out how the numbers of every column are aligned. @param measure the width of a text in pixels. */
export function alignNumbers(data: PageData, measure: (text: string) => number): NumberPadding {
  const digitWidth = measure('0');
  const pointWidth = measure('.');
  const mostDigits = data.columns.map(({ isNumeric }, index) =>
    isNumeric ? commonDigits(data.rows.map(({ cells }) => cellText(cells[index]))) : 0,
  );
  return (column, text) => {
    const most = mostDigits[column] ?? 0;
    const digits = fractionDigits(text);
    if (most === 0 || digits === undefined || digits >= most) return 0;
    return (most - digits) * digitWidth + (digits === 0 ? pointWidth : 0);
  };
}

/** The most digits that one of the texts has right of its point; 0 when they cannot be aligned. */
export function commonDigits(texts: readonly string[]): number {
  let most = 0;
  for (const text of texts) {
    if (text === '') continue;
    const digits = fractionDigits(text);
    if (digits === undefined) return 0;
    most = Math.max(most, digits);
  }
  return most <= MOST_DIGITS ? most : 0;
}

/** Undefined for what is no plain decimal number, such as `1e-7`. */
function fractionDigits(text: string): number | undefined {
  return /^-?\d+(?:\.(\d+))?$/.exec(text)?.[1]?.length ?? (/^-?\d+$/.test(text) ? 0 : undefined);
}
