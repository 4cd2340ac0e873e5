import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
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
    ['x = 1 +', 2, 7, 'Something is missing behind this'],
    ['a; x = ', 2, 6, 'Something is missing behind this'],
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
    ['x = y.', 2, 6, 'Something is missing behind this'],
    ['x = y not z', 2, 11, 'This cannot stand here: z'],
    ['x = y or or z', 2, 10, 'This cannot stand here: or'],
    ['x = if y', 2, 5, 'This cannot stand here: if'],
    ['x = 1 <> 2', 2, 8, 'This cannot stand here: >'],
    ['import', 2, 1, 'Something is missing behind this'],
    ['raise E, "text"', 2, 8, 'This cannot stand here: ,'],
    ['exec "code"', 2, 6, 'This cannot stand here: "code"'],
    ['if x print(y)', 2, 6, 'This cannot stand here: print'],
    ['while x', 2, 1, "The ':' of this line is missing"],
    ['async def g()', 2, 7, "The ':' of this line is missing"],
    ['x; for y in z', 2, 4, 'This cannot stand here: for'],
    ['x = ', 2, 3, 'Something is missing behind this'],
    ['f(a=1, b)', 2, 8, 'This argument needs a name, as one before it has one'],
    ['f(x for x in y, 1)', 2, 3, 'This needs parentheses among several arguments'],
    ['def g(a=1, b): pass', 2, 12, 'This parameter needs a default, as one before it has one'],
    ['def g(*): pass', 2, 7, 'A parameter is missing behind this'],
    ['1 = x', 2, 3, 'This cannot stand here: ='],
    ['x + 1 += 2', 2, 7, 'This cannot stand here: +='],
    ['x, y: int = 1', 2, 1, 'This cannot be several values'],
    ['for f() in x: pass', 2, 5, 'Nothing can be assigned to this'],
    ['del f()', 2, 5, 'This cannot be deleted'],
    ['"a" b"b"', 2, 5, 'Bytes cannot be side by side with text'],
    ['b"é"', 2, 3, 'Bytes have only ASCII characters'],
    [
      String.raw`x = "C:\Users"`,
      2,
      8,
      String.raw`\U begins an escape here; a backslash itself is written \\`,
    ],
    ['f"{a b}"', 2, 4, 'This field of a string has no expression: {a b}'],
    ['f"a {} b"', 2, 6, 'This field of a string has no expression: {}'],
    ['f"{x:{y +}}"', 2, 7, 'This field of a string has no expression: {y +}'],
    ['f\'{f"{1 1}"}\'', 2, 4, 'This field of a string has no expression: {f"{1 1}"}'],
    ['else: pass', 2, 1, 'This cannot stand here: else'],
    ['if x: pass\nexcept: pass', 3, 1, 'This cannot stand here: except'],
    ['try: pass\nx', 3, 1, "The 'except' or 'finally' of a 'try' is missing before this"],
    ['@a\nx = 1', 3, 1, "The 'def' or 'class' of a decorator is missing before this"],
    ['match x:\n    y', 3, 5, 'This cannot stand here: y'],
    ['if x: if y: pass', 2, 7, 'This cannot stand here: if'],
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

  test('are found in notebooks, too, besides the lines that IPython understands', () => {
    expect(() => findAssignments('k = 1\nprint "a"\n', 'notebook')).toThrow(ConfigTextError);
    const lines = ['%matplotlib inline', '!ls *', 'k?', 'files = !ls', '/f 1', 'if k:', '  !ls'];
    expect(findAssignments(`${lines.join('\n')}\nk = 1\n`, 'notebook')).toHaveLength(1);
  });

  test('are found at the end of a text', () => {
    expect(() => findAssignments('k = 1\ntry:\n    pass\n')).toThrow("'except' or 'finally'");
    expect(() => findAssignments('k = 1\n@a\n')).toThrow("'def' or 'class'");
  });

  test('do not need a deep call stack', () => {
    const deep = 100_000;
    expect(findAssignments(`k = ${'not '.repeat(deep)}x`)).toEqual([]);
    expect(findAssignments(`k = ${'lambda: '.repeat(deep)}x`)).toEqual([]);
    expect(findAssignments(`k = ${'1 if x else '.repeat(deep)}x`)).toEqual([]);
    expect(findAssignments(`k = ${'- '.repeat(deep)}x${'.x'.repeat(deep)}`)).toEqual([]);
    expect(() => findAssignments(`k = ${'lambda x='.repeat(deep)}x`)).toThrow('Too many functions');
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
  '@decorated\nasync def g(): pass',
  '@a\n@b.c(1)\nclass A(B, metaclass=C): pass',
  'def g[T: int = int, *Ts, **P](a: T, /, *b: *Ts, c=1, **d: P.kwargs) -> T: pass',
  'with (a as b, c.d as e[0],): pass',
  'with (a, b): pass',
  'with (yield): pass',
  'try: pass\nexcept A: pass\nelse: pass\nfinally: pass',
  'for x in y: pass\nelse: pass',
  'x = match[0] if match else case(type)',
  'match(x)',
  'match, case = type',
  'match x, *y:\n    case A.B | C(d, e=[f, *g]) as h, "a" "b", -1 + 2j, {1: x, **rest}: pass\n    case _: pass',
  'a = b, *c = d = yield',
  'a[1:2, ::3, *b] += 1, 2',
  '(a): int = 1',
  'a.b: int',
  'x = {*a, *b} or {c: d for c, d in e if f if g} or {h for h in i}',
  'x = [y := 1, *z]',
  'x = (i async for i in j for k in i)',
  'f(x for x in y)',
  'f(a, *b, c=1, *d, **e, f=2,)',
  'return (yield from x), *y',
  String.raw`"\x41\u0041\U00010000\N{DASH}\q\400" r"\U" f"\N{DASH}{x}"`,
  String.raw`b"\x41\u\U\N"`,
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
  'f"{x=} {x = !r:>{w=}} {a != b} {a == b} {yield} {*a, b} {(lambda: 1)()} {{no}} {x,}"',
  'f"{f\'{a["b"]}\'} {d["e"]:{f}{g}} {x if y else z}" f\'{x:%H:%M}\'',
  "f'''{\n  a\n  + b  # c\n}'''",
  'x = {**y, "a": 1, **{"b": 2}}',
  'if (n := 1) > 0: pass',
  'try: pass\nexcept E, F: pass',
])('%s can stand in a file', (statement) => {
  expect(() => findAssignments(`k = 1\n${statement}\n`)).not.toThrow();
  expect(() => findAssignments(inFunction(statement))).not.toThrow();
});

