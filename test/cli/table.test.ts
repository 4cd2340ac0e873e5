import { describe, expect, test } from 'vitest';
import { paint, plainText, span } from '../../src/cli/style.ts';
import { renderTable } from '../../src/cli/table.ts';
import type { Table } from '../../src/cli/table.ts';
import type { Layout } from '../../src/cli/terminal.ts';
import { textWidth } from '../../src/cli/text-width.ts';
import { NORMAL, PLAIN } from '../rig/terminal.ts';

const text = (table: Table, layout: Layout): string =>
  renderTable(table, layout).map(plainText).join('\n');

/** Without the blanks at line ends and around the text. */
const trimmed = (table: Table, layout: Layout): string =>
  text(table, layout)
    .replace(/ +$/gm, '')
    .replace(/^\n|\n$/g, '');

const BOARD: Table = {
  columns: ['name', 'operation', 'rate'].map((header) => ({ header, overflow: 'wrap' as const })),
  rows: [
    ['kufab-losid', 'train', '0.1'],
    ['mibop-dalat', 'evaluate'],
  ],
};

describe('plain tables', () => {
  test('have bars, a line of dashes, and a blank line as wide as themselves above and below', () => {
    const blank = ' '.repeat(34);
    expect(text(BOARD, PLAIN)).toBe(
      [
        blank,
        '| name        | operation | rate |',
        '|-------------|-----------|------|',
        '| kufab-losid | train     | 0.1  |',
        '| mibop-dalat | evaluate  |      |',
        blank,
      ].join('\n'),
    );
  });

  test('fill the width when they expand', () => {
    const table: Table = {
      columns: [{ header: 'operation' }, { header: 'description' }],
      rows: [['train', 'Train the model (default)'.slice(0, 23)]],
      isExpanded: true,
    };
    expect(trimmed(table, PLAIN)).toBe(
      [
        '| operation        | description                           |',
        '|------------------|---------------------------------------|',
        '| train            | Train the model (defaul               |',
      ].join('\n'),
    );
  });

  test('have no header where no column has one', () => {
    const table: Table = { columns: [{}, {}], rows: [['rate', '0.1']] };
    expect(trimmed(table, PLAIN)).toBe('| rate | 0.1 |');
  });

  test('have a line above their footer', () => {
    const table: Table = {
      columns: [
        { header: 'name', footer: '1 file' },
        { header: 'size', align: 'right', footer: '1.2 KB' },
      ],
      rows: [['train.py', '900 B']],
    };
    expect(trimmed(table, PLAIN)).toBe(
      [
        '| name     |   size |',
        '|----------|--------|',
        '| train.py |  900 B |',
        '|----------|--------|',
        '| 1 file   | 1.2 KB |',
      ].join('\n'),
    );
  });

  test('without a frame and padding have only inner bars', () => {
    const table: Table = { ...BOARD, borders: 'inner', padding: 0 };
    expect(text(table, PLAIN)).toBe(
      [
        'name       |operation|rate',
        '-----------|---------|----',
        'kufab-losid|train    |0.1 ',
        'mibop-dalat|evaluate |    ',
      ].join('\n'),
    );
  });

  test('cut with characters of ASCII', () => {
    const table: Table = { columns: [{ header: 'path' }], rows: [['a/very/long/path']] };
    expect(trimmed(table, { ...PLAIN, width: 14 })).toContain('| a/very/... |');
  });
});

describe('normal tables', () => {
  test('have a rounded frame and a rule under the header', () => {
    expect(text(BOARD, NORMAL)).toBe(
      [
        '╭─────────────┬───────────┬──────╮',
        '│ name        │ operation │ rate │',
        '├─────────────┼───────────┼──────┤',
        '│ kufab-losid │ train     │ 0.1  │',
        '│ mibop-dalat │ evaluate  │      │',
        '╰─────────────┴───────────┴──────╯',
      ].join('\n'),
    );
  });

  test('break wrapping cells at words', () => {
    const table: Table = {
      columns: [{ header: 'operation' }, { header: 'description', overflow: 'wrap' }],
      rows: [['train', 'Train the model on all of the data']],
    };
    expect(text(table, { ...NORMAL, width: 34 })).toBe(
      [
        '╭───────────┬────────────────────╮',
        '│ operation │ description        │',
        '├───────────┼────────────────────┤',
        '│ train     │ Train the model on │',
        '│           │ all of the data    │',
        '╰───────────┴────────────────────╯',
      ].join('\n'),
    );
  });

  test('cut the cells of other columns', () => {
    const table: Table = { columns: [{ header: 'path' }], rows: [['a/very/long/path']] };
    expect(text(table, { ...NORMAL, width: 12 })).toContain('│ a/very/… │');
  });

  test('show cells of several lines', () => {
    const table: Table = { columns: [{}, {}], rows: [['a\nbb', 'x']] };
    expect(text(table, NORMAL)).toBe('╭────┬───╮\n│ a  │ x │\n│ bb │   │\n╰────┴───╯');
  });

  test('line up wide characters and emoji', () => {
    const table: Table = {
      columns: [{ header: 'name' }, { header: 'label' }],
      rows: [
        ['日本語', '🎉 done'],
        ['abc', 'cafe\u0301 👨‍👩‍👧'],
      ],
    };
    expect(text(table, NORMAL)).toBe(
      [
        '╭────────┬─────────╮',
        '│ name   │ label   │',
        '├────────┼─────────┤',
        '│ 日本語 │ 🎉 done │',
        '│ abc    │ cafe\u0301 👨‍👩‍👧 │',
        '╰────────┴─────────╯',
      ].join('\n'),
    );
  });

  test('without rows show their header', () => {
    const table: Table = { columns: [{ header: 'name' }], rows: [] };
    expect(text(table, NORMAL)).toBe('╭──────╮\n│ name │\n├──────┤\n╰──────╯');
  });

  test.each([1, 2, 3, 5, 8, 13])('stay rectangular at %i columns', (width) => {
    const lines = renderTable({ ...BOARD, isExpanded: true }, { ...NORMAL, width });
    const widths = new Set(lines.map((line) => textWidth(plainText(line))));
    expect(widths.size).toBe(1);
  });
});

test('styles reach the cells and not the blanks around them', () => {
  const table: Table = {
    columns: [{ header: '#', style: 'index' }, { header: 'operation' }],
    rows: [['1', [span('label', 'train'), span('secondary-label', ' v2')]]],
    borders: 'none',
  };
  expect(renderTable(table, NORMAL).map((line) => paint(line, true))).toEqual([
    ' \u001b[93m#\u001b[0m  \u001b[93moperation\u001b[0m ',
    ' \u001b[93m1\u001b[0m  \u001b[38;5;51mtrain\u001b[0m\u001b[36m v2\u001b[0m  ',
  ]);
});

test('a cut keeps the style of what it cuts', () => {
  const table: Table = {
    columns: [{}],
    rows: [[[span('label', 'train'), span('secondary-label', ' v2.10')]]],
    borders: 'none',
    padding: 0,
  };
  expect(renderTable(table, { ...NORMAL, width: 8 }).map((line) => paint(line, true))).toEqual([
    '\u001b[38;5;51mtrain\u001b[0m\u001b[36m v\u001b[0m\u001b[36m…\u001b[0m',
  ]);
});

test('a hundred thousand rows are laid out', () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => [String(index)]);
  expect(renderTable({ columns: [{ header: '#' }], rows }, PLAIN)).toHaveLength(100_004);
});
