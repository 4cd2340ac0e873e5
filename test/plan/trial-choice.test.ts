import { expect, test } from 'vitest';
import { combinationIndices } from '../../src/plan/trial-choice.ts';

const sample = (total: number, seed: number): readonly number[] => [
  ...combinationIndices(total, { seed }),
];

test('combinations come in their order', () => {
  expect([...combinationIndices(4)]).toEqual([0, 1, 2, 3]);
});

test('at random each comes once, the same way for the same seed', () => {
  const numbers = sample(1000, 1);
  expect(new Set(numbers).size).toBe(1000);
  expect(Math.min(...numbers)).toBe(0);
  expect(Math.max(...numbers)).toBe(999);
  expect(sample(1000, 1)).toEqual(numbers);
  expect(sample(1000, 2)).not.toEqual(numbers);
});

test('at random each is as likely to come first', () => {
  const first = Array.from({ length: 6000 }, (_, seed) => sample(3, seed)[0]);
  for (const index of [0, 1, 2]) {
    const share = first.filter((number) => number === index).length / first.length;
    expect(share).toBeCloseTo(1 / 3, 1);
  }
});

test('of very many only those asked for are made', () => {
  const indices = combinationIndices(1e12, { seed: 1 });
  const numbers = [1, 2, 3].map(() => indices.next().value);
  expect(new Set(numbers).size).toBe(3);
});