/**
 * Prints, as JSON lines, texts and whether CPython can parse them: files of its standard library with a
 * token removed, doubled, replaced, or swapped with the next one, and short rows of tokens. They are the same
 * each time.
 */
const REFERENCE = String.raw`
import ast, io, itertools, json, os, sysconfig, tokenize, warnings
warnings.simplefilter('ignore')
state = 1
def pick(items):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return items[(state >> 33) % len(items)]

def tell(text):
    try: ast.parse(text); good = True
    except (SyntaxError, ValueError): good = False
    print(json.dumps([text, good]))

root = sysconfig.get_paths()['stdlib']
names = sorted(f for f in os.listdir(root) if f.endswith('.py') and os.path.getsize(os.path.join(root, f)) < 5000)
for name in names:
    with open(os.path.join(root, name), encoding='utf-8') as file: text = file.read()
    kinds = (tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.OP)
    starts = [0, *itertools.accumulate(len(line) for line in io.StringIO(text))]
    tokens = [(starts[t.start[0] - 1] + t.start[1], starts[t.end[0] - 1] + t.end[1])
              for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type in kinds]
    for _ in range(8 if len(tokens) > 3 else 0):
        at = pick(range(len(tokens) - 1))
        (a, b), (c, d), (e, f) = tokens[at], tokens[at + 1], pick(tokens)
        tell(text[:a] + pick(['', text[a:b] * 2, text[a:b] + ' ' + text[a:b], text[e:f], text[c:d] + text[b:c] + text[a:b]])
             + text[d if state % 5 == 0 else b:])

WORDS = ('x y f 1 "a" f"c" ( ) [ ] { } , : ; = == := + - * ** @ ~ . ... -> += not and or is in if else for async '
         'await lambda yield from import as def class with while try except finally return raise del assert None').split()
STARTS = ['', '', 'x = ', 'f(', 'def f(', 'for x in ', 'match x:\n  case ', 'lambda ', 'x[', '{', '[', 'with ', 'class A(',
          'try: pass\nexcept ', 'del ', 'from x import ', 'async def f(): ']
ENDS = ['', '', ')', ']', '}', ':\n  pass', ': pass', '):\n  pass']
for _ in range(6000):
    tell(pick(STARTS) + ' '.join(pick(WORDS) for _ in range(pick([1, 1, 1, 2, 3, 4]))) + pick(ENDS) + '\n')
`;

const isNewPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;

test.skipIf(!isNewPython)(
  'what is Python is the same for CPython',
  { timeout: 120_000 },
  async () => {
    const { stdout } = await promisify(execFile)('python3', ['-c', REFERENCE], {
      maxBuffer: 1 << 28,
    });
    const counts = { good: 0, bad: 0 };
    const differing: string[] = [];
    for (const line of stdout.trimEnd().split('\n')) {
      const [text, isGood] = JSON.parse(line) as [string, boolean];
      if (isPython(text) !== isGood) differing.push(text);
      counts[isGood ? 'good' : 'bad']++;
    }
    expect(differing).toEqual([]);
    expect(counts.good).toBeGreaterThan(100);
    expect(counts.bad).toBeGreaterThan(1000);
  },
);

function isPython(text: string): boolean {
  try {
    findAssignments(text);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    return false;
  }
}
