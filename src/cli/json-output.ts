import { formatJsonOutput } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import type { Span, Style } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Writes a value to stdout as JSON with a final line break, in colour where stdout shows it. */
export function writeJson(value: Value, terminal: Terminal): void {
  const json = formatJsonOutput(value);
  terminal.outLines(terminal.outHasColor ? colorJson(json) : json);
}

function colorJson(json: string): readonly Span[] {
  const token = /("(?:[^"\\]|\\.)*")(:?)|-?\d[\d.eE+-]*|-?Infinity|NaN|true|false|null/g;
  const spans: Span[] = [];
  let at = 0;
  for (const match of json.matchAll(token)) {
    const [text, quoted, colon] = match;
    const shown = quoted ?? text;
    spans.push(
      { text: json.slice(at, match.index) },
      { text: shown, style: tokenStyle(shown, colon === ':') },
    );
    at = match.index + shown.length;
  }
  return [...spans, { text: json.slice(at) }];
}

function tokenStyle(token: string, isKey: boolean): Style {
  if (token.startsWith('"')) return isKey ? 'json-key' : 'json-text';
  return /^[a-z]/.test(token) ? 'json-word' : 'json-number';
}

/** Rows as comma-separated text with CRLF line ends; cells are quoted where they must be. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${csvRow(row)}\r\n`).join('');
}

function csvRow(cells: readonly string[]): string {
  // A row of one empty cell would be a blank line, which readers skip.
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}
