import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutToWidth,
  lineStarts,
  padToWidth,
  takeColumns,
  textWidth,
  wrapText,
} from '../../src/cli/text-width.ts';

describe('the width of a text', () => {
  test.each([
    ['', 0],
    ['plain ascii', 11],
    ['café', 4],
    ['cafe\u0301', 4],
    ['日本語', 6],
    ['한국어', 6],
    ['\u1112\u1161\u11ab', 2],
    ['ｆｕｌｌ', 8],
    ['ﾊﾝｶｸ', 4],
    ['…', 1],
    ['╭─╮', 3],
    ['🎉', 2],
    ['👍🏽', 2],
    ['👨‍👩‍👧', 2],
    ['🇩🇪🇫🇷', 4],
    ['❤', 1],
    ['❤️', 2],
    ['1️⃣', 2],
    ['©', 1],
    ['a\u200bb', 2],
    ['soft\u00adhyphen', 10],
    ['नमस्ते', 4],
    ['\u001b[31mred\u001b[0m', 3],
    ['\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007', 4],
    ['bell\u0007', 4],
    ['𠀀', 2],
  ])('of %j is %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cutting', () => {
  test.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['👨‍👩‍👧👨‍👩‍👧', 3, '👨‍👩‍👧…'],
    ['ab', 1, '…'],
    ['ab', 0, ''],
  ])('%j to %i columns gives %j', (text, width, cut) => {
    expect(cutToWidth(text, width, '…')).toBe(cut);
  });

  test('an ellipsis wider than the room is itself cut', () => {
    expect(cutToWidth('abcdef', 5, '...')).toBe('ab...');
    expect(cutToWidth('abcdef', 2, '...')).toBe('..');
  });

  test('never gives more columns than asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
        expect(textWidth(takeColumns(text, width))).toBeLessThanOrEqual(width);
        expect(textWidth(cutToWidth(text, width, '…'))).toBeLessThanOrEqual(width);
        expect(textWidth(padToWidth(text, width))).toBe(Math.max(width, textWidth(text)));
      }),
    );
  });
});

describe('wrapping', () => {
  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 3, ['one', 'two', 'thr', 'ee']],
    ['fits', 10, ['fits']],
    ['a  b', 4, ['a  b']],
    ['word     word', 6, ['word', 'word']],
    ['日本 語学', 4, ['日本', '語学']],
    ['日本語', 4, ['日本', '語']],
    ['go supercalifragilistic on', 8, ['go', 'supercal', 'ifragili', 'stic on']],
    ['', 5, ['']],
  ])('%j in %i columns', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });

  test('keeps every character and fits every line', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab日é ]*$/),
        fc.integer({ min: 2, max: 12 }),
        (text, width) => {
          const starts = lineStarts(text, width);
          expect(starts).toEqual([...starts].sort((a, b) => a - b));
          const lines = starts.map((start, index) => text.slice(start, starts[index + 1]));
          expect(lines.join('')).toBe(text);
          for (const line of wrapText(text, width)) {
            expect(textWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});
