import { fail } from '../failures/failures.ts';
import { nextAttributeTimeMillis } from '../platform/clock.ts';
import { timeSortableId } from '../platform/ids.ts';
import { compareCodePoints } from '../values/order.ts';
import { isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { readAttributeChanges } from './attribute-log.ts';
import { sidecarPathOf } from './layout.ts';
import type { Run } from './run.ts';
import { setUserAttributes } from './user-attributes.ts';

/** Something a person said about a run. */
export interface Comment {
  /** The time of its making in hexadecimal digits, such as `018f34b9-15fb`. */
  readonly id: string;
  readonly author: string;
  /** When it was last changed, milliseconds since the epoch. */
  readonly timeMillis: number;
  readonly text: string;
}

/** Comments are user attributes whose names begin so, followed by the comment's id. */
const COMMENT_PREFIX = 'comment:';

/** How much of a time-sortable id is its time: `018f34b9-15fb`. */
const ID_LENGTH = 13;

/** The comments on a run as they are now, the one changed last at the end. A comment stays its first author's. */
export function readComments(run: Run): readonly Comment[] {
  const comments = new Map<string, Comment>();
  for (const { author, set, delete: deleted } of readChanges(run)) {
    for (const [name, value] of Object.entries(set)) {
      const known = comments.get(name);
      const comment = parseComment(name, value, known?.author ?? author);
      if (comment !== undefined) comments.set(name, comment);
    }
    for (const name of deleted) comments.delete(name);
  }
  return [...comments.values()].sort(
    (a, b) => a.timeMillis - b.timeMillis || compareCodePoints(a.id, b.id),
  );
}

function readChanges(run: Run): ReturnType<typeof readAttributeChanges> {
  return readAttributeChanges(sidecarPathOf(run.runDir, 'user'));
}

function parseComment(name: string, value: Value, author: string): Comment | undefined {
  if (!name.startsWith(COMMENT_PREFIX) || !isMap(value)) return undefined;
  const { msg, timestamp } = value;
  if (typeof msg !== 'string') return undefined;
  const id = name.slice(COMMENT_PREFIX.length);
  return { id, author, timeMillis: toNumber(timestamp) ?? 0, text: msg };
}

/** Adds a comment; its id is one that no comment on the run ever had. */
export function addComment(run: Run, author: string, text: string): Comment {
  const used = new Set(readChanges(run).flatMap(({ set }) => Object.keys(set)));
  let timeMillis = nextAttributeTimeMillis();
  while (used.has(COMMENT_PREFIX + commentId(timeMillis))) timeMillis++;
  const comment = { id: commentId(timeMillis), author, timeMillis, text };
  writeComment(run, author, comment);
  return comment;
}

function commentId(timeMillis: number): string {
  return timeSortableId(timeMillis).slice(0, ID_LENGTH);
}

/** Gives a comment another text and the present time, whoever wrote it. Fails with `comment-not-found`. */
export function editComment(run: Run, author: string, id: string, text: string): Comment {
  const comment = { ...findComment(run, id), timeMillis: nextAttributeTimeMillis(), text };
  writeComment(run, author, comment);
  return comment;
}

function writeComment(run: Run, author: string, { id, timeMillis, text }: Comment): void {
  const value = { msg: text, timestamp: timeMillis };
  setUserAttributes(run, { author, set: { [COMMENT_PREFIX + id]: value } });
}

/** Deletes a comment, whoever wrote it. Fails with `comment-not-found`. */
export function deleteComment(run: Run, author: string, id: string): Comment {
  const comment = findComment(run, id);
  setUserAttributes(run, { author, delete: [COMMENT_PREFIX + id] });
  return comment;
}

/** The comment with an id. Fails with `comment-not-found`. */
export function findComment(run: Run, id: string): Comment {
  const comment = readComments(run).find((candidate) => candidate.id === id);
  return comment ?? fail({ reason: 'comment-not-found', id, runName: run.name });
}
