import { describe, expect, test } from 'vitest';
import { paint, sliceSpans, span, statusStyle, toSpans } from '../../src/cli/style.ts';
import type { Style } from '../../src/cli/style.ts';

describe('styles', () => {
  test.each<[Style, string]>([
    ['border', '2'],
    ['heading', '93'],
    ['label', '38;5;51'],
    ['command', '1;32'],
    ['placeholder', '1;3;36'],
    ['status-failed', '38;5;160'],
  ])('%s is painted as %s', (style, code) => {
    expect(paint([span(style, 'x')], true)).toBe(`\u001b[${code}mx\u001b[0m`);
    expect(paint([span(style, 'x')], false)).toBe('x');
  });

  test('empty text is not painted', () => {
    expect(paint([span('label', '')], true)).toBe('');
  });
});

test('a style for the whole does not replace those of its parts', () => {
  expect(toSpans([{ text: 'a' }, span('label', 'b')], 'value')).toEqual([
    { text: 'a', style: 'value' },
    { text: 'b', style: 'label' },
  ]);
});

test('a slice keeps styles', () => {
  const spans = [span('label', 'train'), { text: ' ' }, span('value', 'v2')];
  expect(sliceSpans(spans, 3, 7)).toEqual([
    { text: 'in', style: 'label' },
    { text: ' ', style: undefined },
    { text: 'v', style: 'value' },
  ]);
});

test.each([
  ['completed', false, 'status-completed'],
  ['terminated', false, 'status-failed'],
  ['running', true, 'status-running-dim'],
  ['unknown', false, undefined],
  ['unknown', true, 'value'],
  ['constructor', false, undefined],
])('status %s (deleted: %s) has style %s', (status, isDim, style) => {
  expect(statusStyle(status, isDim)).toBe(style);
});
