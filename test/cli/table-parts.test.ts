import { expect, test } from 'vitest';
import { plainText } from '../../src/cli/style.ts';
import { renderTableParts } from '../../src/cli/table-parts.ts';
import { PLAIN } from '../rig/terminal.ts';

test('short texts are not broken for a column more, long ones are', () => {
  const columns = [
    { heading: '#', cells: ['1'] },
    { heading: 'started', cells: ['12 minutes ago'] },
    { heading: 'label', cells: ['the best of all that were made'] },
    { heading: 'rate', cells: ['0.1'] },
  ];
  const lines = renderTableParts(columns, 1, { ...PLAIN, width: 40 });
  expect(lines.map((line) => plainText(line).trimEnd()).join('\n')).toBe(`
| # | started        | label           |
|---|----------------|-----------------|
| 1 | 12 minutes ago | the best of all |
|   |                | that were made  |


| # | rate |
|---|------|
| 1 | 0.1  |
`);
});
