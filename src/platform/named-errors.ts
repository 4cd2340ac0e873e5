/**
 * Does something with an open file. The system's errors do not say which file it was: they are given its
 * path, unless they have one.
 */
export function naming<T>(path: string, action: () => T): T {
  try {
    const result = action();
    return result instanceof Promise ? (result.catch(rethrow(path)) as T) : result;
  } catch (error) {
    return rethrow(path)(error);
  }
}

const rethrow =
  (path: string) =>
  (error: unknown): never => {
    const isNameless = error instanceof Error && 'syscall' in error && !('path' in error);
    throw isNameless ? Object.assign(error, { path }) : error;
  };
