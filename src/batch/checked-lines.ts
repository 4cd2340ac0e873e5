import { crc32 } from 'node:zlib';
import { JsonTextError, formatJsonCompact, parseJson } from '../values/json-text.ts';
import { isMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/**
 * JSON lines that tell by themselves whether they are whole: each is a map whose last key, `sum`, is
 * the CRC-32 of all before it. A line that was cut, glued to another or edited does not count.
 */
export function formatCheckedLine(value: ValueMap): string {
  const start = formatJsonCompact(value).slice(0, -1);
  return `${start}, "sum": "${checksum(start)}"}\n`;
}

/** What a line says, without its sum; undefined when it is not whole. */
export function parseCheckedLine(line: string): ValueMap | undefined {
  const match = LINE_END.exec(line);
  if (match === null) return undefined;
  const start = line.slice(0, match.index);
  if (checksum(start) !== match.groups?.['sum']) return undefined;
  try {
    const value = parseJson(`${start}}`);
    return isMap(value) ? value : undefined;
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}

const LINE_END = /, "sum": "(?<sum>[0-9a-f]{8})"\}\r?$/;

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
