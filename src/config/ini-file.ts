import type { Value } from '../values/value.ts';
import { ConfigTextError } from './config-format.ts';
import type { ConfigFormat } from './config-format.ts';
import { errorAt, makeMap, setPart } from './located-value.ts';
import type { LocatedMap, LocatedScalar } from './located-value.ts';
import { PLAIN_TYPES, readPlainScalar, writePlainScalar } from './plain-scalar.ts';
import { makeDocument } from './splice-text.ts';

/**
 * INI files: `[section]` lines and `name = value` or `name: value`; keys are `section.name`. Lines
 * indented deeper than the name continue its value. `#` and `;` start a comment on a line of their own
 * and, behind a blank, after a value of one line. Numbers and booleans without quotes are read as such;
 * quotes around a whole value are not part of it, and there are no escapes. A name alone has no value.
 */
export const iniFormat: ConfigFormat = {
  extensions: ['.ini', '.cfg'],
  read: (text) =>
    makeDocument(text, (body) => {
      const lineBreak = body.includes('\r\n') ? '\r\n' : '\n';
      return {
        root: parseIniFile(body),
        write: (value, replaced) => writeIni(value, replaced, lineBreak),
      };
    }),
};

/** A `name = value` that further lines may belong to. */
interface Option {
  readonly section: LocatedMap;
  readonly name: string;
  readonly indent: number;
  /** Behind the `=`. */
  readonly start: number;
  /** The end of the last line that belongs to it. */
  end: number;
  readonly lines: string[];
}

function parseIniFile(body: string): LocatedMap {
  const root = makeMap();
  let section = root;
  let option: Option | undefined;
  let blankLines = 0;
  const close = (): void => {
    if (option !== undefined) setPart(option.section, option.name, readOption(body, option));
    option = undefined;
  };
  for (let start = 0; start < body.length; start = lineEnd(body, start) + 1) {
    const line = body.slice(start, lineEnd(body, start)).replace(/\r$/, '');
    const content = line.trim();
    const indent = line.length - line.trimStart().length;
    if (content === '') blankLines++;
    else if (/^[#;]/.test(content)) continue;
    else if (option !== undefined && indent > option.indent) {
      for (; blankLines > 0; blankLines--) option.lines.push('');
      option.lines.push(content);
      option.end = start + indent + content.length;
    } else {
      close();
      blankLines = 0;
      if (content.startsWith('[')) section = openSection(root, body, start + indent, content);
      else option = startOption(section, body, start, line, indent);
    }
  }
  close();
  return root;
}

function lineEnd(body: string, from: number): number {
  const end = body.indexOf('\n', from);
  return end < 0 ? body.length : end;
}

function openSection(root: LocatedMap, body: string, start: number, header: string): LocatedMap {
  const end = header.indexOf(']');
  if (end < 0) throw errorAt(body, start, "Expected ']' at the end of a section name");
  if (!/^\s*(?:[#;]|$)/.test(header.slice(end + 1))) {
    throw errorAt(body, start + end + 1, 'Text behind a section name');
  }
  const name = header.slice(1, end).trim();
  const known = root.parts.get(name);
  if (known?.kind === 'map') return known;
  const section = makeMap();
  setPart(root, name, section);
  return section;
}

function startOption(
  section: LocatedMap,
  body: string,
  start: number,
  line: string,
  indent: number,
): Option | undefined {
  const mark = line.search(/[=:]/);
  if (mark < 0) return undefined;
  const name = line.slice(0, mark).trim();
  if (name === '') throw errorAt(body, start + mark, 'Expected a name');
  return {
    section,
    name,
    indent,
    start: start + mark + 1,
    end: start + line.length,
    lines: [line.slice(mark + 1).trim()],
  };
}

function readOption(body: string, { start, end, lines }: Option): LocatedScalar {
  const raw = body.slice(start, end);
  const blanks = raw.length - raw.trimStart().length;
  // For a value that begins, or is all, empty: a blank as there is one on the other side.
  const lead = /[ \t]/.test(body.charAt(start - 2) + raw.charAt(0)) ? ' ' : '';
  if (lines.length > 1) {
    const place = lines[0] === '' ? { start, end, lead } : { start: start + blanks, end };
    return { kind: 'scalar', value: lines.join('\n'), place };
  }
  const [written, value] = readLine(raw);
  const place =
    written === ''
      ? { start, end: start, lead }
      : { start: start + blanks, end: start + blanks + written.length };
  return value === written
    ? { kind: 'scalar', value, place, typeHint: PLAIN_TYPES }
    : { kind: 'scalar', value, place };
}

/** The text of a value of one line without comment, and the value. */
function readLine(raw: string): readonly [written: string, value: Value & LocatedScalar['value']] {
  const text = raw.trim();
  const quote = text.charAt(0);
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    if (end > 0 && /^(?:\s*$|\s+[#;])/.test(text.slice(end + 1))) {
      return [text.slice(0, end + 1), text.slice(1, end)];
    }
  }
  const comment = raw.search(/\s[#;]/);
  const written = (comment < 0 ? raw : raw.slice(0, comment)).trim();
  return [written, readPlainScalar(written)];
}

function writeIni(value: Value, replaced: string, lineBreak: string): string {
  if (typeof value !== 'string') return writePlainScalar(value, replaced, 'An INI file');
  if (value.includes('\n')) return writeLines(value.split('\n'), lineBreak);
  const isQuoted = /^(["']).*\1$/s.test(replaced);
  if (!isQuoted && readLine(` ${value}`)[1] === value && !value.includes('\r')) return value;
  const quote = isQuoted ? replaced.charAt(0) : '"';
  const fitting = [quote, '"', "'"].find((mark) => !value.includes(mark));
  if (fitting === undefined || value.includes('\r')) {
    throw new ConfigTextError('An INI file has no way to write this text');
  }
  return fitting + value + fitting;
}

/** Lines below each other, deeper than their name as a rule. */
function writeLines(lines: readonly string[], lineBreak: string): string {
  if (lines.some((line, index) => line !== line.trim() || (index > 0 && /^[#;]/.test(line)))) {
    throw new ConfigTextError('An INI file has no way to write these lines');
  }
  return lines
    .map((line, index) => (index === 0 || line === '' ? line : `    ${line}`))
    .join(lineBreak);
}
