import { expect, test } from 'vitest';
import { shortRunNames } from '../../src/cli/short-names.ts';

test('names are shown by their first word, unless another run has the same', () => {
  expect(shortRunNames(['kufab-losid', 'mibop-dalat', 'kufab-mibop'])).toEqual([
    'kufab-losid',
    'mibop',
    'kufab-mibop',
  ]);
  expect(shortRunNames([])).toEqual([]);
});
