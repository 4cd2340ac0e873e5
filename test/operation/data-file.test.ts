import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { findPlaces, parseData, readDataFile } from '../../src/operation/data-file.ts';
import type { DataFormat } from '../../src/operation/data-text.ts';
import { Float } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';
import { temporaryFolder, thrownBy } from './temporary-folder.ts';

async function valueOf(text: string, format: DataFormat): Promise<Value> {
  return (await parseData(text, format)).value;
}

describe('kinds of numbers are kept', () => {
  test.each<[DataFormat, string, Value]>([
    ['toml', 'x = 1', 1],
    ['toml', 'x = 1.0', new Float(1)],
    ['toml', 'x = 1e2', new Float(100)],
    ['toml', 'x = 0.5', 0.5],
    ['toml', 'x = 9223372036854775807', 9223372036854775807n],
    ['json', '{"x": 1}', 1],
    ['json', '{"x": 1.0}', new Float(1)],
    ['json', '{"x": 1e2}', new Float(100)],
    ['json', '{"x": 123456789012345678901}', 123456789012345678901n],
    ['json', '{"x": -0}', 0],
    ['yaml', 'x: 1', 1],
    ['yaml', 'x: 1.0', new Float(1)],
    ['yaml', 'x: 123456789012345678901', 123456789012345678901n],
  ])('%s %s', async (format, text, expected) => {
    expect(await valueOf(text, format)).toEqual({ x: expected });
  });
});

describe('words of YAML mean what they mean in YAML 1.1', () => {
  test.each<[string, Value]>([
    ['yes', true],
    ['Off', false],
    ['TRUE', true],
    ['yEs', 'yEs'],
    ['"yes"', 'yes'],
    ['', null],
    ['~', null],
    ['Null', null],
    ['1e2', '1e2'],
    ['0o7', '0o7'],
    ['1.0e+2', new Float(100)],
    ['.5', 0.5],
    ['1_000', 1000],
    ['017', 15],
    ['-0x1F', -31],
    ['0b101', 5],
    ['1:30', 90],
    ['1:30.5', 90.5],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
    ['1.2.3', '1.2.3'],
    ['!!str 5', '5'],
    ['!!int "5"', 5],
  ])('%s', async (text, expected) => {
    expect(await valueOf(`x: ${text}\n`, 'yaml')).toEqual({ x: expected });
  });
});

test('YAML anchors, aliases and merge keys work, a key of its own winning', async () => {
  const text = 'base: &b {a: 1, b: 2}\nop:\n  <<: *b\n  b: 3\nall: *b\n';

  expect(await valueOf(text, 'yaml')).toEqual({
    base: { a: 1, b: 2 },
    op: { a: 1, b: 3 },
    all: { a: 1, b: 2 },
  });
});

test('YAML keys are the text they are written as', async () => {
  expect(await valueOf('1: a\non: b\n1.50: c\n', 'yaml')).toEqual({ 1: 'a', on: 'b', '1.50': 'c' });
});

test('JSON may have comments and trailing commas', async () => {
  const text = '// first\n{"a": [1, 2,], /* inside */ "b": "//no", // last\n}\n';

  expect(await valueOf(text, 'json')).toEqual({ a: [1, 2], b: '//no' });
});

test.each<[DataFormat, string, Value]>([
  ['toml', '', {}],
  ['yaml', '', null],
  ['yaml', '# nothing\n', null],
])('an empty %s text (%j) is a value', async (format, text, expected) => {
  expect(await valueOf(text, format)).toEqual(expected);
});

test.each<[DataFormat, string]>([
  ['toml', '__proto__ = {x = 1}\nconstructor = 2\n[a.__proto__]\ny = 3'],
  ['json', '{"__proto__": {"x": 1}, "constructor": 2, "a": {"__proto__": {"y": 3}}}'],
  ['yaml', '__proto__: {x: 1}\nconstructor: 2\na: {__proto__: {y: 3}}'],
])('in %s any name is an ordinary key', async (format, text) => {
  const value = await valueOf(text, format);

  expect(JSON.stringify(value)).toBe(
    '{"__proto__":{"x":1},"constructor":2,"a":{"__proto__":{"y":3}}}',
  );
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect('x' in {}).toBe(false);
});

