import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCsv } from '../../src/cli/json-output.ts';
import { parseCsv } from '../../src/values/csv-text.ts';

const cellsOf = (text: string): readonly (readonly string[])[] =>
  parseCsv(text).rows.map(({ cells }) => cells);

describe('comma-separated text', () => {
  test.each<[title: string, text: string, cells: string[][]]>([
    ['nothing', '', []],
    ['one cell', 'a', [['a']]],
    [
      'line ends of every kind',
      'a,b\n1,2\r\n3,4\r5,6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['no line behind the last line end', 'a\n', [['a']]],
    ['lines of blanks, which are no rows', '\n \na\n\t\r\n\n', [['a']]],
    ['empty cells', ',\n""\n"",', [['', ''], [''], ['', '']]],
    ['blanks, which count', ' a , b', [[' a ', ' b']]],
    ['commas and quotes in quotes', '"a, ""b""",c', [['a, "b"', 'c']]],
    ['lines in quotes', '"a\nb\r\n",c', [['a\nb\r\n', 'c']]],
    ['a quote inside a cell', 'a"b,c""', [['a"b', 'c""']]],
    ['a cell of one quote', '""""', [['"']]],
  ])('%s', (_title, text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  test('rows know their lines, whatever lines their cells have', () => {
    const { rows } = parseCsv('a\r\n\n"1\n2\r3\r\n4"\n5');
    expect(rows.map(({ line }) => line)).toEqual([1, 3, 7]);
  });

  test('what is not well formed is told, and the rest is read', () => {
    expect(parseCsv('a,b\n1,"2"3\n4,5')).toEqual({
      rows: [
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['1', '23'] },
        { line: 3, cells: ['4', '5'] },
      ],
      problems: [{ rowIndex: 1, cellIndex: 1, problem: 'text-after-quote' }],
    });
    expect(parseCsv('a\n"b\nc')).toEqual({
      rows: [
        { line: 1, cells: ['a'] },
        { line: 2, cells: ['b\nc'] },
      ],
      problems: [{ rowIndex: 1, cellIndex: 0, problem: 'quote-not-closed' }],
    });
  });

  test('what is written is read back', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') });
    // A row of one cell of blanks is a blank line.
    const row = fc
      .array(cell, { minLength: 1, maxLength: 4 })
      .filter((cells) => cells.length > 1 || !/^\s+$/.test(cells[0] ?? ''));
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(cellsOf(formatCsv(rows))).toEqual(rows);
        expect(parseCsv(formatCsv(rows)).problems).toEqual([]);
      }),
    );
  });
});
