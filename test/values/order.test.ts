import { describe, expect, test } from 'vitest';
import { compareCodePoints, compareNatural } from '../../src/values/order.ts';

describe('code point order', () => {
  test('characters above U+FFFF come last, as in UTF-8', () => {
    const sorted = [
      '',
      'A',
      'a',
      'a-b/z',
      'a.txt',
      'a/z',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{1f600}',
      '\u{10ffff}',
    ];
    expect(sorted.toReversed().sort(compareCodePoints)).toEqual(sorted);
    const byBytes = sorted
      .toReversed()
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(byBytes).toEqual(sorted);
    expect([...sorted].sort()).not.toEqual(sorted);
  });

  test('characters that share their first half are told apart by the second', () => {
    expect(compareCodePoints('\u{1f600}', '\u{1f601}')).toBeLessThan(0);
    expect(compareCodePoints('x\u{1f600}', 'x\u{1f600}')).toBe(0);
    expect(compareCodePoints('x', 'x\u{1f600}')).toBeLessThan(0);
  });
});

describe('natural order', () => {
  test.each([
    [
      ['file10', 'file9', 'file1'],
      ['file1', 'file9', 'file10'],
    ],
    [
      ['a2b10', 'a2b9', 'a10b1'],
      ['a2b9', 'a2b10', 'a10b1'],
    ],
    [
      ['1', '01', '001'],
      ['001', '01', '1'],
    ],
    [
      ['b', 'a10', 'a'],
      ['a', 'a10', 'b'],
    ],
    [
      ['99999999999999999999', '100000000000000000000'],
      ['99999999999999999999', '100000000000000000000'],
    ],
    [
      ['10', 'a', '9'],
      ['9', '10', 'a'],
    ],
    [
      ['epoch-2/x', 'epoch-10/x', 'epoch-2'],
      ['epoch-2', 'epoch-2/x', 'epoch-10/x'],
    ],
  ])('%j', (given, sorted) => {
    expect([...given].sort(compareNatural)).toEqual(sorted);
  });
});
