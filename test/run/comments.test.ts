import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readComments } from '../../src/run/comments.ts';
import { Run } from '../../src/run/run.ts';
import { setUserAttributes } from '../../src/run/user-attributes.ts';
import { makeTempDir } from '../rig/folders.ts';

const ID = '11111111-2222-4333-8444-555555555555';

test('comments are read as they are now, the oldest first, each its first author’s', () => {
  const run = new Run(ID, join(makeTempDir(), ID));
  const say = (author: string, id: string, msg: string, timestamp: number): void => {
    setUserAttributes(run, { author, set: { [`comment:${id}`]: { msg, timestamp } } });
  };
  say('ann', 'a', 'second', 2000);
  say('bob', 'b', 'first', 1000);
  say('bob', 'c', 'taken back', 500);
  setUserAttributes(run, { author: 'bob', delete: ['comment:c'] });
  say('bob', 'a', 'second, corrected', 3000);
  setUserAttributes(run, { author: 'ann', set: { label: 'no comment', 'comment:d': 'no map' } });

  expect(readComments(run)).toEqual([
    { id: 'b', author: 'bob', timeMillis: 1000, text: 'first' },
    { id: 'a', author: 'ann', timeMillis: 3000, text: 'second, corrected' },
  ]);
});

test('a run nobody has said anything of has no comments', () => {
  expect(readComments(new Run(ID, join(makeTempDir(), ID)))).toEqual([]);
});
