import { hasErrorCode } from './files.ts';

/**
 * What the libraries of Node.js 20 call themselves: a version that does not change any more. Undefined for others, and where
 * the process has no right to it.
 */
export function nodeBinding(name: string): unknown {
  if (!process.version.startsWith('v20.') || process.platform === 'win32') return undefined;
  const { binding: find } = process as { binding?: (name: string) => unknown };
  // Where Node.js was asked to tell of what it will not have for ever, it would tell of this, or end.
  const { noDeprecation = false } = process;
  process.noDeprecation = true;
  try {
    return find?.call(process, name);
  } catch (error) {
    if (!hasErrorCode(error, 'ERR_ACCESS_DENIED')) throw error;
    return undefined;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}
