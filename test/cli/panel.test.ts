import { expect, test } from 'vitest';
import { panelContentLayout, renderPanel } from '../../src/cli/panel.ts';
import type { Panel } from '../../src/cli/panel.ts';
import { plainText } from '../../src/cli/style.ts';
import { renderTable } from '../../src/cli/table.ts';
import type { Layout } from '../../src/cli/terminal.ts';
import { NORMAL, PLAIN } from '../rig/terminal.ts';

const text = (panel: Panel, layout: Layout): string =>
  renderPanel(panel, layout).map(plainText).join('\n');

test('a plain panel has its title alone, bars, and a blank line', () => {
  expect(text({ title: 'Files', lines: ['train.py'] }, PLAIN)).toBe(
    [
      `${' '.repeat(27)}Files${' '.repeat(28)}`,
      `| train.py${' '.repeat(48)} |`,
      ' '.repeat(60),
    ].join('\n'),
  );
});

test('a plain panel holds a bare table', () => {
  const table = {
    columns: [
      { header: 'name', footer: '1 file' },
      { header: 'type' },
      { header: 'size', align: 'right', footer: 'total: 1.2 KB' },
    ],
    rows: [['train.py', 'source code', '1.2 KB']],
    borders: 'inner',
    padding: 0,
    isExpanded: true,
  } as const;
  const lines = renderTable(table, panelContentLayout(PLAIN));
  expect(text({ title: 'Files', lines }, PLAIN).replace(/ +$/gm, '')).toBe(
    [
      '                           Files',
      '| name          |type               |                 size |',
      '| --------------|-------------------|--------------------- |',
      '| train.py      |source code        |               1.2 KB |',
      '| --------------|-------------------|--------------------- |',
      '| 1 file        |                   |        total: 1.2 KB |',
      '',
    ].join('\n'),
  );
});

test('a normal panel has its title in the frame, an odd blank to the right', () => {
  const layout = { ...NORMAL, width: 20 };
  expect(text({ title: 'Files', lines: ['train.py'] }, layout)).toBe(
    ['╭───── Files ──────╮', '│ train.py         │', '╰──────────────────╯'].join('\n'),
  );
  expect(text({ title: 'Flags', titleAlign: 'left', lines: [] }, layout)).toBe(
    ['╭─ Flags ──────────╮', '╰──────────────────╯'].join('\n'),
  );
  expect(text({ lines: [''] }, layout)).toBe(
    ['╭──────────────────╮', '│                  │', '╰──────────────────╯'].join('\n'),
  );
});

test('titles and lines that are too wide are fitted', () => {
  const layout = { ...NORMAL, width: 14 };
  const panel: Panel = { title: 'A very long title', lines: ['wide 日本語 text', 'x'] };
  expect(text(panel, layout)).toBe(
    [
      '╭─ A very … ─╮',
      '│ wide       │',
      '│ 日本語     │',
      '│ text       │',
      '│ x          │',
      '╰────────────╯',
    ].join('\n'),
  );
  expect(text({ lines: ['wide 日本語'], overflow: 'cut' }, layout)).toContain('│ wide 日本… │');
});
