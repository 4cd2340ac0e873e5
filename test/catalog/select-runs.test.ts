import { describe, expect, test } from 'vitest';
import { selectRuns } from '../../src/index.ts';
import type { RunRecord } from '../../src/index.ts';
import { recordOf } from '../rig/records.ts';

describe('choosing by position, slice and prefix', () => {
  const ids = ['aaaaaaaa-1', 'bbbbbbbb-2', 'bbbbcccc-3', 'dddddddd-4', 'eeeeeeee-5', '70000001-6'];
  const makeRuns = (): readonly RunRecord[] => ids.map((id) => recordOf(id));

  test.each<[specs: readonly string[], chosen: readonly number[]]>([
    [['1'], [1]],
    [['6'], [6]],
    [['2:4'], [2, 3, 4]],
    [['-2:'], [5, 6]],
    [[':-4'], [1, 2]],
    [['0:2'], [1, 2]],
    [[':'], [1, 2, 3, 4, 5, 6]],
    [['-3:-1'], [4, 5]],
    [['3:0'], []],
    [['5:99'], [5, 6]],
    [['4:2'], []],
    [
      ['6', '1', '1', '2:3'],
      [1, 2, 3, 6],
    ],
    [['bbbb'], [2, 3]],
    [['bbbbc'], [3]],
    [['labab'], [6]],
    [['labab-babad'], [6]],
    [['7'], []],
    [['7000000'], []],
    [['70000001'], [6]],
    [['-1'], []],
    [[''], []],
    [['zz'], []],
    [[], []],
  ])('%j chooses %j', (specs, chosen) => {
    const runs = makeRuns();
    expect(selectRuns(runs, specs).runs.map((run) => runs.indexOf(run) + 1)).toEqual(chosen);
  });

  test('what matches nothing and what matches several is told', () => {
    const { unmatched, ambiguous } = selectRuns(makeRuns(), ['1', 'zz', '4:2', 'bbbb', 'aaaa']);
    expect(unmatched).toEqual(['zz', '4:2']);
    expect(ambiguous.map(({ spec, candidates }) => [spec, candidates.length])).toEqual([
      ['bbbb', 2],
    ]);
  });

  test('a whole id is not ambiguous, even where longer ones begin with it', () => {
    const nested = ['abc', 'abcd'].map((id) => recordOf(id));
    const { runs: chosen, ambiguous } = selectRuns(nested, ['abc']);
    expect({ ids: chosen.map(({ id }) => id), ambiguous }).toEqual({ ids: ['abc'], ambiguous: [] });
  });
});
