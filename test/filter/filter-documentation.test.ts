import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/filter/filter-expression.ts';
import { parseJson } from '../../src/values/json-text.ts';
import type { Value } from '../../src/index.ts';
import { microsOf, readerOf } from './field-values.ts';

const page = readFileSync(new URL('../../docs/filters.md', import.meta.url), 'utf8');
const at = { nowMillis: microsOf('2026-05-03T12:00') / 1000 };
const runs = tableRows('run').map((cells) => ({
  name: cells[0],
  reader: readerOf(valuesOf(cells)),
}));
const examples = tableRows('filter');
const problems = [...page.matchAll(/^\$ gage list --where '(.+)'\ngage: ([^$`]+)/gm)].map(
  ([, filter = '', message = '']) => ({ filter, message: message.trimEnd() }),
);

describe('docs/filters.md', () => {
  test('has runs, examples and problems', () => {
    expect(runs.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(examples.length).toBeGreaterThan(50);
    expect(problems).toHaveLength(4);
  });

  test.each(examples)('%s finds %s', (code, expected = '') => {
    const filter = parseFilter(/^`(.+)`$/.exec(code)?.[1] ?? '');
    const found = runs.filter(({ reader }) => filter.matches(reader, at)).map(({ name }) => name);
    expect(found.join(', ')).toBe(expected);
  });

  test.each(problems)(
    '$filter is refused with the message that is shown',
    ({ filter, message }) => {
      expect(() => parseFilter(filter)).toThrow(expect.objectContaining({ message }));
    },
  );

  test('the commands of the introduction have filters that can be read', () => {
    const filters = [...page.matchAll(/^\$ gage \w+ --where '(.+)'$/gm)].map(
      ([, text]) => text ?? '',
    );
    expect(filters.length).toBe(problems.length + 2);
    for (const text of filters.slice(0, 2)) expect(() => parseFilter(text)).not.toThrow();
  });
});

/** The rows of all tables whose first column has this heading, as the texts of their cells. */
function tableRows(heading: string): string[][] {
  const rows: string[][] = [];
  let isWanted = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) isWanted = false;
    else if (cellsOf(line)[0] === heading) isWanted = true;
    else if (isWanted && !line.startsWith('| -')) rows.push(cellsOf(line));
  }
  return rows;
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function valuesOf(cells: readonly string[]): Record<string, Value | undefined> {
  const [, operation, version, status, label, tags, config = '', metrics = '', started, stopped] =
    cells;
  const values: Record<string, Value | undefined> = {
    'run.operation': operation,
    'run.version': version || undefined,
    'run.status': status,
    'run.label': label || undefined,
    'run.tag': tags ? tags.split(', ') : undefined,
    'run.started': started ? microsOf(started) : undefined,
    'run.stopped': stopped ? microsOf(stopped) : undefined,
    'run.exit_code': status === 'error' ? 1 : undefined,
  };
  for (const tag of tags ? tags.split(', ') : []) values[`attribute.tag:${tag}`] = '';
  for (const [name, value] of assignmentsOf(config)) values[`config.${name}`] = value;
  for (const [name, value] of assignmentsOf(metrics)) values[`metric.${name}`] = value;
  return values;
}

function assignmentsOf(text: string): [string, Value][] {
  return [...text.matchAll(/(?:"([^"]+)"|(\w+))=(\S+)/g)].map(([, quoted, name, json = '']) => [
    quoted ?? name ?? '',
    parseJson(json),
  ]);
}
