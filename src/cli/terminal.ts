import { paint } from './style.ts';
import type { StyledText } from './style.ts';

/** What is known about one of the standard streams. */
export interface StreamFacts {
  readonly isTerminal: boolean;
  /** Size in characters, where the stream is a terminal that tells. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** A standard stream that can be written to, whole texts at a time. */
interface OutputFacts extends StreamFacts {
  readonly write: (text: string) => void;
}

/** Where a program's texts come from and go to. */
export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: StreamFacts;
  readonly stdout: OutputFacts;
  readonly stderr: OutputFacts;
}

/** Plain: dashes, bars and ASCII only, for simple terminals and for scripts. Normal: box drawing. */
export type Mode = 'plain' | 'normal';

/** What tables, panels and help screens are laid out for. */
export interface Layout {
  readonly mode: Mode;
  /** Columns of a line. */
  readonly width: number;
  /** What ends a text that was cut. */
  readonly ellipsis: string;
}

/** The program's view of its standard streams. Requested data goes to `out`, all else to `err`. */
export interface Terminal extends Layout {
  /** Lines of a screen. */
  readonly height: number;
  /** Whether stdin and stdout are both terminals: somebody is there to answer and to read. */
  readonly isInteractive: boolean;
  /** Whether a line on stdout can be drawn over: progress is shown. */
  readonly canRedraw: boolean;
  readonly outHasColor: boolean;
  readonly errHasColor: boolean;
  /** Write exactly this text, with its styles where the stream shows them. */
  readonly out: (text: StyledText) => void;
  readonly err: (text: StyledText) => void;
  /** Write lines in one piece, each with its line break; lines are never wrapped or cut. */
  readonly outLines: (...lines: readonly StyledText[]) => void;
  readonly errLines: (...lines: readonly StyledText[]) => void;
  /** As `outLines` and `errLines`, for tables and texts of any length. */
  readonly outBlock: (lines: readonly StyledText[]) => void;
  readonly errBlock: (lines: readonly StyledText[]) => void;
}

const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 25;

/** The terminal that the environment and the streams make. */
export function createTerminal(facts: TerminalFacts): Terminal {
  const { env, stdin, stdout, stderr } = facts;
  const mode = modeOf(env);
  const outHasColor = showsColor(mode, env, stdout);
  const errHasColor = showsColor(mode, env, stderr);
  const out = (text: StyledText): void => stdout.write(paint(text, outHasColor));
  const err = (text: StyledText): void => stderr.write(paint(text, errHasColor));
  const outBlock = (lines: readonly StyledText[]): void =>
    stdout.write(paintLines(lines, outHasColor));
  const errBlock = (lines: readonly StyledText[]): void =>
    stderr.write(paintLines(lines, errHasColor));
  return {
    mode,
    // Asked each time: windows change their size.
    get width() {
      return sizeOf(mode, facts).width;
    },
    get height() {
      return sizeOf(mode, facts).height;
    },
    ellipsis: mode === 'plain' ? '...' : '…',
    isInteractive: stdin.isTerminal && stdout.isTerminal,
    canRedraw: stdout.isTerminal && mode === 'normal',
    outHasColor,
    errHasColor,
    out,
    err,
    outLines: (...lines) => outBlock(lines),
    errLines: (...lines) => errBlock(lines),
    outBlock,
    errBlock,
  };
}

function modeOf(env: TerminalFacts['env']): Mode {
  return env['TERM'] === 'dumb' || env['TERM'] === 'unknown' ? 'plain' : 'normal';
}

function showsColor(mode: Mode, env: TerminalFacts['env'], stream: StreamFacts): boolean {
  if (mode === 'plain' || isSet(env['NO_COLOR'])) return false;
  return stream.isTerminal || isSet(env['FORCE_COLOR']);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function sizeOf(mode: Mode, facts: TerminalFacts): { width: number; height: number } {
  const columns = sizeFrom(facts.env['COLUMNS']);
  const rows = sizeFrom(facts.env['LINES']);
  // Simple terminals rarely know their size: only a complete statement counts.
  const isKnown = columns !== undefined && rows !== undefined;
  if (mode === 'plain' && facts.stdout.isTerminal && !isKnown) {
    return { width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT };
  }
  const terminal = [facts.stdin, facts.stdout, facts.stderr].find(
    (stream) => stream.isTerminal && (stream.columns ?? 0) > 0,
  );
  return {
    width: columns ?? terminal?.columns ?? DEFAULT_WIDTH,
    height: rows ?? terminal?.rows ?? DEFAULT_HEIGHT,
  };
}

/** A size given by a variable; anything but a positive number is as good as nothing. */
function sizeFrom(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  return Number(text) || undefined;
}

function paintLines(lines: readonly StyledText[], hasColor: boolean): string {
  return lines.map((line) => `${paint(line, hasColor)}\n`).join('');
}
