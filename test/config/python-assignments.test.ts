import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

import { findAssignments } from '../../src/config/python-assignments.ts';
import type { PythonLiteral } from '../../src/config/python-literals.ts';
import { isFloat, isInteger } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

/**
 * Prints one JSON line for each file of the standard library that CPython can parse: its path and the
 * module-level assignments of literals to names, as `[name, path, tag, value, start, end]` for each
 * value at any depth. Offsets are UTF-16 units of the text as stored, without parentheses around a value.
 */
const REFERENCE = String.raw`
import ast, gc, json, math, os, re, sys, sysconfig, warnings
gc.disable()  # A third faster.
warnings.simplefilter('ignore')
sys.setrecursionlimit(10000)

def utf16(text):
    return len(text.encode('utf-16-le', 'surrogatepass')) // 2

def number(value, node):
    if type(value) is int: return ['int', str(value)]
    return ['float', 'nan' if math.isnan(value) else 'inf' if value == math.inf else '-inf' if value == -math.inf else value.hex()]

def scalar(node):
    """The tagged value of a literal that is no list or dictionary, or None."""
    if isinstance(node, ast.Constant):
        value = node.value
        if value is None: return ['none', '']
        if isinstance(value, bool): return ['bool', str(value)]
        if isinstance(value, str):
            return None if any('\ud800' <= c <= '\udfff' for c in value) else ['str', value]
        return number(value, node) if isinstance(value, (int, float)) else None
    special = special_float(node)
    if special is not None: return number(special, node)
    if isinstance(node, ast.UnaryOp):
        value = computed(node)
        return None if value is None else number(value, node)

def special_float(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == 'float'): return None
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.Constant): return None
    text = node.args[0].value
    return float(text) if isinstance(text, str) and re.fullmatch('[-+]?(inf|infinity|nan)', text, re.I) else None

def computed(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)): return node.value
    if special_float(node) is not None: return special_float(node)
    if not isinstance(node, ast.UnaryOp): return None
    value = computed(node.operand)
    if value is None: return None
    if isinstance(node.op, ast.UAdd): return +value
    if isinstance(node.op, ast.USub): return -value
    if isinstance(node.op, ast.Invert) and not isinstance(value, float): return ~value

class File:
    def __init__(self, text):
        self.text = text
        self.starts = []

    def index_lines(self):
        text = self.text
        self.lines = re.findall(r'[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$', text)
        self.starts = [1 if text.startswith('\ufeff') else 0]
        self.lines[:1] = [line.lstrip('\ufeff') for line in self.lines[:1]]
        for line in self.lines: self.starts.append(self.starts[-1] + utf16(line))

    def offset(self, line, column):
        if not self.starts: self.index_lines()
        return self.starts[line - 1] + utf16(self.lines[line - 1].encode('utf-8')[:column].decode('utf-8'))

    def place(self, node):
        return [self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)]

    def has_named_escape(self, node):
        source = ast.get_source_segment(self.text, node) if '\\N' in self.text else ''
        return '\\N{' in (source or '')

    def parts(self, node, path):
        """The entries of a value, and whether all of it is literal."""
        if isinstance(node, ast.List):
            found, complete = [], True
            for index, item in enumerate(node.elts):
                entries, whole = self.parts(item, path + [str(index)])
                found += entries
                complete = complete and whole
            return ([[path, 'list', '', *self.place(node)]] if complete else []) + found, complete
        if isinstance(node, ast.Dict):
            by_key, complete = {}, True
            for key, item in zip(node.keys, node.values):
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or scalar(key) is None or self.has_named_escape(key):
                    complete = False
                    continue
                by_key.pop(key.value, None)
                entries, whole = self.parts(item, path + [key.value])
                complete = complete and whole
                by_key[key.value] = entries
            found = [entry for entries in by_key.values() for entry in entries]
            return ([[path, 'dict', '', *self.place(node)]] if complete else []) + found, complete
        value = scalar(node)
        if value is None or (value[0] == 'str' and self.has_named_escape(node)): return [], False
        return [[path, *value, *self.place(node)]], True

    def assignments(self, tree):
        for node in tree.body:
            if isinstance(node, ast.Assign): targets = node.targets
            elif isinstance(node, ast.AnnAssign) and node.value is not None: targets = [node.target]
            else: continue
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            if not names: continue
            entries, _ = self.parts(node.value, [])
            for name in names:
                for entry in entries: yield [name, *entry]

def report(path):
    with open(path, 'rb') as file: data = file.read()
    try:
        text = data.decode('utf-8')
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if re.match(rb'(?:\s*#.*\n)?\s*#.*coding[:=]\s*(?!utf-?8)', data): return
    print(json.dumps([path, list(File(text).assignments(tree))]))

share, shares = map(int, sys.argv[1:])
paths = []
for folder, folders, files in os.walk(sysconfig.get_paths()['stdlib']):
    folders[:] = [name for name in folders if name != 'site-packages']
    paths += [os.path.join(folder, name) for name in files if name.endswith('.py')]
# The largest of Python's own tests are left out: they take half of the time and are all functions.
for path in sorted(paths)[share::shares]:
    if '/test/' not in path or os.path.getsize(path) < 40_000: report(path)
`;

