import { describe, expect, test } from 'vitest';
import { parseListFields } from '../../src/catalog/list-field.ts';
import { parseSortKeys, sortRuns } from '../../src/catalog/sort-runs.ts';
import { toNumber } from '../../src/values/value.ts';
import { recordOf } from '../rig/records.ts';

/** Sorts runs that have these values of `x`; the values in their new order, `-` for none. */
function sorted(values: readonly string[], keys = 'config.x'): string {
  const runs = values.map((value, index) => ({
    position: index + 1,
    run: recordOf(`0000000${index}`, 'completed', value === '-' ? '{}' : `{"x": ${value}}`),
  }));
  const order = sortRuns(runs, parseSortKeys(keys), 0).map(({ position }) => position);
  return order.map((position) => values[position - 1]).join(' ');
}

describe('sorting runs', () => {
  test.each([
    ['numbers by value', ['10', '9', '1e1', '-1', '0.5'], '-1 0.5 9 10 1e1'],
    [
      'large integers exactly',
      ['9007199254740993', '9007199254740992'],
      '9007199254740992 9007199254740993',
    ],
    ['texts with the numbers in them by value', ['"v10"', '"v9"', '"a"'], '"a" "v9" "v10"'],
    [
      'numbers before texts before truth values before lists',
      ['[1]', 'true', '"a"', '1', 'false'],
      '1 "a" false true [1]',
    ],
    ['lists by their items', ['[2,1]', '[10]', '[2]'], '[2] [2,1] [10]'],
    ['what is missing last', ['-', '1', 'null', 'NaN', '0'], '0 1 - null NaN'],
  ])('%s', (_, values, expected) => {
    expect(sorted(values)).toBe(expected);
  });

  test('the greatest first after a dash, what is missing last all the same', () => {
    expect(sorted(['1', '-', '3', 'NaN', '2'], '-config.x')).toBe('3 2 1 - NaN');
  });

  test('equal runs stay in their order, and the next key decides first', () => {
    expect(sorted(['2', '1', '2', '1'], 'operation')).toBe('2 1 2 1');
    expect(sorted(['2', '1', '3'], 'operation, -config.x')).toBe('3 2 1');
    expect(sorted(['2', '1', '3'], '-index')).toBe('3 1 2');
    expect(sorted(['2', '1'], '')).toBe('2 1');
  });

  test('metrics with remarks are their values', () => {
    const runs = [5, 3].map((value, index) => {
      const run = recordOf(`0000000${index}`);
      return {
        position: index + 1,
        run: { ...run, summary: { metrics: { m: { value, label: 'n' } } } },
      };
    });
    const order = sortRuns(runs, parseSortKeys('metric.m'), 0);
    expect(order.map((listed) => listed.position)).toEqual([2, 1]);
  });
});

describe('the fields of a list', () => {
  test.each([
    ['name, config.x', ['name', 'config.x']],
    ['config."a, b",id', ['config."a, b"', 'id']],
    ['', []],
    [',name,', ['name']],
  ])('%j names %j', (text, names) => {
    expect(parseListFields(text).map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['nam', "There is no field 'nam'\n\nDid you mean 'name'?"],
    ['metrics.loss', "There is no field 'metrics.loss'\n\nDid you mean 'metric.loss'?"],
    [
      'loss',
      "There is no field 'loss'\n\nValues of a run are written 'config.loss', 'metric.loss' or 'attr.loss'.",
    ],
  ])('%j is none, and what may be meant is said', (text, message) => {
    expect(() => parseListFields(text)).toThrow(message);
  });

  test('quotes are no part of a name', () => {
    const run = recordOf('a', 'completed', '{"a, b": 1.0}');
    const [field] = parseListFields('config."a, b"');
    expect(toNumber(field?.read({ position: 1, run }, 0))).toBe(1);
  });
});
