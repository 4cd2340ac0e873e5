import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { ConfigTextError } from '../../src/config/config-format.ts';
import { notebookFormat } from '../../src/config/notebook-file.ts';
import { valuesEqual } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

/** A notebook of code cells, each given by the lines of its source or by one string. */
function notebook(...sources: readonly (string | readonly string[])[]): string {
  const cells = sources.map((source) => ({
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  return `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function values(text: string): Record<string, Value> {
  const { entries } = notebookFormat.read(text);
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}

function set(text: string, changes: Record<string, Value>): string {
  return notebookFormat.read(text).set(new Map(Object.entries(changes)));
}

describe('reading', () => {
  test.each<[string, string, Record<string, Value>]>([
    ['a line magic', '%foo bar\nx = 1', { x: 1 }],
    ['a bare percent sign', '%\nx = 1', { x: 1 }],
    ['a magic that is the only statement of a block', "if c:\n  %foo it's\nx = 1", { x: 1 }],
    ['a magic with a joined line', '%foo a \\\n  x = 2\nx = 1', { x: 1 }],
    ['a shell command with odd quotes', "!echo it's (\nx = 1", { x: 1 }],
    ['help', 'foo?\nfoo.bar??\n?foo\nx = 1', { x: 1 }],
    ['an assigned magic', 'y = %foo (\nx = 1', { x: 1 }],
    ['an assigned command', "y = !ls 'a\nx = 1", { x: 1 }],
    ['a % operator on a line of its own', 'y = (5\n%3)\nx = 1', { x: 1 }],
    ['a string with lines that look like magics', 'x = """\n%foo\n!ls"""', { x: '\n%foo\n!ls' }],
    ['a magic between statements', 'y = 1\n%foo x = 2\nx = 3', { y: 1, x: 3 }],
    ['a Python cell magic', '%%time\nx = 1', { x: 1 }],
    ['a foreign cell magic', '%%bash\nx=1\necho "', {}],
    ['an unknown cell magic behind blank lines', '\n\n%%foo\nx = 1', {}],
    ['a cell that is no Python', 'x = (', {}],
    ['an empty cell', '', {}],
  ])('%s', (_name, source, expected) => {
    expect(values(notebook(source))).toEqual(expected);
    expect(values(notebook(source.split(/(?<=\n)/)))).toEqual(expected);
  });

  test('a cell that is no Python loses only its own keys', () => {
    expect(values(notebook('a = 1', 'x = ', 'b = (', 'c = 3'))).toEqual({ a: 1, c: 3 });
  });

  test('of a name assigned in two cells the last is the key', () => {
    const text = notebook('a = 1\nx = [1, 2]', 'b = 2', "x = {'k': 3}\n");
    expect(notebookFormat.read(text).entries.map(({ key }) => key)).toEqual(['a', 'b', 'x', 'x.k']);
  });

  test('cells of text, cells without a source and other sources count for nothing', () => {
    const cells = [
      { cell_type: 'markdown', source: ['x = 1'] },
      { cell_type: 'code' },
      { cell_type: 'code', source: [1] },
      { cell_type: 'code', source: 3 },
      5,
      { cell_type: 'code', source: ['y = 2'] },
    ];
    expect(values(JSON.stringify({ cells }))).toEqual({ y: 2 });
  });

  test.each<[string, string, number | undefined]>([
    ['{"cells": [}', 'Expecting value', 1],
    ['{\n"cells": [],}', 'Expecting property name enclosed in double quotes', 2],
    ['[]', 'A notebook has a list "cells"; this has none', undefined],
    ['{"cells": {}}', 'A notebook has a list "cells"; this has none', undefined],
    [`{"cells": ${'['.repeat(100_000)}`, 'Nested deeper than 512 levels', 1],
  ])('%.20j is no notebook', (text, message, line) => {
    const read = () => notebookFormat.read(text);
    expect(read).toThrow(ConfigTextError);
    expect(read).toThrow(expect.objectContaining({ message, line }));
  });
});

describe('setting values', () => {
  test('only the changed value differs, whatever the layout of the file', () => {
    const text =
      '\uFEFF{ "cells" : [\r\n\t{"source":["# \\u00e9 é \\/\\n" , "x\\u0020= 1  # \\u00e9"],"cell_type":"code"} ] }';
    expect(set(text, { x: 'ü"' })).toBe(text.replace('= 1', String.raw`= 'ü\"'`));
  });

  test('magics, outputs and other cells stay', () => {
    const text = notebook(['%matplotlib inline\n', '!pip install x\n', 'lr = 0.1'], 'n = 1_000\n');
    expect(set(text, { lr: 0.2 })).toBe(text.replace('lr = 0.1', 'lr = 0.2'));
  });

  test('only the last cell that assigns a name is changed', () => {
    const text = notebook('x = 1', 'y = 1', 'x = 2', 'z = 2');
    expect(set(text, { x: 5 })).toBe(text.replace('x = 2', 'x = 5'));
  });

  test('values in several cells and several on one line', () => {
    const text = notebook(['a = 1; b = 2\n', 'c = [1,\n', ' 2]'], 'd = 4');
    expect(set(text, { b: 20, d: 40, a: 10, 'c.1': 5 })).toBe(
      notebook(['a = 10; b = 20\n', 'c = [1,\n', ' 5]'], 'd = 40'),
    );
  });

  test('a value over several lines of a list becomes one line', () => {
    const text = notebook(['c = [1,\n', ' # more\n', ' 2] # end\n', 'd = 1']);
    expect(set(text, { c: [3] })).toBe(notebook(['c = [3] # end\n', 'd = 1']));
  });

  test('new lines of a text become lines of the list', () => {
    const lines = ['s = """a\n', 'b""" # end\n', 'd = 1'];
    const expected = ['s = """x\n', 'y\n', '"z""" # end\n', 'd = 1'];
    expect(set(notebook(lines), { s: 'x\ny\n"z' })).toBe(notebook(expected));
    expect(set(notebook(lines.join('')), { s: 'x\ny\n"z' })).toBe(notebook(expected.join('')));
  });

  test('a list of one line gets its further lines in the same layout', () => {
    const text = notebook(["s = '''a'''"]);
    expect(set(text, { s: 'x\ny' })).toBe(notebook(["s = '''x\n", "y'''"]));
  });

  test('values as they are leave the text', () => {
    const text = notebook(['a = 1_0\n', "b = {'k': +2}"], 'a = b = (3)');
    const document = notebookFormat.read(text);
    expect(document.set(new Map(document.entries.map(({ key, value }) => [key, value])))).toBe(
      text,
    );
  });

  test('a key that no cell has cannot be set', () => {
    expect(() => set(notebook('x = 1'), { y: 1 })).toThrow(ConfigTextError);
  });

  test('what was set is read back, and nothing else changes', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', "'", '\\', '\n', 'é', 'n') }),
      fc.integer(),
      fc.array(fc.string(), { maxLength: 3 }),
    );
    const literal = fc.constantFrom("'a'", '"""a\nb"""', "r'a'", '[1,\n 2]', "('a'\n 'b')", '3');
    fc.assert(
      fc.property(value, literal, fc.boolean(), (wanted, source, isList) => {
        const cell = `%magic é\nx = ${source}  # "é"\ny = 1`;
        const text = notebook('x = 0', isList ? cell.split(/(?<=\n)/) : cell, 'z = 2');
        const result = set(text, { x: wanted });
        expect(valuesEqual(values(result)['x'] ?? null, wanted)).toBe(true);
        expect(result.startsWith(text.slice(0, text.indexOf('x = ', text.indexOf('%'))))).toBe(
          true,
        );
        expect(result.endsWith(text.slice(text.indexOf('  # ')))).toBe(true);
        expect(JSON.stringify(JSON.parse(result), null, 1)).toBe(result.trimEnd());
      }),
      { numRuns: 300 },
    );
  });
});
