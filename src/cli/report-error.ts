import { GageError } from '../failures/failures.ts';
import type { OperationChoice } from '../failures/project-failures.ts';
import { ZipError } from '../platform/zip-format.ts';
import { escapeLine } from './escape-text.ts';
import { operationsTable } from './operations-table.ts';
import type { Terminal } from './terminal.ts';

/** Tells what went wrong, on stderr. @returns the exit status of the program. */
export function reportError(error: unknown, terminal: Terminal, isVerbose: boolean): number {
  if (error instanceof GageError) {
    const { failure, message } = error;
    if (failure.reason === 'unknown-operation' || failure.reason === 'no-default-operation') {
      tellChoices(message, failure.choices, terminal);
    } else terminal.errLines(...`gage: ${message}`.split('\n').map(escapeLine));
    return 1;
  }
  const expected = describeExpectedError(error);
  if (expected !== undefined) {
    terminal.errLines(`gage: ${escapeLine(expected)}`);
    return 1;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  terminal.errLines(`gage: unexpected error: ${escapeLine(message)}`);
  terminal.errLines(
    isVerbose ? (stack ?? '') : "Run the command again with 'gage -v' to see where.",
  );
  return 1;
}

/** The message of an error that says something of the world; undefined for what is a mistake of the program. */
export function describeExpectedError(error: unknown): string | undefined {
  if (error instanceof GageError || error instanceof ZipError) return error.message;
  return describeSystemError(error);
}

/** What a code of the system, such as `EACCES`, means to a person, as a clause. */
export function meaningOfSystemError(code: string): string {
  return SYSTEM_ERRORS[code] ?? code;
}

/** A message that is a screen of its own: what is wrong, and a table of what can be asked for. */
function tellChoices(
  message: string,
  choices: readonly OperationChoice[],
  terminal: Terminal,
): void {
  const lines = message.split('\n');
  // The message lists them below its last blank line.
  const head = choices.length === 0 ? lines : lines.slice(0, lines.lastIndexOf('') + 1);
  terminal.errLines(...head.map(escapeLine));
  if (choices.length > 0) terminal.errBlock(operationsTable(choices, terminal));
}

/** What the system's codes mean to a person. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'disk quota exceeded',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reported an error',
  EEXIST: 'already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ENOENT: 'does not exist',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ELOOP: 'too many levels of links',
  EFBIG: 'the file is too large',
  EFTYPE: 'not an ordinary file',
};

function describeSystemError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const meaning = SYSTEM_ERRORS[String(error.code)];
  if (meaning === undefined) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const doing = 'syscall' in error ? ` (${String(error.syscall)})` : '';
  return path === undefined ? `${meaning}${doing}` : `${path}: ${meaning}${doing}`;
}
