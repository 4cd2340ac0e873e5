import { expect, test } from 'vitest';

import { nearest } from '../../src/values/nearest.ts';

const KEYS = ['batch_size', 'epochs', 'lr', 'model.dropout', 'opts.lr', 'optimizer', 'seed'];

test.each([
  ['epoch', ['epochs']],
  ['epcohs', ['epochs']],
  ['EPOCHS', ['epochs']],
  ['batch-size', ['batch_size']],
  ['droput', []],
  ['dropout', ['model.dropout']],
  ['lr', ['lr', 'opts.lr']],
  ['rl', ['lr']],
  ['optimiser', ['optimizer']],
  ['momentum', []],
  ['', []],
])('nearest to "%s" is %j', (word, expected) => {
  expect(nearest(word, KEYS)).toEqual(expected);
});

test('the best come first and no more than asked for', () => {
  expect(nearest('train', ['trains', 'train', 'brain', 'strain'], 3)).toEqual([
    'train',
    'brain',
    'strain',
  ]);
  expect(nearest('train', ['trains', 'train'], 1)).toEqual(['train']);
});
