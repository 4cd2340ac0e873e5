import { Float } from '../../src/index.ts';
import type { Value } from '../../src/index.ts';

/*
 * Filters by their rules, slow and obvious: what the real ones are compared with.
 */

/** A filter as the evaluator here knows it, which has nothing in common with the one that is tested. */
export type Model =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Model[] }
  | { readonly kind: 'not'; readonly part: Model }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: string;
      readonly side: Side;
    }
  | {
      readonly kind: 'mirrored';
      readonly field: string;
      readonly operator: string;
      readonly side: Literal;
    }
  | {
      readonly kind: 'in';
      readonly field: string;
      readonly isNegated: boolean;
      readonly items: readonly Literal[];
    }
  | { readonly kind: 'contains'; readonly field: string; readonly item: Literal }
  | { readonly kind: 'present'; readonly field: string }
  | {
      readonly kind: 'matches';
      readonly field: string;
      readonly isNegated: boolean;
      readonly pattern: string;
    }
  | {
      readonly kind: 'measure';
      readonly field: 'started' | 'stopped' | 'duration';
      readonly operator: string;
      readonly measure: Measure;
    }
  | { readonly kind: 'search'; readonly text: string };

/** The right of a comparison: a literal, or a field with a number calculated to it. */
export type Side =
  Literal | { readonly field: string; readonly operator: string; readonly number: number };
export type Literal = { readonly literal: string | number | bigint | boolean | null };

/** A moment in microseconds, or a number of seconds; a day lasts until `end`. */
export type Measure = {
  readonly text: string;
  readonly value: number | null;
  readonly end?: number;
};

export type Run = Readonly<Record<string, Value | undefined>>;

const PLACES: Readonly<Record<string, string>> = {
  'config.a': 'config.a',
  'config."b c"': 'config.b c',
  'metric.m': 'metric.m',
  'attr.x': 'attribute.x',
  label: 'run.label',
  tag: 'run.tag',
};

/** A filter as a person writes it. */
export function write(filter: Model): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.map((part) => `(${write(part)})`).join(` ${filter.kind} `);
    case 'not':
      return `not (${write(filter.part)})`;
    case 'compare':
      return `${filter.field} ${filter.operator} ${writeSide(filter.side)}`;
    case 'mirrored':
      return `${writeLiteral(filter.side)} ${filter.operator} ${filter.field}`;
    case 'in':
      return `${filter.field} ${filter.isNegated ? 'not in' : 'in'} (${filter.items.map(writeLiteral).join(', ')})`;
    case 'contains':
      return `${writeLiteral(filter.item)} in ${filter.field}`;
    case 'present':
      return filter.field;
    case 'matches':
      return `${filter.field} ${filter.isNegated ? '!~' : '=~'} ${writeLiteral({ literal: filter.pattern })}`;
    case 'measure':
      return `${filter.field} ${filter.operator} ${filter.measure.text}`;
    case 'search':
      return writeLiteral({ literal: filter.text });
  }
}

function writeSide(side: Side): string {
  return 'literal' in side ? writeLiteral(side) : `${side.field} ${side.operator} ${side.number}`;
}

function writeLiteral({ literal }: Literal): string {
  if (typeof literal === 'string') return `"${literal.replace(/["\\]/g, '\\$&')}"`;
  if (typeof literal === 'number' && !Number.isFinite(literal))
    return Number.isNaN(literal) ? 'nan' : 'inf';
  return String(literal);
}

/** Whether a run matches, by the rules of `docs/filters.md`. */
export function evaluate(filter: Model, run: Run): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => evaluate(part, run));
    case 'or':
      return filter.parts.some((part) => evaluate(part, run));
    case 'not':
      return !evaluate(filter.part, run);
    case 'compare':
      return compares(fieldOf(filter.field, run), filter.operator, sideOf(filter.side, run));
    case 'mirrored':
      return compares(sideOf(filter.side, run), filter.operator, fieldOf(filter.field, run));
    case 'in': {
      const value = fieldOf(filter.field, run);
      const isIn = filter.items.some(({ literal }) => compares(value, '==', literal));
      return isIn !== filter.isNegated;
    }
    case 'contains': {
      const value = fieldOf(filter.field, run);
      const wanted = filter.item.literal as string;
      return Array.isArray(value)
        ? value.includes(wanted)
        : typeof value === 'string' && value.includes(wanted);
    }
    case 'present':
      return fieldOf(filter.field, run) !== null && fieldOf(filter.field, run) !== false;
    case 'matches': {
      const value = fieldOf(filter.field, run);
      // Letters of every script are letters here.
      const pattern = new RegExp(filter.pattern.replaceAll('\\w', '[\\p{L}\\p{N}_]'), 'u');
      const items = Array.isArray(value) ? (value as readonly Simple[]) : [value];
      const isFound = items.some((item) => typeof item === 'string' && pattern.test(item));
      return isFound !== filter.isNegated;
    }
    case 'measure': {
      const { operator, measure } = filter;
      const value = measureOf(filter.field, run);
      if (measure.end === undefined || /[<>]/.test(operator)) {
        return measureCompares(value, operator, measure.value);
      }
      const isThatDay = value !== null && value >= (measure.value ?? 0) && value < measure.end;
      return isThatDay === (operator !== '!=');
    }
    case 'search':
      return (
        filter.text === run['run.operation'] ||
        filter.text === run['run.status'] ||
        textOf(run['run.label']).includes(filter.text) ||
        textOf(run['run.own_label']).includes(filter.text)
      );
  }
}

