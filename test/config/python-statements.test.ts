import { describe, expect, test } from 'vitest';
import { ConfigTextError } from '../../src/config/config-format.ts';
import { findAssignments } from '../../src/config/python-assignments.ts';

describe('statements that cannot be ones', () => {
  test.each([
    ['x = = 1', 2, 5, 'This cannot stand here: ='],
    ['k = 1 2', 2, 7, 'This cannot stand here: 2'],
    ['x = 1 "a"', 2, 7, 'This cannot stand here: "a"'],
    ['x = "a" 1', 2, 9, 'This cannot stand here: 1'],
    ['x = 1 +', 2, 7, 'This operator has nothing behind it'],
    ['a; x = ', 2, 6, 'This operator has nothing behind it'],
    ['print "a"', 2, 7, 'This cannot stand here: "a"'],
    ['return = 5', 2, 8, 'This cannot stand here: ='],
    ['<<<<<<< HEAD', 2, 1, 'This cannot stand here: <<'],
    ['=======', 2, 1, 'This cannot stand here: =='],
    ['>>>>>>> branch', 2, 1, 'This cannot stand here: >>'],
    ['= 5', 2, 1, 'This cannot stand here: ='],
  ])('%s', (statement, line, column, message) => {
    const read = (): unknown => findAssignments(`k = 1\n${statement}\n`);
    expect(read).toThrow(ConfigTextError);
    expect(read).toThrow(expect.objectContaining({ message, line, column }));
  });

  test('are not looked for in notebooks, which have lines of their own', () => {
    expect(findAssignments('k = 1\nprint "a"\n', 'notebook')).toHaveLength(1);
  });
});

test.each([
  'from x import *',
  'x: int | None = 1',
  'x = y = 1',
  '*a, b = 1, 2',
  '...',
  'x = ...',
  'x = 1if y else 2',
  'x = y if z else "a"',
  'x = "a" "b" f"c"',
  'x = "a" if y else 1',
  'x = not 1',
  'x = lambda y=1: "a"',
  'x = [1, 2] if 0 else 3',
  'assert "a" in "ab", "no"',
  'raise E from None',
  'del x',
  'x = a @ b',
  '@decorated',
  'x = y.z',
  'print("a", file=f)',
  'x = -1',
  'x = yield 1',
  'type X = "a"',
  'match = "a"',
  '"""text"""; x = 1',
])('%s can stand in a file', (statement) => {
  expect(() => findAssignments(`k = 1\n${statement}\n`)).not.toThrow();
});
