import type { FilterBounds } from './filter-comparisons.ts';
import { NO_BOUNDS, boundsOf, compileExpression, searchFor } from './filter-conditions.ts';
import { findField, looksLikeField } from './filter-fields.ts';
import type { FieldReader, FilterField } from './filter-fields.ts';
import type { Condition } from './filter-operand.ts';
import { reject } from './filter-problem.ts';
import { isReservedWord, parseFilterSyntax } from './filter-syntax.ts';
import { tokenizeFilter } from './filter-tokens.ts';
import type { FilterToken } from './filter-tokens.ts';

/** An expression that chooses runs, ready to be asked about any number of them. */
export interface Filter {
  /** The fields it reads, each once. */
  readonly fields: readonly FilterField[];
  /** Runs for which one of these does not hold do not match: few values tell that of most. */
  readonly bounds: FilterBounds;
  matches(reader: FieldReader, at: FilterMoment): boolean;
}

/** When a filter is asked: what `now` and `today` mean in it. */
export interface FilterMoment {
  /** Milliseconds since the epoch. */
  readonly nowMillis: number;
}

/** Longer expressions are refused; it is more than a command line can have in one argument. */
const MAX_LENGTH = 200_000;

/**
 * Reads an expression of the language in docs/filters.md; an empty one matches every run. Fails with
 * `invalid-filter`.
 */
export function parseFilter(expression: string): Filter {
  const fields = new Map<string, FilterField>();
  const { condition, bounds } = expression === '' ? EVERY_RUN : compile(expression, fields);
  return {
    fields: [...fields.values()],
    bounds,
    matches: (reader, { nowMillis }) => condition(reader, nowMillis * MICROS_PER_MILLI),
  };
}

const MICROS_PER_MILLI = 1000;

interface Compiled {
  readonly condition: Condition;
  readonly bounds: FilterBounds;
}

const EVERY_RUN: Compiled = { condition: () => true, bounds: NO_BOUNDS };

function compile(expression: string, fields: Map<string, FilterField>): Compiled {
  checkText(expression);
  const compilation = {
    expression,
    use(field: FilterField): void {
      fields.set(`${field.of}.${field.name}`, field);
    },
  };
  const tokens = tokenizeFilter(expression);
  if (isPhrase(tokens)) {
    return { condition: searchFor(expression.trim(), compilation), bounds: NO_BOUNDS };
  }
  const node = parseFilterSyntax(expression, tokens);
  const condition = compileExpression(node, compilation);
  return { condition, bounds: boundsOf(node, compilation) };
}

function checkText(expression: string): void {
  if (expression.length > MAX_LENGTH) {
    const digits = MAX_LENGTH.toLocaleString('en');
    reject(expression, 0, `it is longer than ${digits} characters`);
  }
  if (expression.trim() === '') reject(expression, 0, 'it is blank');
  const lineBreak = expression.trim().search(/[\n\r]/);
  if (lineBreak >= 0) {
    const offset = expression.length - expression.trimStart().length + lineBreak;
    reject(expression, offset, 'it has more than one line');
  }
}

/**
 * Whether an expression is several words and nothing else, such as `best so far`: part of a label.
 * One that begins with the name of a field is rather a comparison without its operator.
 */
function isPhrase(tokens: readonly FilterToken[]): boolean {
  const words = tokens.slice(0, -1);
  const [first] = words;
  return (
    words.length > 1 &&
    first !== undefined &&
    findField(first.text) === undefined &&
    !looksLikeField(first.text) &&
    words.every(({ kind }) => kind !== 'symbol' && kind !== 'text' && kind !== 'path') &&
    !words.some(isReservedWord)
  );
}
