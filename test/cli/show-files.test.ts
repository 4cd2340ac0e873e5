import { expect, test } from 'vitest';
import { filesTable } from '../../src/cli/show-files.ts';
import { plainText } from '../../src/cli/style.ts';
import { NORMAL } from '../rig/terminal.ts';

test('a long path continues below, and leaves type and size their room', () => {
  const path = '.venv/lib/python3.11/site-packages/tabulate/__pycache__/version.cpython-311.pyc';
  const files = [{ path, type: 'r', sha256: '', sizeBytes: 12_345 } as const];
  const view = { limit: 10, hasSizes: true, hasFooter: false };
  const lines = filesTable(files, view, { ...NORMAL, width: 60 }).map(plainText);
  expect(lines.join('\n')).toBe(
    `
╭──────────────────────────────────────┬─────────┬─────────╮
│ name                                 │ type    │    size │
├──────────────────────────────────────┼─────────┼─────────┤
│ .venv/lib/python3.11/site-packages/t │ runtime │ 12.3 KB │
│ abulate/__pycache__/version.cpython- │         │         │
│ 311.pyc                              │         │         │
╰──────────────────────────────────────┴─────────┴─────────╯`.trim(),
  );
});
