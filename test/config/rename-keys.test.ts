import { expect, test } from 'vitest';

import { compileRenaming } from '../../src/config/rename-keys.ts';
import type { KeyRenaming } from '../../src/config/rename-keys.ts';

test.each<[KeyRenaming, string, string]>([
  [{}, 'a.b', 'a.b'],
  [{ prefix: 'P.' }, 'x', 'P.x'],
  [{ prefix: 'model' }, 'x', 'model.x'],
  [{ prefix: 'model_' }, 'x', 'model_x'],
  [{ prefix: '' }, 'x', 'x'],
  [{ stripPrefix: 'train' }, 'train.rate', 'rate'],
  [{ stripPrefix: 'train.' }, 'train.rate', 'rate'],
  [{ stripPrefix: 'train' }, 'trainer.rate', 'trainer.rate'],
  [{ stripPrefix: 'train' }, 'train', 'train'],
  [{ stripPrefix: 'TRAIN_' }, 'TRAIN_RATE', 'RATE'],
  [{ rename: 'a b' }, 'a', 'b'],
  [{ rename: 'a b' }, 'a.x.y', 'b.x.y'],
  [{ rename: 'a b' }, 'ab.x', 'ab.x'],
  [{ rename: 'a.x  b' }, 'a.x', 'b'],
  [{ rename: 'A_ b.' }, 'A_X', 'b.X'],
  [{ rename: ['a b', 'b c'] }, 'a', 'b'],
  [{ rename: ['a b', 'b c'] }, 'b', 'c'],
  [{ stripPrefix: 'a', rename: 'x y', prefix: 'p' }, 'a.x', 'p.y'],
])('%j makes of %s %s', (renaming, key, expected) => {
  expect(compileRenaming(renaming)(key)).toBe(expected);
});

test.each(['', 'a', 'a b c'])('a rename of "%s" is refused', (rename) => {
  expect(() => compileRenaming({ rename })).toThrow(
    expect.objectContaining({
      message: `Invalid config path '${rename}': rename needs two words, 'old new'`,
    }),
  );
});
