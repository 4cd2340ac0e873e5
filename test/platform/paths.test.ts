import { join as joinAny } from 'node:path';
import { array, assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { join } from '../../src/platform/paths.ts';

test('paths are put together as by Node.js', () => {
  const part = array(constantFrom('/', '.', '..', '...', 'a', '.git', 'b c', 'é', '\n', ''), {
    maxLength: 6,
  }).map((pieces) => pieces.join(''));
  assert(
    property(part, array(part, { maxLength: 4 }), (first, rest) => {
      expect(join(first, ...rest)).toBe(joinAny(first, ...rest));
    }),
    { numRuns: 3000 },
  );
  assert(
    property(string(), string(), (first, second) => {
      expect(join(first, second)).toBe(joinAny(first, second));
    }),
  );
});
