import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeLine, escapeLines } from '../../src/cli/escape-text.ts';

test.each([
  ['plain [/x] :warning: text', 'plain [/x] :warning: text'],
  ['émoji 🎉 日本', 'émoji 🎉 日本'],
  ['\u001b[31mred\u001b[0m', '^[[31mred^[[0m'],
  ['title\u001b]0;x\u0007', 'title^[]0;x^G'],
  ['two\nlines', 'two lines'],
  ['two\r\nlines', 'two lines'],
  ['a\tb', 'a b'],
  ['\u0000\u007f\u009b', '^@^?\\x9b'],
  ['txt.\u202egpj', 'txt.\\u202egpj'],
  ['half \ud800', 'half \ufffd'],
  ['separated\u2028here', 'separated here'],
  ['👨‍👩‍👧', '👨‍👩‍👧'],
])('%j on one line is %j', (text, safe) => {
  expect(escapeLine(text)).toBe(safe);
});

test('texts of several lines keep them', () => {
  expect(escapeLines('one\r\ntwo\rthree\n\u001b[2J')).toBe('one\ntwo\nthree\n^[[2J');
});

test('no control character is left', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x2100)), (units) => {
      const text = String.fromCharCode(...units);
      expect(escapeLine(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(escapeLines(text)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
