import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/filter/filter-expression.ts';
import { GageError } from '../../src/index.ts';
import { readerOf } from './field-values.ts';
import { NOW_MILLIS, model, runs } from './generated-filters.ts';
import { evaluate, write } from './obvious-filter.ts';

describe('generated filters', () => {
  test('give what an evaluator written from the rules gives', () => {
    fc.assert(
      fc.property(model, runs, (filter, run) => {
        const text = write(filter);
        expect(parseFilter(text).matches(readerOf(run), { nowMillis: NOW_MILLIS }), text).toBe(
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
