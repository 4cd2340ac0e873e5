import { createTerminal } from '../../src/cli/terminal.ts';
import type { Layout, Terminal, TerminalFacts } from '../../src/cli/terminal.ts';

export const PLAIN: Layout = { mode: 'plain', width: 60, ellipsis: '...' };
export const NORMAL: Layout = { mode: 'normal', width: 80, ellipsis: '…' };

/** A terminal that keeps what is written to it. */
export interface RecordingTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

/** A terminal for an environment; its streams are terminals of 80 × 24 if `isTerminal`. */
export function recordingTerminal(
  env: TerminalFacts['env'] = {},
  isTerminal = false,
): RecordingTerminal {
  const written = { out: '', err: '' };
  const stream = isTerminal ? { isTerminal, columns: 80, rows: 24 } : { isTerminal };
  const terminal = createTerminal({
    env,
    stdin: stream,
    stdout: { ...stream, write: (text) => void (written.out += text) },
    stderr: { ...stream, write: (text) => void (written.err += text) },
  });
  return { ...terminal, written };
}
