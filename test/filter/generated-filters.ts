import * as fc from 'fast-check';
import { Float } from '../../src/index.ts';
import type { Value } from '../../src/index.ts';
import { microsOf } from './field-values.ts';
import type { Literal, Measure, Model, Run, Side } from './obvious-filter.ts';

const FIELDS = ['config.a', 'config."b c"', 'metric.m', 'attr.x', 'label', 'tag'] as const;

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

/** When filters are asked. */
export const NOW_MILLIS: number = new Date('2026-05-03T12:00').getTime();
const DAY_MICROS = 86_400e6;

const moments: fc.Arbitrary<Measure> = fc.constantFrom<Measure>(
  { text: 'null', value: null },
  { text: 'now', value: NOW_MILLIS * 1000 },
  { text: 'now - 1d', value: NOW_MILLIS * 1000 - DAY_MICROS },
  { text: 'now-12h', value: NOW_MILLIS * 1000 - DAY_MICROS / 2 },
  { text: 'today', value: microsOf('2026-05-03T00:00'), end: microsOf('2026-05-04T00:00') },
  { text: 'yesterday', value: microsOf('2026-05-02T00:00'), end: microsOf('2026-05-03T00:00') },
  { text: '2026-05-01', value: microsOf('2026-05-01T00:00'), end: microsOf('2026-05-02T00:00') },
  { text: 'today + 90m', value: microsOf('2026-05-03T01:30') },
  { text: '2026-05-02T12:30', value: microsOf('2026-05-02T12:30') },
  { text: '2026-05-02T12:30:00.5Z', value: Date.UTC(2026, 4, 2, 12, 30, 0, 500) * 1000 },
);
const durations: fc.Arbitrary<Measure> = fc.constantFrom<Measure>(
  { text: 'null', value: null },
  { text: '12h', value: 43_200 },
  { text: '1d12h', value: 129_600 },
  { text: '90m', value: 5400 },
  { text: '-0.5', value: -0.5 },
);
/** Moments that are meant exactly, a little beside one, or none. */
const times = fc.option(
  fc
    .tuple(moments, fc.constantFrom(0, 0, 1, -1, 43_200e6))
    .map(([{ value }, beside]) => (value === null ? undefined : value + beside)),
  { nil: undefined },
);
const patterns = fc
  .array(
    fc.constantFrom('a', 'b', '1', '.', '\\d', '\\w', '[ab]', '[^a]', '(?:a|20)', '\\\\', '😀'),
    { minLength: 1, maxLength: 3 },
  )
  .chain((pieces) =>
    fc
      .tuple(
        fc.constantFrom('', '^'),
        fc.constantFrom('', '+', '*', '?', '{2}', '|b'),
        fc.constantFrom('', '$'),
      )
      .map(([start, repeat, end]) => `${start}${pieces.join('')}${repeat}${end}`),
  );

const anyField = fc.constantFrom(...FIELDS.slice(0, 4));
const textField = fc.constantFrom('label', 'tag');
const orderings = fc.constantFrom('<', '<=', '>', '>=');
const equalities = fc.constantFrom('==', '=', '!=');
const calculated: fc.Arbitrary<Side> = fc.record({
  field: anyField,
  operator: fc.constantFrom('+', '-', '*', '/', '%'),
  number: fc.constantFrom(0, 1, 2, -3, 0.5),
});

const generated = fc.letrec<{ model: Model; leaf: Model }>((tie) => ({
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
    fc.record({
      kind: fc.constant('matches' as const),
      field: fc.oneof(anyField, textField),
      isNegated: fc.boolean(),
      pattern: patterns,
    }),
    measured(fc.constantFrom('started' as const, 'stopped' as const), moments),
    measured(fc.constant('duration' as const), durations),
    fc.record({ kind: fc.constant('search' as const), text: texts.filter((text) => text !== '') }),
  ),
}));

/** Filters of all kinds, within each other. */
export const model: fc.Arbitrary<Model> = generated.model;

function compare(
  field: fc.Arbitrary<string>,
  operator: fc.Arbitrary<string>,
  side: fc.Arbitrary<Side>,
): fc.Arbitrary<Model> {
  return fc.record({ kind: fc.constant('compare' as const), field, operator, side });
}

/** Nothing has an order with no value. */
function measured(
  field: fc.Arbitrary<'started' | 'stopped' | 'duration'>,
  measure: fc.Arbitrary<Measure>,
): fc.Arbitrary<Model> {
  const kind = fc.constant('measure' as const);
  return fc.oneof(
    fc.record({ kind, field, operator: equalities, measure }),
    fc.record({
      kind,
      field,
      operator: orderings,
      measure: measure.filter(({ value }) => value !== null),
    }),
  );
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
/** Runs with values of all types, and without. */
export const runs: fc.Arbitrary<Run> = fc.record({
  'config.a': stored,
  'config.b c': stored,
  'metric.m': stored,
  'attribute.x': stored,
  'run.operation': fc.constantFrom('train', 'test'),
  'run.status': fc.constantFrom('completed', 'error'),
  'run.started': times,
  'run.stopped': times,
  'run.label': fc.option(texts, { nil: undefined }),
  'run.own_label': fc.option(texts, { nil: undefined }),
  'run.tag': fc.option(fc.array(texts, { minLength: 1, maxLength: 3 }), { nil: undefined }),
});
