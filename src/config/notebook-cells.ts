import { parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';

import { ConfigTextError } from './config-format.ts';
import type { Edit } from './python-edits.ts';

/** A code cell of a notebook. */
export interface CodeCell {
  /** The text of the cell: its lines joined. */
  readonly source: string;
  /** Turns an edit of `source` into one of the notebook's text that changes nothing else. */
  toFileEdit(edit: Edit): Edit;
}

/**
 * The code cells of a notebook, in order, given the text of valid JSON. Throws {@link ConfigTextError}
 * when it has no list of cells.
 */
export function findCodeCells(text: string): CodeCell[] {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const root = parseTree(text.slice(mark));
  const cells = root && member(root, 'cells');
  if (cells?.type !== 'array')
    throw new ConfigTextError('A notebook has a list "cells"; this has none');
  return (cells.children ?? []).flatMap((cell) => {
    if (member(cell, 'cell_type')?.value !== 'code') return [];
    const source = member(cell, 'source');
    if (source === undefined) return [];
    const pieces = findPieces(text, mark, source);
    return pieces === undefined ? [] : [makeCell(text, pieces, separator(text, mark, source))];
  });
}

/** The value of an object's member; of several with the same name the last. */
function member(node: Node, name: string): Node | undefined {
  if (node.type !== 'object') return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === name)?.children?.[1];
}

/** A string of `source`, with the offset of its opening quote in the file and those of its text in the cell. */
interface Piece {
  readonly text: string;
  readonly open: number;
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

/** Undefined when `source` is neither a string nor a list of strings. */
function findPieces(text: string, mark: number, source: Node): readonly Piece[] | undefined {
  const nodes = source.type === 'array' ? (source.children ?? []) : [source];
  const pieces: Piece[] = [];
  let sourceStart = 0;
  for (const { type, offset, length } of nodes) {
    if (type !== 'string') return undefined;
    const open = offset + mark;
    const piece = JSON.parse(text.slice(open, open + length)) as string;
    const sourceEnd = sourceStart + piece.length;
    pieces.push({ text: piece, open, sourceStart, sourceEnd });
    sourceStart = sourceEnd;
  }
  return pieces;
}

/** What stands between two strings of a list, or undefined when `source` is one string. */
function separator(text: string, mark: number, source: Node): string | undefined {
  if (source.type !== 'array') return undefined;
  const listStart = source.offset + mark + 1;
  const [first, second] = source.children ?? [];
  if (first === undefined) return ', ';
  const firstStart = first.offset + mark;
  if (second === undefined) return `,${text.slice(listStart, firstStart)}`;
  return text.slice(firstStart + first.length, second.offset + mark);
}

function makeCell(text: string, pieces: readonly Piece[], between: string | undefined): CodeCell {
  return {
    source: pieces.map((piece) => piece.text).join(''),
    toFileEdit({ start, end, text: replacement }) {
      // No value is empty: the strings with its first and its last character hold it.
      const first = pieces.find((piece) => start < piece.sourceEnd);
      const last = pieces.find((piece) => end <= piece.sourceEnd);
      if (first === undefined || last === undefined)
        throw new RangeError('An edit behind its cell');
      const lines = between === undefined ? [replacement] : replacement.split(/(?<=\n)/);
      return {
        start: fileOffset(text, first, start),
        end: fileOffset(text, last, end),
        text: lines.map((line) => JSON.stringify(line).slice(1, -1)).join(`"${between ?? ''}"`),
      };
    },
  };
}

/** Where the character at `offset` of the cell is written in the file. */
function fileOffset(text: string, piece: Piece, offset: number): number {
  let at = piece.open + 1;
  for (let left = offset - piece.sourceStart; left > 0; left--) {
    if (text.charAt(at) !== '\\') at++;
    else at += text.charAt(at + 1) === 'u' ? 6 : 2;
  }
  return at;
}
