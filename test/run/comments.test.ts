import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addComment, deleteComment, editComment, readComments } from '../../src/run/comments.ts';
import { Run } from '../../src/run/run.ts';
import { readUserAttributes, setUserAttributes } from '../../src/run/user-attributes.ts';
import { timeSortableId } from '../../src/platform/ids.ts';
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

describe('commenting', () => {
  const newRun = (): Run => new Run(ID, join(makeTempDir(), ID));

  test('a comment has the time of its making as its id', () => {
    const run = newRun();
    const before = Date.now();
    const comment = addComment(run, 'ann', 'Looks overfit');
    expect(comment.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}$/);
    expect(Number.parseInt(comment.id.replace('-', ''), 16)).toBe(comment.timeMillis);
    expect(comment.timeMillis).toBeGreaterThanOrEqual(before);
    expect(readComments(run)).toEqual([comment]);
    expect(readUserAttributes(run)).toEqual({
      [`comment:${comment.id}`]: { msg: 'Looks overfit', timestamp: comment.timeMillis },
    });
  });

  test('ids are never given twice, not even after a deletion', () => {
    const run = newRun();
    // Somebody whose clock is ahead has used the ids of the next seconds.
    const ahead = Date.now();
    const set = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `comment:${timeSortableId(ahead + index).slice(0, 13)}`,
        { msg: 'from the future', timestamp: 1 },
      ]),
    );
    setUserAttributes(run, { author: 'bob', set });
    setUserAttributes(run, { author: 'bob', delete: Object.keys(set) });
    const comment = addComment(run, 'ann', 'now');
    expect(comment.timeMillis).toBe(ahead + 5000);
    expect(readComments(run)).toEqual([comment]);
  });

  test('anybody can edit a comment, which stays its author’s and comes last', () => {
    const run = newRun();
    const first = addComment(run, 'ann', 'first');
    const second = addComment(run, 'ann', 'second');
    const edited = editComment(run, 'bob', first.id, 'first, corrected');
    expect(edited).toMatchObject({ id: first.id, author: 'ann', text: 'first, corrected' });
    expect(readComments(run)).toEqual([second, edited]);
  });

  test('anybody can delete a comment', () => {
    const run = newRun();
    const { id } = addComment(run, 'ann', 'first');
    expect(deleteComment(run, 'bob', id).text).toBe('first');
    expect(readComments(run)).toEqual([]);
  });

  test('a comment that is not there is neither edited nor deleted', () => {
    const run = newRun();
    const { id } = addComment(run, 'ann', 'first');
    deleteComment(run, 'ann', id);
    for (const change of [
      () => editComment(run, 'ann', id, 'again'),
      () => deleteComment(run, 'ann', id),
      () => deleteComment(run, 'ann', 'unknown'),
    ]) {
      expect(change).toThrow(`for run '${run.name}'`);
    }
    expect(readComments(run)).toEqual([]);
  });
});
