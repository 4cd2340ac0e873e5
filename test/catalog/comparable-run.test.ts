import { describe, expect, test } from 'vitest';
import { OpRef, findComparableRun } from '../../src/index.ts';
import type { ValueMap } from '../../src/index.ts';
import { parseJson } from '../../src/values/json-text.ts';
import { recordOf } from '../rig/records.ts';

describe('a comparable run', () => {
  const wanted = parseJson('{"lr": 1.0, "n": 1, "name": "x"}') as ValueMap;
  const config = '{"name": "x", "n": 1, "lr": 1.0}';
  test.each([
    ['the same', 'completed', config, '2 p op', true],
    ['one that failed', 'error', config, '2 p op', false],
    ['one that was terminated', 'terminated', config, '2 p op', false],
    ['one that was only staged', 'staged', config, '2 p op', false],
    ['another version', 'completed', config, '2 p op 1', false],
    ['another operation', 'completed', config, '2 p other', false],
    ['another project', 'completed', config, '2 q op', false],
    ['an integer for a float', 'completed', '{"lr": 1, "n": 1, "name": "x"}', '2 p op', false],
    [
      'a boolean for an integer',
      'completed',
      '{"lr": 1.0, "n": true, "name": "x"}',
      '2 p op',
      false,
    ],
    ['one value more', 'completed', '{"lr": 1.0, "n": 1, "name": "x", "y": null}', '2 p op', false],
    ['one value less', 'completed', '{"lr": 1.0, "n": 1}', '2 p op', false],
  ])('%s', (_title, status, own, opref, isComparable) => {
    const run = recordOf('abc', status, own, opref);
    const found = findComparableRun(
      [recordOf('def', 'error', config), run],
      new OpRef('p', 'op'),
      wanted,
    );
    expect(found).toBe(isComparable ? run : undefined);
  });

  test('is the first of several', () => {
    const runs = [recordOf('aaa', 'completed', config), recordOf('bbb', 'completed', config)];
    expect(findComparableRun(runs, new OpRef('p', 'op'), wanted)).toBe(runs[0]);
  });
});