describe('texts that are refused, with the place', () => {
  const deepYaml = `a: ${'['.repeat(3000)}${']'.repeat(3000)}`;
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x,x]',
    'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]',
    'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
    'd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]',
    'e: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]',
  ].join('\n');

  test.each<[string, DataFormat, string, string]>([
    [
      'unclosed table',
      'toml',
      '[a',
      'Incomplete key-value: cannot find end of key (at line 1, column 2)',
    ],
    [
      'key twice',
      'toml',
      '[a]\nx = 1\nx = 2',
      'redefine an already defined table or value (at line 3, column 1)',
    ],
    ['nested lists', 'toml', `a = ${'['.repeat(5000)}`, 'excessively nested'],
    ['nested keys', 'toml', `${'a.'.repeat(5000)}a = 1`, 'Nested deeper than 100 levels'],
    ['nothing', 'json', '', 'Expecting a value (at line 1, column 1)'],
    ['missing comma', 'json', '{"a": 1\n "b": 2}', "Expecting ',' (at line 2, column 2)"],
    ['key twice', 'json', '{"a": 1,\n  "a": 2}', 'The key "a" is used twice (at line 2, column 3)'],
    ['not a number', 'json', '{"a": NaN}', 'this word is not JSON (at line 1, column 7)'],
    ['open comment', 'json', '{} /* x', 'Unterminated comment (at line 1, column 4)'],
    ['two values', 'json', '{} {}', 'Extra text after the end (at line 1, column 4)'],
    [
      'nested lists',
      'json',
      '['.repeat(100_000),
      'Nested deeper than 100 levels (at line 1, column 102)',
    ],
    ['unclosed list', 'yaml', 'a: [1,\n', '(at line 2, column 1)'],
    ['tab', 'yaml', 'a:\n\tb: 1\n', 'Tabs are not allowed as indentation (at line 2, column 1)'],
    ['key twice', 'yaml', 'a: 1\nb: 2\na: 3\n', 'The key "a" is used twice (at line 3, column 1)'],
    ['cycle', 'yaml', 'a: &x\n  - *x\n', '*x contains itself (at line 2, column 5)'],
    ['cycle by merging', 'yaml', 'a: &x\n  <<: *x\n', '*x contains itself (at line 2, column 7)'],
    ['no anchor', 'yaml', 'a: *x\n', 'Unknown alias *x (at line 1, column 4)'],
    ['two documents', 'yaml', 'a: 1\n---\nb: 2\n', 'More than one document (at line 2, column 1)'],
    ['list as key', 'yaml', '? [a]\n: 1\n', 'A key must be text (at line 1, column 3)'],
    ['no key', 'yaml', ': 1\n', 'A key is missing (at line 1, column 1)'],
    ['tag', 'yaml', 'a: !secret x\n', 'Unknown tag !secret (at line 1, column 12)'],
    [
      'merge of text',
      'yaml',
      'a:\n  <<: x\n',
      '<< needs a map or a list of maps (at line 2, column 3)',
    ],
    ['nested lists', 'yaml', deepYaml, 'Nested deeper than 100 levels (at line 1, column 104)'],
    ['repetition', 'yaml', bomb, 'Aliases repeat more than 10000 values (at line 1, column'],
  ])('%s in %s', async (_what, format, text, problem) => {
    const error = await thrownBy(() => parseData(text, format));

    expect(error.name).toBe('DataTextError');
    expect(error.message).toContain(problem);
  });
});

test.each<[DataFormat, string]>([
  ['toml', 'a = {d = 2024-01-31}'],
  ['yaml', 'a: {d: 2024-01-31}'],
])('a date in %s is text, and its place is known', async (format, text) => {
  const { value, dates } = await parseData(text, format);

  expect(value).toEqual({ a: { d: '2024-01-31' } });
  expect(dates).toEqual([['a', 'd']]);
});