type Row = readonly [
  name: string,
  path: readonly string[],
  tag: string,
  value: string,
  start: number,
  end: number,
];

/** Processes that each parse a part of the files. */
const SHARES = 2;

const hasPython = spawnSync('python3', ['-c', 'import ast']).status === 0;

describe.skipIf(!hasPython)('compared with CPython', () => {
  test(
    'the literal assignments of the standard library are the same',
    { timeout: 120_000 },
    async () => {
      const outputs = await Promise.all(
        Array.from({ length: SHARES }, (_, share) =>
          promisify(execFile)('python3', ['-c', REFERENCE, String(share), String(SHARES)], {
            maxBuffer: 1 << 28,
          }),
        ),
      );
      let count = 0;
      for (const line of outputs.flatMap(({ stdout }) => stdout.trimEnd().split('\n'))) {
        const [path, expected] = JSON.parse(line) as [string, readonly Row[]];
        const text = readFileSync(path, 'utf8');
        const found = findAssignments(text).flatMap(({ name, literal }) => rows(name, [], literal));
        expect(found.map(identity), path).toEqual(expected.map(identity));
        const misplaced = found.filter((row, index) => !isSamePlace(text, row, expected[index]));
        expect(misplaced, path).toEqual([]);
        count += found.length;
      }
      expect(count).toBeGreaterThan(5000);
    },
  );
});

/** Everything of a row but its place. */
function identity([name, path, tag, value]: Row): readonly unknown[] {
  return [name, path, tag, value];
}

/** Our place may have parentheses around the expression, and blanks, comments and joined lines in them. */
function isSamePlace(text: string, found: Row, expected: Row | undefined): boolean {
  const [, , , , start, end] = found;
  const [, , , , innerStart, innerEnd] = expected ?? found;
  const before = text.slice(start, innerStart);
  const behind = text.slice(innerEnd, end);
  return (
    start <= innerStart &&
    innerEnd <= end &&
    /^[(\s\\]*$/.test(before) &&
    /^[)\s\\]*$/.test(behind) &&
    before.split('(').length === behind.split(')').length
  );
}

function rows(name: string, path: readonly string[], literal: PythonLiteral): readonly Row[] {
  const { start, end, value, parts } = literal;
  const inner = [...(parts ?? [])].flatMap(([part, item]) => rows(name, [...path, part], item));
  if (value === undefined) return inner;
  const [tag, text] = tagged(value);
  return [[name, path, tag, text, start, end], ...inner];
}

function tagged(value: Value): readonly [string, string] {
  if (value === null) return ['none', ''];
  if (typeof value === 'boolean') return ['bool', value ? 'True' : 'False'];
  if (typeof value === 'string') return ['str', value];
  if (isInteger(value)) return ['int', String(value)];
  if (isFloat(value)) return ['float', formatHex(Number(value))];
  return [Array.isArray(value) ? 'list' : 'dict', ''];
}

/** A float as Python's `float.hex` writes it. */
function formatHex(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & ((1n << 52n) - 1n);
  const sign = raw >> 63n === 1n ? '-' : '';
  if (exponent === 0 && fraction === 0n) return `${sign}0x0.0p+0`;
  const digits = fraction.toString(16).padStart(13, '0');
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? 0 : 1}.${digits}p${power < 0 ? '' : '+'}${power}`;
}
