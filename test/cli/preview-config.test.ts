import { expect, test } from 'vitest';
import { configRows } from '../../src/cli/preview-config.ts';

test('tells where values are from, and which of their files a run does not get', () => {
  const setting = { value: 2, defaultValue: 1 };
  const place = (file: string, key: string, isCopied: boolean) => ({ file, key, isCopied });
  const rows = configRows([
    { ...setting, key: 'c', origin: 'flag', places: [place('c.py', 'c', true)] },
    { ...setting, key: 'b', origin: 'batch', places: [place('b.py', 'bb', false)] },
    { ...setting, key: 'a', origin: 'file', places: [place('a.py', 'a', false)] },
    {
      ...setting,
      key: 'd',
      origin: 'file',
      places: [place('a.py', 'd', false), place('d.py', 'x', true)],
    },
  ]);
  expect(rows.map(([key, , from]) => [key, from])).toEqual([
    ['a', 'a.py (not copied)'],
    ['b', 'batch, default 1 of b.py#bb (not copied)'],
    ['c', 'flag, default 1'],
    ['d', 'a.py, d.py#x'],
  ]);
});
