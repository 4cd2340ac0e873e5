import { isSystemError } from './files.ts';

/**
 * A path of something in the working directory, told from there: for who asks for thousands, since each folder on the way
 * is looked up each time. Any other path is given back.
 */
export function fromWorkingDirectory(path: string): string {
  try {
    const prefix = `${process.cwd()}/`;
    return path.startsWith(prefix) && path.length > prefix.length
      ? path.slice(prefix.length)
      : path;
  } catch (error) {
    // It was removed.
    if (!isSystemError(error)) throw error;
    return path;
  }
}
