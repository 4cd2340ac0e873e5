import type { StyledText } from './style.ts';
import type { Mode } from './terminal.ts';

/**
 * Something wrong with a command line. `usage` is the general case; `incomplete` is an option
 * without its values; `exclusive` are two things that cannot be used together.
 */
export interface UsageProblem {
  readonly kind: 'usage' | 'incomplete' | 'exclusive';
  readonly message: string;
}

/** A {@link UsageProblem} and the command it is about. */
export interface UsageError extends UsageProblem {
  /** The command as typed: `gage ls`. */
  readonly path: string;
  /** The usage line, without `Usage: `. */
  readonly usage: string;
}

/** The exit status of the program after a usage error. */
export function usageErrorStatus(error: UsageError): number {
  return error.kind === 'exclusive' ? 1 : 2;
}

/** The lines that tell of a usage error, for stderr. */
export function formatUsageError(error: UsageError, mode: Mode): readonly StyledText[] {
  const hint = `Try '${error.path} -h' for help.`;
  if (error.kind === 'exclusive') return [error.message, '', hint];
  const message = mode === 'plain' ? `Error: ${error.message}` : error.message;
  if (error.kind === 'incomplete') return [message];
  const usage = `Usage: ${error.usage}`;
  return mode === 'plain' ? [usage, hint, '', message] : [usage, '', message, '', hint];
}
