/** Write bits of others, of which the user's mask decides. */
const WRITE_BITS_OF_OTHERS = 0o022;

/**
 * The permission bits of a copy: those of the original, but that nobody may write to it whom the user's
 * mask keeps from new files.
 */
export function withinUmask(mode: number): number {
  return mode & ~(process.umask() & WRITE_BITS_OF_OTHERS);
}

/** The mode of a file or folder that is made with this one. */
export function newMode(mode: number): number {
  return mode & ~process.umask();
}
