import { describe, expect, test } from 'vitest';
import { runName } from '../../src/run/proquint.ts';

test.each([
  ['0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0', 'busiv-fuhus'],
  ['00000000-0000-4000-8000-000000000000', 'babab-babab'],
  ['ffffffff-ffff-4fff-bfff-ffffffffffff', 'zuzuz-zuzuz'],
  ['c0ffee00-1234-4abc-9def-0123456789ab', 'saguz-vumab'],
  ['deadbeef-0000-4000-8000-000000000000', 'tupot-ruroz'],
  ['018f3446-6e2b-4111-9222-333333333333', 'bakaz-gidak'],
  ['60a825b1', 'kafom-fikud'],
  ['60a825b1ffff', 'kafom-fikud'],
  ['80000000', 'mabab-babab'],
  ['7f000001', 'lusab-babad'],
  ['60a82', 'babak-bopaf'],
  ['abc', 'babab-bopus'],
  ['ABC', 'babab-bopus'],
  ['aaa', 'babab-bopop'],
  ['bbb', 'babab-bovur'],
  ['ccc', 'babab-bugas'],
  ['1', 'babab-babad'],
])('the run %s is called %s', (id, name) => {
  expect(runName(id)).toBe(name);
});

describe('an id that gives no number has no name', () => {
  test.each(['gggggggg', 'zzz', '', '0x12', '1_2', ' 12', '-1', '12345-78', '1234567.'])(
    '%j',
    (id) => {
      expect(() => runName(id)).toThrow('must begin with hexadecimal digits');
    },
  );
});
