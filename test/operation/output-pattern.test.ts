import { expect, test } from 'vitest';

import { compileOutputPattern } from '../../src/operation/output-pattern.ts';

test.each<[string, string, string | undefined]>([
  ['<(.*)>', 'a <1\n2> b', '1\n2'],
  ['(?i)RESULT: (\\d+)', 'result: 5', '5'],
  ['(?s)x(.)', 'x\n', '\n'],
  ['(?im)^b(.)$', 'a\nBc\nd', 'c'],
  ['(?P<quote>["\'])x(?P=quote)', 'a "x"', '"'],
  ['\\A(.)', 'ab', 'a'],
  ['(.)\\Z', 'ab', 'b'],
  ['(\\\\A)', 'x\\A', '\\A'],
  ['no group', 'no group', undefined],
])('%s finds in %j the group %j', (pattern, text, group) => {
  const match = compileOutputPattern(pattern).exec(text);

  expect(match).not.toBeNull();
  expect(match?.[1]).toBe(group);
});

test.each(['(', '[a', '(?P<a>x)(?P<a>y)', '*'])('%s does not compile', (pattern) => {
  expect(() => compileOutputPattern(pattern)).toThrow(SyntaxError);
});
