import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/filter/filter-expression.ts';
import { Float, GageError } from '../../src/index.ts';
import type { Value } from '../../src/index.ts';
import { readerOf } from './field-values.ts';

/** A filter as the evaluator below knows it, which has nothing in common with the one that is tested. */
type Model =
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
  | { readonly kind: 'search'; readonly text: string };

/** The right of a comparison: a literal, or a field with a number calculated to it. */
type Side =
  Literal | { readonly field: string; readonly operator: string; readonly number: number };
type Literal = { readonly literal: string | number | bigint | boolean | null };

type Run = Readonly<Record<string, Value | undefined>>;

const FIELDS = ['config.a', 'config."b c"', 'metric.m', 'attr.x', 'label', 'tag'] as const;
const PLACES: Readonly<Record<string, string>> = {
  'config.a': 'config.a',
  'config."b c"': 'config.b c',
  'metric.m': 'metric.m',
  'attr.x': 'attribute.x',
  label: 'run.label',
  tag: 'run.tag',
};

const texts = fc.oneof(
  fc.constantFrom(
    'train',
    'completed',
    'best so far',
    'v9',
    'v10',
    'v2.1',
    `it's "q"`,
    'a\\b',
    'and',
    'status',
    '',
  ),
  fc.string({
    unit: fc.constantFrom('a', 'b', '1', '20', ' ', '"', "'", '\\', 'é', '😀', '('),
    maxLength: 5,
  }),
);
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -0.5, 1e21, 2 ** 53 + 2, Number.NaN, Number.POSITIVE_INFINITY),
);
const bigints = fc.constantFrom(2n ** 53n + 1n, -(2n ** 60n), 2n ** 53n + 2n);
const literals: fc.Arbitrary<Literal> = fc
  .oneof(texts, numbers, bigints, fc.boolean(), fc.constant(null))
  .map((literal) => ({ literal }));
const textLiterals: fc.Arbitrary<Literal> = texts.map((literal) => ({ literal }));
const orderable: fc.Arbitrary<Literal> = fc
  .oneof(texts, numbers, bigints)
  .map((literal) => ({ literal }));

const anyField = fc.constantFrom(...FIELDS.slice(0, 4));
const textField = fc.constantFrom('label', 'tag');
const orderings = fc.constantFrom('<', '<=', '>', '>=');
const equalities = fc.constantFrom('==', '=', '!=');
const calculated: fc.Arbitrary<Side> = fc.record({
  field: anyField,
  operator: fc.constantFrom('+', '-', '*', '/', '%'),
  number: fc.constantFrom(0, 1, 2, -3, 0.5),
});

const { model } = fc.letrec<{ model: Model; leaf: Model }>((tie) => ({
  model: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('model'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('model') }),
  ),
  leaf: fc.oneof(
    compare(anyField, equalities, fc.oneof(literals, calculated)),
    compare(anyField, orderings, fc.oneof(orderable, calculated)),
    compare(textField, equalities, fc.oneof(textLiterals, fc.constant({ literal: null }))),
    compare(textField, orderings, textLiterals),
    fc.record({
      kind: fc.constant('mirrored' as const),
      field: anyField,
      operator: fc.oneof(orderings, equalities),
      side: orderable,
    }),
    fc.record({
      kind: fc.constant('in' as const),
      field: anyField,
      isNegated: fc.boolean(),
      items: fc.array(literals, { maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant('in' as const),
      field: textField,
      isNegated: fc.boolean(),
      items: fc.array(textLiterals, { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('contains' as const), field: textField, item: textLiterals }),
    fc.record({ kind: fc.constant('present' as const), field: anyField }),
    fc.record({ kind: fc.constant('search' as const), text: texts.filter((text) => text !== '') }),
  ),
}));

function compare(
  field: fc.Arbitrary<string>,
  operator: fc.Arbitrary<string>,
  side: fc.Arbitrary<Side>,
): fc.Arbitrary<Model> {
  return fc.record({ kind: fc.constant('compare' as const), field, operator, side });
}

const scalars: fc.Arbitrary<Value> = fc.oneof(
  texts,
  numbers,
  bigints,
  fc.boolean(),
  fc.constant(null),
  fc.integer({ min: -3, max: 3 }).map((value) => new Float(value)),
);
const stored = fc.option(
  fc.oneof(
    { weight: 4, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
    { weight: 1, arbitrary: scalars.map((value) => ({ value, note: 'x' })) },
  ),
  { nil: undefined },
);
const runs: fc.Arbitrary<Run> = fc.record({
  'config.a': stored,
  'config.b c': stored,
  'metric.m': stored,
  'attribute.x': stored,
  'run.operation': fc.constantFrom('train', 'test'),
  'run.status': fc.constantFrom('completed', 'error'),
  'run.label': fc.option(texts, { nil: undefined }),
  'run.own_label': fc.option(texts, { nil: undefined }),
  'run.tag': fc.option(fc.array(texts, { minLength: 1, maxLength: 3 }), { nil: undefined }),
});

describe('generated filters', () => {
  test('give what an evaluator written from the rules gives', () => {
    fc.assert(
      fc.property(model, runs, (filter, run) => {
        const text = write(filter);
        expect(parseFilter(text).matches(readerOf(run), { nowMillis: 0 }), text).toBe(
          evaluate(filter, run),
        );
      }),
      { numRuns: 4000 },
    );
  });

  test('read only the fields they declare', () => {
    fc.assert(
      fc.property(model, runs, (filter, run) => {
        const parsed = parseFilter(write(filter));
        const declared = new Set(parsed.fields.map(({ of, name }) => `${of}.${name}`));
        const reader = readerOf(run);
        parsed.matches(
          {
            read(field) {
              expect(declared).toContain(`${field.of}.${field.name}`);
              return reader.read(field);
            },
          },
          { nowMillis: 0 },
        );
      }),
      { numRuns: 500 },
    );
  });

  test('any text is a filter or is refused with a column in it', () => {
    const pieces = fc.constantFrom(
      'status',
      'label',
      'config.a',
      'config."',
      'started',
      'now',
      'now-2d',
      '2026-05-01',
      '2h',
      '1',
      'x',
      'and',
      'or',
      'not',
      'in',
      'not-in',
      '==',
      '=',
      '!=',
      '<',
      '>=',
      '=~',
      '!~',
      '+',
      '-',
      '*',
      '/',
      '%',
      '(',
      ')',
      '[',
      ']',
      ',',
      '"',
      "'",
      '\\',
      ' ',
      '!',
      '~',
      '&&',
      '😀',
      '[a-',
      '(?i)',
      'null',
      'true',
      'nan',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.boolean(), (parts, isSpaced) => {
        const text = parts.join(isSpaced ? ' ' : '');
        try {
          parseFilter(text).matches(readerOf({ 'run.label': 'x', 'config.a': 1 }), {
            nowMillis: 0,
          });
        } catch (error) {
          if (!(error instanceof GageError) || error.failure.reason !== 'invalid-filter')
            throw error;
          expect(error.failure.column).toBeGreaterThanOrEqual(1);
          expect(error.failure.column).toBeLessThanOrEqual(Array.from(text).length + 1);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

function write(filter: Model): string {
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

function evaluate(filter: Model, run: Run): boolean {
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
    case 'search':
      return (
        filter.text === run['run.operation'] ||
        filter.text === run['run.status'] ||
        textOf(run['run.label']).includes(filter.text) ||
        textOf(run['run.own_label']).includes(filter.text)
      );
  }
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
