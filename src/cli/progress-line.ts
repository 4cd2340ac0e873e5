import { cutToWidth, textWidth } from './text-width.ts';
import { paint, plainText } from './style.ts';
import type { StyledText } from './style.ts';
import type { Terminal } from './terminal.ts';

/** What is going on. */
export interface Progress {
  readonly description: string;
  /** How much is done, from 0 to 1; unknown shows a spinner instead of a bar. */
  readonly fraction?: number | undefined;
  /** What the estimate of the remaining time is about, where that is not what the description says. */
  readonly task?: string;
  /** Lines below it. */
  readonly details?: readonly StyledText[];
  /** Says it anew, where it changes as time passes. */
  readonly refresh?: () => Progress | undefined;
}

/** The outside of a {@link ProgressLine}. */
export interface ProgressClock {
  readonly nowMs: () => number;
  /** Calls `tick` again and again; the result ends that. The timer must not keep the program alive. */
  readonly every: (intervalMs: number, tick: () => void) => () => void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const REMAINING_TIME_MS = 1000;
/** Of less, done in less time, nothing follows for the rest: it would be told to take days. */
const TELLING_PART = 0.01;
const TELLING_TIME_MS = 60_000;
const MAXIMUM_BAR_WIDTH = 40;
const ERASE_LINE = '\r\u001b[K';

/**
 * One line at the bottom of the terminal that says what is going on, drawn over ten times a second.
 * Nothing is written where lines cannot be drawn over. It lives until {@link ProgressLine.stop}.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  readonly #clock: ProgressClock;
  #progress: Progress | undefined;
  #cancel: (() => void) | undefined;
  #isDrawn = false;
  #linesBelow = 0;
  /** Whether the last output ended its line; a line that is still open is not drawn over. */
  #isAtLineStart = true;
  #frame = 0;
  #startedMs = 0;
  /** How much was done before. */
  #startedAt = 0;
  #remaining = '';
  #remainingShownMs = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, clock: ProgressClock) {
    this.#terminal = terminal;
    this.#clock = clock;
  }

  /** Shows `progress` from now on. Another task starts the estimate of the remaining time anew. */
  update(progress: Progress): void {
    if (!this.#terminal.canRedraw) return;
    if (taskOf(progress) !== taskOf(this.#progress)) {
      this.#startedMs = this.#clock.nowMs();
      this.#startedAt = progress.fraction ?? 0;
      this.#remaining = '';
      this.#remainingShownMs = Number.NEGATIVE_INFINITY;
    }
    this.#progress = progress;
    this.#cancel ??= this.#clock.every(FRAME_MS, () => {
      this.#frame = (this.#frame + 1) % FRAMES.length;
      this.#progress = this.#progress?.refresh?.() ?? this.#progress;
      this.#draw();
    });
    if (!this.#isDrawn) this.#draw();
  }

  /** Writes other output to stdout, above the line. */
  writeAbove(text: string): void {
    if (text === '') return;
    this.#erase();
    this.#terminal.out(text);
    this.#isAtLineStart = text.endsWith('\n');
    this.#draw();
  }

  /** Lets `write` write whole lines to the terminal by another way, above the line. */
  makeRoom(write: () => void): void {
    this.#erase();
    if (!this.#isAtLineStart) this.#terminal.out('\n');
    this.#isAtLineStart = true;
    write();
    this.#draw();
  }

  /** Erases the line for good. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#progress = undefined;
    this.#erase();
  }

  #draw(): void {
    if (this.#progress === undefined || !this.#isAtLineStart) return;
    // A line as wide as the screen would wrap, and could not be erased.
    const room = this.#terminal.width - 1;
    const { description, fraction } = this.#progress;
    const line =
      fraction === undefined
        ? `${FRAMES[this.#frame] ?? ''} ${description}`
        : this.#barLine(description, Math.min(1, Math.max(0, fraction)), room);
    const { details = [] } = this.#progress;
    const lines = [line, ...details].map((text) => this.#fitted(text, room));
    // In one piece: what is erased first is seen to flicker.
    const up = this.#linesBelow > 0 ? `\u001b[${this.#linesBelow}A` : '';
    const drawn = lines.map((text) => ERASE_LINE + text).join('\n');
    const rest = this.#linesBelow > details.length ? '\u001b[J' : '';
    this.#terminal.out(up + drawn + rest);
    this.#linesBelow = details.length;
    this.#isDrawn = true;
  }

  #fitted(text: StyledText, room: number): string {
    const { ellipsis, outHasColor } = this.#terminal;
    const plain = plainText(text);
    return textWidth(plain) <= room ? paint(text, outHasColor) : cutToWidth(plain, room, ellipsis);
  }

  #barLine(description: string, fraction: number, room: number): string {
    const percent = `${Math.floor(fraction * 100)}%`.padStart(4);
    const end = `${percent} ${this.#remainingTime(fraction)}`.trimEnd();
    const width = Math.min(MAXIMUM_BAR_WIDTH, room - textWidth(description) - textWidth(end) - 2);
    if (width < 4) return `${description} ${end}`;
    const done = Math.round(fraction * width);
    return `${description} ${'━'.repeat(done)}${'─'.repeat(width - done)} ${end}`;
  }

  /** Assumes that the rest goes as fast as what was done since; changes at most once a second to stay readable. */
  #remainingTime(fraction: number): string {
    const nowMs = this.#clock.nowMs();
    const done = fraction - this.#startedAt;
    const elapsedMs = nowMs - this.#startedMs;
    const isKnown = done >= TELLING_PART || (done > 0 && elapsedMs >= TELLING_TIME_MS);
    if (isKnown && nowMs - this.#remainingShownMs >= REMAINING_TIME_MS) {
      const left = formatSeconds(Math.round((elapsedMs * (1 - fraction)) / done / 1000));
      this.#remaining = `${left} left`;
      this.#remainingShownMs = nowMs;
    }
    return this.#remaining;
  }

  #erase(): void {
    if (this.#isDrawn && this.#linesBelow > 0) {
      this.#terminal.out(`\u001b[${this.#linesBelow}A\r\u001b[J`);
    } else if (this.#isDrawn) this.#terminal.out(ERASE_LINE);
    this.#isDrawn = false;
    this.#linesBelow = 0;
  }
}

function taskOf(progress: Progress | undefined): string | undefined {
  return progress?.task ?? progress?.description;
}

/** `0:01:30`. */
export function formatSeconds(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part, index) => String(part).padStart(index === 0 ? 1 : 2, '0')).join(':');
}
