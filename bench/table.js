/** The table of what was measured, as Markdown. */

const COLUMNS = [
  ['case', ({ name, size }) => (size === undefined ? name : `${name} ${size}`)],
  ['floor ms', ({ floor }) => range(floor)],
  ['gage ms', ({ gage }) => range(gage)],
  ['cpu ms', ({ floor, gage }) => `${number(floor?.cpu)} → ${number(gage.cpu)}`],
  ['ratio', ({ ratio }) => number(ratio)],
  ['reach', ({ reach }) => reachText(reach)],
  ['MB', ({ gage }) => number(gage.memoryMb)],
  ['', ({ missed, reach }) => (missed.length > 0 ? 'missed' : reachText(reach) && 'reached')],
  ['reference ms', ({ reference }) => range(reference)],
  ['ratio to it', ({ ratioToReference }) => number(ratioToReference)],
];

/** Median, and in brackets the least and the most; columns without anything are left out. */
export function formatTable(rows) {
  return formatCells([
    COLUMNS.map(([title]) => title),
    ...rows.map((row) => COLUMNS.map(([, text]) => text(row))),
  ]);
}

/**
 * How costs grow with the work: a line for each case with several amounts, with the processor time of
 * each, and how many times that of the least it is. Empty where there are none.
 */
export function formatGrowth(rows) {
  const cases = [...new Set(rows.map(({ name }) => name))]
    .map((name) => rows.filter((row) => row.name === name))
    .filter((amounts) => amounts.length > 1);
  if (cases.length === 0) return '';
  const most = Math.max(...cases.map((amounts) => amounts.length));
  const titles = Array.from({ length: most }, (_, index) => `${10 ** index} ×`);
  return formatCells([
    ['case', 'amount', ...titles.map((title) => `cpu ms at ${title}`), 'grows'],
    ...cases.map((amounts) => {
      const [{ name, size, gage: least }] = amounts;
      const cpu = titles.map((_, index) => number(amounts[index]?.gage.cpu));
      const grows = amounts.slice(1).map(({ gage }) => `${number(gage.cpu / least.cpu)} ×`);
      return [name, `1 × ${size}`, ...cpu, grows.join(', ')];
    }),
  ]);
}

function formatCells(cells) {
  const kept = COLUMNS.map((_, column) => cells.slice(1).some((line) => line[column] !== ''));
  const lines = cells.map((line) => line.filter((_, column) => kept[column]));
  const widths = lines[0].map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column].length)),
  );
  const [head, ...body] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

function range(statistics) {
  if (statistics === undefined) return '';
  const { median, min, max } = statistics;
  return `${number(median)} (${number(min)}–${number(max)})`;
}

function number(value) {
  if (value === undefined) return '';
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function reachText({ ratio, aboveMs, memoryMb }) {
  return [
    ratio !== undefined && `≤ ${ratio} ×`,
    aboveMs !== undefined && `≤ ${aboveMs} ms above`,
    memoryMb !== undefined && `≤ ${memoryMb} MB`,
  ]
    .filter((text) => text !== false)
    .join(', ');
}
