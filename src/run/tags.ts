import { fail } from '../failures/failures.ts';
import { compareCodePoints } from '../values/order.ts';
import type { ValueMap } from '../values/value.ts';
import type { Run } from './run.ts';
import { readUserAttributes, setUserAttributes } from './user-attributes.ts';

/** Tags are user attributes whose names begin so, followed by the tag; their values mean nothing. */
const TAG_PREFIX = 'tag:';

/** The tags people have given a run, sorted. */
export function readTags(run: Run): readonly string[] {
  return tagsOf(readUserAttributes(run));
}

/** The tags among a run's user attributes, sorted. */
export function tagsOf(attributes: ValueMap): readonly string[] {
  return Object.keys(attributes)
    .filter((name) => name.startsWith(TAG_PREFIX))
    .map((name) => name.slice(TAG_PREFIX.length))
    .sort(compareCodePoints);
}

/** Tags to add to a run and to remove from it; a tag in both is removed. */
export interface TagChange {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** What a change of tags came to; what a run had or lacked before is not in it. */
export interface ChangedTags {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Changes the tags of a run in one step; nothing is written where nothing changes. Fails with
 * `invalid-argument` for a tag that is blank or has a line break.
 */
export function changeTags(run: Run, author: string, change: TagChange): ChangedTags {
  const { add = [], remove = [] } = change;
  for (const tag of [...add, ...remove]) checkTag(tag);
  const present = new Set(readTags(run));
  const removed = [...new Set(remove)].filter((tag) => present.has(tag));
  const added = [...new Set(add)].filter((tag) => !present.has(tag) && !remove.includes(tag));
  if (added.length + removed.length > 0) {
    setUserAttributes(run, {
      author,
      set: Object.fromEntries(added.map((tag) => [TAG_PREFIX + tag, ''])),
      delete: removed.map((tag) => TAG_PREFIX + tag),
    });
  }
  return { added, removed };
}

/** Fails with `invalid-argument` for a tag that is blank or has a line break. */
export function checkTag(tag: string): void {
  const problem = tag.trim() === '' ? 'is blank' : /[\r\n]/.test(tag) ? 'has several lines' : '';
  if (problem !== '') {
    fail({ reason: 'invalid-argument', message: `a tag ${problem}: ${JSON.stringify(tag)}` });
  }
}
