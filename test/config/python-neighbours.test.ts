import { describe, expect, test } from 'vitest';
import { ConfigTextError } from '../../src/config/config-format.ts';
import { findAssignments } from '../../src/config/python-assignments.ts';

/** A statement as it is read in a function of a file. */
const inFunction = (statement: string): string =>
  `k = 1\ndef f():\n    ${statement.replaceAll('\n', '\n    ')}\n`;

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
    ['f(a b)', 2, 5, 'This cannot stand here: b'],
    ['f(a, , b)', 2, 6, 'This cannot stand here: ,'],
    ['f(a=)', 2, 5, 'This cannot stand here: )'],
    ['x = [1, 2 3]', 2, 11, 'This cannot stand here: 3'],
    ['x = {"a" 1}', 2, 10, 'This cannot stand here: 1'],
    ['x = y z', 2, 7, 'This cannot stand here: z'],
    ['x = (1) (2) 3', 2, 13, 'This cannot stand here: 3'],
    ['x = y.', 2, 6, 'This operator has nothing behind it'],
    ['x = y not z', 2, 11, 'This cannot stand here: z'],
    ['x = y or or z', 2, 10, 'This cannot stand here: or'],
    ['x = if y', 2, 5, 'This cannot stand here: if'],
    ['x = 1 <> 2', 2, 8, 'This cannot stand here: >'],
    ['import', 2, 1, 'This operator has nothing behind it'],
    ['raise E, "text"', 2, 8, 'This cannot stand here: ,'],
    ['exec "code"', 2, 6, 'This cannot stand here: "code"'],
    ['if x print(y)', 2, 6, 'This cannot stand here: print'],
    ['while x', 2, 1, "The ':' of this line is missing"],
    ['async def g()', 2, 7, "The ':' of this line is missing"],
    ['x; for y in z', 2, 4, "The ':' of this line is missing"],
  ])('%s', (statement, line, column, message) => {
    const read = (text: string) => (): unknown => findAssignments(text);
    expect(read(`k = 1\n${statement}\n`)).toThrow(ConfigTextError);
    expect(read(`k = 1\n${statement}\n`)).toThrow(
      expect.objectContaining({ message, line, column }),
    );
    expect(read(inFunction(statement))).toThrow(
      expect.objectContaining({ message, line: line + 1, column: column + 4 }),
    );
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
  'first, = values',
  'for first, in pairs: pass',
  'def g(a, /, b, *, c: int = 1, **d) -> int: pass',
  'x = lambda *a, b=1, **c: (yield)',
  'x[:, ::2, ...] = y[1:]',
  'x = y not in z and y is not z',
  'match x:\n    case [1, *_] | {"a": b, **c} if not d:\n        pass\n    case -1:\n        pass',
  'if type not in kinds: type = match',
  'type X[T] = list[T]',
  'try: pass\nexcept* (A, B) as e: raise E from e',
  'async with a as b, c: x = [y async for y in z if await y]',
  'from .. import a as b, c',
  'print(*a, **b, end="")',
  'del x,',
  'assert x, "no"',
  'x = y if not z else -w',
  'x = yield',
  'return',
  'f"{x!r:>{width}}" "b"',
  'x = {**y, "a": 1, **{"b": 2}}',
  'if (n := 1) > 0: pass',
  'try: pass\nexcept E, F: pass',
])('%s can stand in a file', (statement) => {
  expect(() => findAssignments(`k = 1\n${statement}\n`)).not.toThrow();
  expect(() => findAssignments(inFunction(statement))).not.toThrow();
});
