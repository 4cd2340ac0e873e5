import { escapeLine } from './escape-text.ts';
import type { StyledText } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Tells of something that is not as it should be and does not stop the program; nothing twice. */
export function warn(message: string, terminal: Terminal): void {
  const line = warningLine(message, terminal);
  if (line !== undefined) terminal.errLines(line);
}

/** The line that tells of it, for who writes it; undefined when the terminal has been told already. */
export function warningLine(message: string, terminal: Terminal): StyledText | undefined {
  const messages = told.get(terminal) ?? new Set();
  told.set(terminal, messages);
  if (messages.has(message)) return undefined;
  messages.add(message);
  return [{ text: `WARNING: ${escapeLine(message)}`, style: 'warning' }];
}

/** Planning, staging and each run of a batch find the same problems again. */
const told = new WeakMap<Terminal, Set<string>>();
