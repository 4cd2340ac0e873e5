import { escapeLine } from './escape-text.ts';
import type { Terminal } from './terminal.ts';

/** Tells of something that is not as it should be and does not stop the program. */
export function warn(message: string, terminal: Terminal): void {
  terminal.errLines([{ text: `WARNING: ${escapeLine(message)}`, style: 'warning' }]);
}
