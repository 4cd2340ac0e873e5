import { describe, expect, test } from 'vitest';
import { renderRunsTable } from '../../src/cli/runs-table.ts';
import type { RunRow } from '../../src/cli/runs-table.ts';
import { paint, plainText } from '../../src/cli/style.ts';
import type { Layout } from '../../src/cli/terminal.ts';
import { NORMAL, PLAIN } from '../rig/terminal.ts';

const RUNS: readonly RunRow[] = [
  {
    position: 1,
    name: 'kufab-losid',
    operation: 'train',
    started: '4 minutes ago',
    status: 'completed',
    label: 'base',
    fields: [{ name: 'rate', value: '0.1' }],
  },
  {
    position: 2,
    name: 'losid-kufab',
    operation: 'train',
    version: '2',
    started: 'an hour ago',
    status: 'error',
    fields: [{ name: 'rate', value: '0.5' }],
  },
];

const text = (runs: readonly RunRow[], layout: Layout, isSimple = false): string =>
  renderRunsTable(runs, layout, isSimple)
    .map((line) => plainText(line).trimEnd())
    .join('\n')
    .trim();

const changed = (change: Partial<RunRow>): readonly RunRow[] =>
  RUNS.map((run) => ({ ...run, ...change }));

describe('the runs table', () => {
  test('in plain mode at 60 columns', () => {
    expect(text(RUNS, PLAIN)).toBe(
      [
        '| #  | name   | operation   | started         | status     |',
        '|----|--------|-------------|-----------------|------------|',
        '| 1  | kufab  | train       | 4 minutes ago   | completed  |',
        '| 2  | losid  | train v2    | an hour ago     | error      |',
      ].join('\n'),
    );
  });

  test('in its simple form', () => {
    expect(text(RUNS, PLAIN, true)).toBe(
      [
        '| # | operation | status    | description                  |',
        '|---|-----------|-----------|------------------------------|',
        '| 1 | train     | completed | base rate=0.1                |',
        '| 2 | train v2  | error     | rate=0.5                     |',
      ].join('\n'),
    );
  });

  test('in normal mode at 80 columns', () => {
    expect(text(RUNS, NORMAL)).toBe(
      [
        '╭───┬───────┬───────────┬───────────────┬───────────┬──────────────────────────╮',
        '│ # │ name  │ operation │ started       │ status    │ description              │',
        '├───┼───────┼───────────┼───────────────┼───────────┼──────────────────────────┤',
        '│ 1 │ kufab │ train     │ 4 minutes ago │ completed │ base rate=0.1            │',
        '│ 2 │ losid │ train v2  │ an hour ago   │ error     │ rate=0.5                 │',
        '╰───┴───────┴───────────┴───────────────┴───────────┴──────────────────────────╯',
      ].join('\n'),
    );
  });

  test.each([
    [28, '#, name'],
    [29, '#, name, operation'],
    [45, '#, name, operation'],
    // Started does not fit beside the rest.
    [46, '#, name, operation, status'],
    [52, '#, name, operation, status'],
    [53, '#, name, operation, started, status'],
    [60, '#, name, operation, started, status'],
    [61, '#, name, operation, started, status, de...'],
    [67, '#, name, operation, started, status, description'],
  ])('at %i columns has the columns %s', (width, columns) => {
    const [header = ''] = text(RUNS, { ...PLAIN, width }).split('\n');
    const names = header.split('|').map((name) => name.trim());
    expect(names.filter((name) => name !== '').join(', ')).toBe(columns);
  });

  test('cuts long operations, not positions, names and statuses', () => {
    const runs = changed({ operation: 'research:train-the-large-model', version: '1.10' });
    expect(text(runs, PLAIN)).toBe(
      [
        '| # | name  | operation        | started       | status    |',
        '|---|-------|------------------|---------------|-----------|',
        '| 1 | kufab | research:trai... | 4 minutes ago | completed |',
        '| 2 | losid | research:trai... | an hour ago   | error     |',
      ].join('\n'),
    );
  });

  test('shows whole names where the first words are the same', () => {
    const [first, second] = RUNS;
    const third = { ...RUNS[0]!, position: 3, name: 'kufab-mibop' };
    const table = text([first!, second!, third], { ...PLAIN, width: 70 });
    expect(table).toContain('| 1 | kufab-losid |');
    expect(table).toContain('| 2 | losid       |');
    expect(table).toContain('| 3 | kufab-mibop |');
  });

  test('shows what users wrote as it is, on one line and without control characters', () => {
    const table = text(changed({ label: '[/x]\n:warning: \u001b[2J' }), NORMAL);
    expect(table).toContain('│ [/x] :warning: ^[[2J ra… │');
  });

  test('fits the fields into the width of the terminal, the label aside', () => {
    const fields = [
      { name: 'foobar', value: '1234567' },
      { name: 'barfoo', value: '7654321' },
    ];
    const table = text(changed({ label: 'a'.repeat(20), fields }), { ...NORMAL, width: 38 }, true);
    // The cell holds less than the 38 columns, and cuts once more.
    expect(table).toContain('│ aaaaa… │');
    const wide = text(changed({ label: 'a'.repeat(20), fields }), { ...NORMAL, width: 84 }, true);
    expect(wide).toContain(`│ ${'a'.repeat(20)} foobar=1234567 barfoo=7654321 `);
  });

  test('is empty without runs', () => {
    expect(text([], PLAIN).split('\n')).toHaveLength(2);
  });
});

test('deleted runs are dim, their status keeps its colour', () => {
  const painted = (runs: readonly RunRow[]): string =>
    renderRunsTable(runs, NORMAL)
      .map((line) => paint(line, true))
      .join('\n');
  expect(painted(RUNS)).toContain('\u001b[38;5;51mtrain\u001b[0m');
  expect(painted(RUNS)).toContain('\u001b[38;5;28mcompleted\u001b[0m');
  const deleted = painted(changed({ isDeleted: true }));
  expect(deleted).toContain('\u001b[2mtrain\u001b[0m');
  expect(deleted).toContain('\u001b[2;38;5;28mcompleted\u001b[0m');
  expect(deleted).not.toContain('\u001b[38;5;51m');
});