describe('places of keys and values', () => {
  const texts: Record<DataFormat, string> = {
    toml: '[op]\nversion = 1\nexec.run = ["a", "b"]\n\n[[op.depends]]\nfiles = "x"\n',
    yaml: 'op:\n  version: 1\n  exec:\n    run: ["a", "b"]\n  depends:\n    - files: x\n',
    json: '{"op": {\n"version": 1,\n"exec": {"run": ["a", "b"]},\n\n"depends": [\n{"files": "x"}]}}',
  };

  test.each<[DataFormat, 'ofKey' | 'ofValue', (string | number)[], [number, number]]>([
    ['toml', 'ofKey', ['op'], [1, 2]],
    ['toml', 'ofKey', ['op', 'version'], [2, 1]],
    ['toml', 'ofValue', ['op', 'version'], [2, 11]],
    ['toml', 'ofKey', ['op', 'exec', 'run'], [3, 6]],
    ['toml', 'ofValue', ['op', 'exec', 'run', 1], [3, 18]],
    ['toml', 'ofValue', ['op', 'depends', 0], [5, 3]],
    ['toml', 'ofValue', ['op', 'depends', 0, 'files'], [6, 9]],
    ['yaml', 'ofKey', ['op'], [1, 1]],
    ['yaml', 'ofValue', ['op', 'version'], [2, 12]],
    ['yaml', 'ofValue', ['op', 'exec', 'run', 1], [4, 16]],
    ['yaml', 'ofKey', ['op', 'depends', 0, 'files'], [6, 7]],
    ['json', 'ofKey', ['op'], [1, 2]],
    ['json', 'ofValue', ['op', 'version'], [2, 12]],
    ['json', 'ofValue', ['op', 'exec', 'run', 1], [3, 23]],
    ['json', 'ofValue', ['op', 'depends', 0], [6, 1]],
    ['json', 'ofKey', ['op', 'depends', 0, 'files'], [6, 2]],
    ['json', 'ofValue', ['op', 'missing', 'too'], [1, 8]],
    ['toml', 'ofValue', ['missing'], [1, 1]],
  ])('%s %s %j', async (format, of, path, [line, column]) => {
    const text = texts[format];
    const places = await findPlaces({
      path: 'x',
      format,
      text,
      ...(await parseData(text, format)),
    });

    expect(places[of](path)).toEqual({ line, column });
  });
});

describe('reading files', () => {
  test.each([
    ['a.toml', 'x = 1'],
    ['a.YML', 'x: 1'],
    ['a.yaml', '\uFEFFx: 1'],
    ['a.json', '\uFEFF{"x": 1}'],
    ['a.jsonc', '{"x": 1} // one'],
    ['b.toml', '\uFEFFx = 1'],
  ])('%s', async (name, content) => {
    const folder = temporaryFolder({ [name]: content });

    expect((await readDataFile(join(folder, name))).value).toEqual({ x: 1 });
  });

  test.each<[string, string | Uint8Array, string]>([
    ['a.txt', '', 'unsupported file extension for '],
    [
      'a.toml',
      Buffer.from('a = 1\nb = "\xff"\n', 'latin1'),
      'The file is not UTF-8 text (at line 2, column 6)',
    ],
    ['a.json', Buffer.alloc(10 * 1024 * 1024 + 1, ' '), 'it is larger than 10 MB'],
    ['a.yaml', 'a: [', 'at line 1, column 5'],
  ])('%s is refused', async (name, content, problem) => {
    const path = join(temporaryFolder({ [name]: content }), name);

    const error = await thrownBy(() => readDataFile(path));

    expect(error).toMatchObject({ failure: { reason: 'data-file-unreadable', path } });
    expect(error.message).toContain(`Error loading ${path}: `);
    expect(error.message).toContain(problem);
  });

  test('a folder is refused', async () => {
    const path = join(temporaryFolder({ 'a.toml/': '' }), 'a.toml');

    expect((await thrownBy(() => readDataFile(path))).message).toContain('it is a directory');
  });

  test('a pipe is refused, not waited for', async () => {
    const path = join(temporaryFolder(), 'gage.toml');
    execFileSync('mkfifo', [path]);

    const { message } = await thrownBy(() => readDataFile(path));

    expect(message).toBe(`Error loading ${path}: it is not a regular file`);
  });

  test('a missing file is another failure than an unreadable one', async () => {
    const path = join(temporaryFolder(), 'gage.toml');

    const error = await thrownBy(() => readDataFile(path));

    expect(error).toMatchObject({ failure: { reason: 'file-missing', path } });
    expect(error.message).toBe(`File "${path}" does not exist`);
  });
});

test('of a text that is too much for finding places, only the beginning is known', async () => {
  const text = `a = """${'x'.repeat(300_000)}"""\nb = 1\n`;

  const file = {
    path: 'gage.toml',
    format: 'toml',
    text,
    ...(await parseData(text, 'toml')),
  } as const;

  expect((await findPlaces(file)).ofValue(['b'])).toEqual({ line: 1, column: 1 });
});
