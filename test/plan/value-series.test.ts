import { describe, expect, test } from 'vitest';
import type { Flag } from '../../src/config/check-values.ts';
import { formatFlagValue } from '../../src/config/flag-value.ts';
import { isSeriesProblem, mayBeSeries, parseSeries } from '../../src/plan/value-series.ts';
import { seededRandom } from '../../src/values/random.ts';
import { float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

const flagOf = (value: Value, typeHint?: string): Flag => ({
  key: 'x',
  value,
  isContainer: false,
  ...(typeHint === undefined ? {} : { typeHint }),
});

const FLOAT = flagOf(0.1);
const INTEGER = flagOf(3);
const TEXT = flagOf('sgd');
const LIST = flagOf([1, 2]);
const ANYTHING = flagOf(null);

/** The values as they would be typed; undefined where a text is one value. */
function valuesOf(text: string, flag: Flag): readonly string[] | undefined {
  const series = mayBeSeries(text) ? parseSeries(text, flag) : undefined;
  if (series === undefined) return undefined;
  if (series.kind === 'drawn') return ['drawn'];
  return series.values.map(({ value }) => formatFlagValue(value));
}

describe('what means several values', () => {
  test.each<readonly [string, Flag, readonly string[] | undefined]>([
    // Choices.
    ['[0.1, 0.2]', FLOAT, ['0.1', '0.2']],
    ['[1e-4,1e-3]', FLOAT, ['0.0001', '0.001']],
    ['[1, 2.0]', INTEGER, ['1', '2.0']],
    ['[sgd, "a, b"]', TEXT, ['sgd', 'a, b']],
    ['[true, false]', flagOf(true), ['true', 'false']],
    ['[1..3, 10]', INTEGER, ['1', '2', '3', '10']],
    ['[]', FLOAT, []],
    // The type of the flag decides.
    ['[0.1, 0.2]', LIST, undefined],
    ['[0.1, 0.2]', ANYTHING, undefined],
    ['[0.1, 0.2]', flagOf(3, 'list[int] | int'), undefined],
    ['1..3', TEXT, undefined],
    ['1..3', LIST, undefined],
    ['1..3', ANYTHING, ['1', '2', '3']],
    ['1..3', flagOf(null, 'Optional[int]'), ['1', '2', '3']],
    // Said outright.
    ['each([1, 2], [3])', LIST, ['[1, 2]', '[3]']],
    ['each(a, b)', ANYTHING, ['a', 'b']],
    ['each(1..2)', TEXT, ['1', '2']],
    ['"[a, b]"', TEXT, undefined],
    ["'each(a)'", TEXT, undefined],
    // Ranges.
    ['1..1', INTEGER, ['1']],
    ['3..1', INTEGER, ['3', '2', '1']],
    ['-2..2:2', INTEGER, ['-2', '0', '2']],
    ['1..10:4', INTEGER, ['1', '5', '9']],
    ['0..1:0.25', FLOAT, ['0.0', '0.25', '0.5', '0.75', '1.0']],
    ['0..0.3:0.1', FLOAT, ['0.0', '0.1', '0.2', '0.3']],
    ['1e-3..3e-3:1e-3', FLOAT, ['0.001', '0.002', '0.003']],
    ['linear(0, 1, 5)', FLOAT, ['0.0', '0.25', '0.5', '0.75', '1.0']],
    ['linear(1, 2, 1)', FLOAT, ['1.0']],
    ['log(1e-4, 1e-1, 4)', FLOAT, ['0.0001', '0.001', '0.01', '0.1']],
    ['log(1, 10, 3)', FLOAT, ['1.0', '3.16228', '10.0']],
    ['uniform(0, 1)', FLOAT, ['drawn']],
    // One value as ever.
    ['1.5', FLOAT, undefined],
    ['a..b', TEXT, undefined],
    ['other(1)', TEXT, undefined],
    ['1...3', TEXT, undefined],
  ])('%s', (text, flag, expected) => {
    expect(valuesOf(text, flag)).toEqual(expected);
  });
});

describe('what is no series is told', () => {
  test.each([
    ['0.1..0.5', 'a range of fractions needs a step'],
    ['1..5:0', 'the step is 0'],
    ['1..5:-1', 'the step leads away from 5'],
    ['0..1:1e-9', 'at most 1000000'],
    ['[1,,2]', 'a value is missing'],
    ['linear(0, 1)', 'expected numbers: linear(from, to, count)'],
    ['linear(0, 1, 2.5)', 'has to be an integer'],
    ['log(0, 1, 3)', 'positive ends'],
    ['loguniform(0, 1)', 'positive ends'],
    ['uniform(1, 0)', 'wrong way round'],
    ['uniform(a, 1)', 'expected numbers: uniform(from, to)'],
    ['integers(0.5, 3)', 'have to be integers'],
    ['normal(0, -1)', 'deviation is negative'],
    ['choice()', 'nothing to choose from'],
  ])('%s', (text, problem) => {
    let found: unknown;
    try {
      parseSeries(text, FLOAT);
    } catch (error) {
      found = error;
    }
    expect(isSeriesProblem(found) && found.message).toContain(problem);
  });
});

describe('values drawn at random', () => {
  const drawn = (text: string, count: number, seed = 1): readonly number[] => {
    const series = parseSeries(text, FLOAT);
    if (series?.kind !== 'drawn') throw new Error('it is drawn');
    const random = seededRandom(seed, 'x');
    return Array.from({ length: count }, () => Number(series.draw(random).value));
  };
  const mean = (numbers: readonly number[]): number =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

  test('are the same for the same seed, today and later', () => {
    expect(drawn('uniform(0, 1)', 3)).toEqual(drawn('uniform(0, 1)', 3));
    expect(drawn('uniform(0, 1)', 3)).not.toEqual(drawn('uniform(0, 1)', 3, 2));
    expect(drawn('integers(1, 1000)', 5, 42)).toMatchInlineSnapshot(`
      [
        514,
        329,
        93,
        86,
        716,
      ]
    `);
  });

  test.each<readonly [string, number, number, number]>([
    ['uniform(2, 4)', 3, 2, 4],
    ['integers(1, 6)', 3.5, 1, 6],
    ['normal(5, 2)', 5, -10, 20],
    ['choice(1, 2)', 1.5, 1, 2],
  ])('%s has the mean it should', (text, expected, low, high) => {
    const numbers = drawn(text, 20_000);
    expect(mean(numbers)).toBeCloseTo(expected, 1);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(high);
  });

  test('loguniform has as many below as above the geometric middle', () => {
    const numbers = drawn('loguniform(1e-4, 1)', 20_000);
    expect(mean(numbers.map((number) => (number < 0.01 ? 1 : 0)))).toBeCloseTo(0.5, 1);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(1e-4);
  });

  test('every integer of a range comes, its ends included', () => {
    expect(new Set(drawn('integers(1, 3)', 100))).toEqual(new Set([1, 2, 3]));
  });

  test('are floats also where they have no fraction', () => {
    const series = parseSeries('uniform(3, 3)', FLOAT);
    if (series?.kind !== 'drawn') throw new Error('it is drawn');
    expect(series.draw(seededRandom(1, 'x')).value).toEqual(float(3));
  });
});
