import { writeSync } from 'node:fs';

/**
 * Writes a short text to standard output. The stream of the process is the last resort: making it
 * takes longer than all the rest of a short program.
 */
export function writeShortOutput(text: string): void {
  try {
    writeSync(1, text);
  } catch {
    process.stdout.write(text);
  }
}
