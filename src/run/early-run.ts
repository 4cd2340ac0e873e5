import { OLDER_META } from './layout.ts';

/** Members by which runs of early versions are known, besides their operation reference. */
export const EARLY_MEMBERS: readonly string[] = [
  OLDER_META.command,
  OLDER_META.environment,
  OLDER_META.name,
];

/**
 * Whether metadata is that of an early version, which has other members and is never changed.
 * @param opref the text of its operation reference.
 */
export function isEarlyRun(opref: string | undefined, has: (name: string) => boolean): boolean {
  return opref?.startsWith('1 ') === true || EARLY_MEMBERS.some(has);
}
