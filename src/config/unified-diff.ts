import { findLineChanges } from './line-changes.ts';
import type { LineChange } from './line-changes.ts';

/** Unchanged lines shown around a change, as is usual. */
const CONTEXT_LINES = 3;

/**
 * The change of one file as a unified diff that `patch -p0` applies, or an empty text when nothing changed.
 * `path` is relative, with `/`. Lines keep their own endings; a last line without one is marked.
 */
export function formatUnifiedDiff(path: string, before: string, after: string): string {
  const oldLines = splitLines(before);
  const newLines = splitLines(after);
  const changes = findLineChanges(oldLines, newLines);
  if (changes.length === 0) return '';
  const name = formatPath(path);
  const hunks = groupByContext(changes).map((group) => formatHunk(group, oldLines, newLines));
  return `--- ${name}\n+++ ${name}\n${hunks.join('')}`;
}

/** Lines with their line feeds; the last one may have none. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Programs that apply diffs end an unquoted name at the first blank unless a tab comes later, and read a
 * name in double quotes with the escapes of C.
 */
function formatPath(path: string): string {
  const isQuoted = /[\u0000-\u001f\u007f"\\]|^\s/.test(path);
  if (isQuoted) return `"${path.replace(/[\u0000-\u001f\u007f"\\]/g, escapeCharacter)}"`;
  return /\s/.test(path) ? `${path}\t` : path;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

/** Changes whose context lines would meet belong to one hunk. */
function groupByContext(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const groups: LineChange[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    if (change.oldStart - end > 2 * CONTEXT_LINES) groups.push([]);
    groups.at(-1)?.push(change);
    end = change.oldEnd;
  }
  return groups;
}

function formatHunk(
  changes: readonly LineChange[],
  oldLines: readonly string[],
  newLines: readonly string[],
): string {
  const first = changes[0];
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return '';
  const start = Math.max(0, first.oldStart - CONTEXT_LINES);
  const end = Math.min(oldLines.length, last.oldEnd + CONTEXT_LINES);
  let body = '';
  let at = start;
  for (const change of changes) {
    body += markLines(' ', oldLines.slice(at, change.oldStart));
    body += markLines('-', oldLines.slice(change.oldStart, change.oldEnd));
    body += markLines('+', newLines.slice(change.newStart, change.newEnd));
    at = change.oldEnd;
  }
  body += markLines(' ', oldLines.slice(at, end));
  const newStart = first.newStart - (first.oldStart - start);
  const newEnd = last.newEnd + (end - last.oldEnd);
  return `@@ -${formatRange(start, end)} +${formatRange(newStart, newEnd)} @@\n${body}`;
}

/** First line, counted from 1, and the number of lines unless it is one; an empty range names the line before it. */
function formatRange(start: number, end: number): string {
  const count = end - start;
  if (count === 1) return String(start + 1);
  return `${count === 0 ? start : start + 1},${count}`;
}

function markLines(mark: string, lines: readonly string[]): string {
  return lines
    .map((line) => {
      const isEnded = line.endsWith('\n');
      return `${mark}${line}${isEnded ? '' : '\n\\ No newline at end of file\n'}`;
    })
    .join('');
}
