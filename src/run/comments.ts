import { readAttributeChanges } from './attribute-log.ts';
import { sidecarPathOf } from './layout.ts';
import type { Run } from './run.ts';
import { isMap, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';

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
export const COMMENT_PREFIX = 'comment:';

/** The comments on a run as they are now, the oldest first. A comment stays its first author's. */
export function readComments(run: Run): readonly Comment[] {
  const comments = new Map<string, Comment>();
  for (const { author, set, delete: deleted } of readAttributeChanges(
    sidecarPathOf(run.runDir, 'user'),
  )) {
    for (const [name, value] of Object.entries(set)) {
      const known = comments.get(name);
      const comment = parseComment(name, value, known?.author ?? author);
      if (comment !== undefined) comments.set(name, comment);
    }
    for (const name of deleted) comments.delete(name);
  }
  return [...comments.values()].sort((a, b) => a.timeMillis - b.timeMillis);
}

function parseComment(name: string, value: Value, author: string): Comment | undefined {
  if (!name.startsWith(COMMENT_PREFIX) || !isMap(value)) return undefined;
  const { msg, timestamp } = value;
  if (typeof msg !== 'string') return undefined;
  const id = name.slice(COMMENT_PREFIX.length);
  return { id, author, timeMillis: toNumber(timestamp) ?? 0, text: msg };
}