function measureOf(field: 'started' | 'stopped' | 'duration', run: Run): number | null {
  const [started, stopped] = ['run.started', 'run.stopped'].map((name) => run[name] ?? null);
  if (field === 'started') return started as number | null;
  if (field === 'stopped') return stopped as number | null;
  return typeof started === 'number' && typeof stopped === 'number'
    ? (stopped - started) / 1e6
    : null;
}

function measureCompares(a: number | null, operator: string, b: number | null): boolean {
  if (operator === '!=') return a !== b;
  if (operator === '==' || operator === '=') return a === b;
  if (a === null || b === null) return false;
  if (operator.startsWith('<')) return a < b || (operator === '<=' && a === b);
  return a > b || (operator === '>=' && a === b);
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Null for no value; numbers that are not bigints are JavaScript's. */
type Simple = string | number | bigint | boolean | null | readonly Simple[];

function fieldOf(name: string, run: Run): Simple {
  return simplify(run[PLACES[name] ?? '']);
}

function simplify(value: Value | undefined): Simple {
  if (value === undefined || value === null) return null;
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return (value as readonly Value[]).map(simplify);
  if (typeof value === 'object') return simplify((value as Record<string, Value>)['value']);
  return value;
}

function sideOf(side: Side, run: Run): Simple {
  if ('literal' in side) return side.literal;
  const value = fieldOf(side.field, run);
  if (typeof value !== 'number' && typeof value !== 'bigint') return null;
  const [a, b] = [Number(value), side.number];
  if (side.operator === '+') return a + b;
  if (side.operator === '-') return a - b;
  if (side.operator === '*') return a * b;
  if (b === 0) return null;
  if (side.operator === '/') return a / b;
  const rest = a % b;
  return rest !== 0 && Math.sign(rest) !== Math.sign(b) ? rest + b : rest;
}

function compares(a: Simple, operator: string, b: Simple): boolean {
  if (operator === '!=') return !compares(a, '==', b);
  const isEquality = operator === '==' || operator === '=';
  if (isEquality && (a === null || b === null)) return a === b;
  if (isEquality && Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length &&
      a.every((item, index) => compares(item, '==', (b as Simple[])[index] ?? null))
    );
  }
  if (Array.isArray(a)) return (a as Simple[]).some((item) => compares(item, operator, b));
  if (Array.isArray(b)) return (b as Simple[]).some((item) => compares(a, operator, item));
  const order = orderOf(a, b);
  switch (operator) {
    case '<':
      return order === -1;
    case '<=':
      return order === -1 || order === 0;
    case '>':
      return order === 1;
    case '>=':
      return order === 1 || order === 0;
    default:
      if (Number.isNaN(a)) return Number.isNaN(b);
      return typeof a === 'string' || typeof a === 'boolean' ? a === b : order === 0;
  }
}

/** Undefined where there is no order. */
function orderOf(a: Simple, b: Simple): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return naturalOrder(a, b);
  const isNumeric = [a, b].every((value) => typeof value === 'number' || typeof value === 'bigint');
  if (!isNumeric || Number.isNaN(a) || Number.isNaN(b)) return undefined;
  const [x, y] = [exact(a as number | bigint), exact(b as number | bigint)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Sixtieths: the numbers of the tests and what is calculated of them are whole ones; infinity is more than any. */
function exact(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value * 60n;
  if (!Number.isFinite(value)) return value > 0 ? 10n ** 40n : -(10n ** 40n);
  return Number.isInteger(value) ? BigInt(value) * 60n : BigInt(Math.round(value * 60));
}

/** By pieces: whole numbers by value and before characters, characters by code point. */
function naturalOrder(a: string, b: string): number {
  const [x, y] = [pieces(a), pieces(b)];
  for (let index = 0; index < Math.min(x.length, y.length); index++) {
    const order = pieceOrder(x[index] ?? '', y[index] ?? '');
    if (order !== 0) return order;
  }
  return Math.sign(x.length - y.length);
}

function pieceOrder(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d/.test(a), /^\d/.test(b)];
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (isNumberA) return Math.sign(Number(BigInt(a) - BigInt(b)));
  return Math.sign((a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
}

function pieces(text: string): string[] {
  return text.match(/\d+|./gsu) ?? [];
}
