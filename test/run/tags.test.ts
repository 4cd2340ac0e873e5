import { describe, expect, test } from 'vitest';
import { changeTags, readTags } from '../../src/run/tags.ts';
import { readUserAttributes, setUserAttributes } from '../../src/run/user-attributes.ts';
import { initRun } from '../rig/runs.ts';

describe('tags', () => {
  test('are added and removed; what changes nothing is not told', () => {
    const { run } = initRun({});
    expect(changeTags(run, 'ann', { add: ['b', 'a', 'a'] })).toEqual({
      added: ['b', 'a'],
      removed: [],
    });
    expect(readTags(run)).toEqual(['a', 'b']);
    const change = { add: ['a', 'c'], remove: ['b', 'x', 'c'] };
    expect(changeTags(run, 'bob', change)).toEqual({ added: [], removed: ['b'] });
    expect(readTags(run)).toEqual(['a']);
  });

  test('leave other attributes alone', () => {
    const { run } = initRun({});
    setUserAttributes(run, { author: 'ann', set: { label: 'best', 'tag:old': true } });
    changeTags(run, 'ann', { remove: ['old', 'label'] });
    expect(readUserAttributes(run)).toEqual({ label: 'best' });
  });

  test.each([' ', '', 'two\nlines'])('%j is none', (tag) => {
    const { run } = initRun({});
    const change = () => changeTags(run, 'ann', { add: ['good', tag] });
    expect(change).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ reason: 'invalid-argument' }) }),
    );
    expect(readTags(run)).toEqual([]);
  });
});
