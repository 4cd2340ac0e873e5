import type { OutputStream } from '../platform/child-process.ts';
import { startTimer } from '../platform/timers.ts';
import type { Timer } from '../platform/timers.ts';

/** Takes bytes of a stream; a promise while it is busy with them. */
export type TakeOutput = (bytes: Uint8Array, stream: OutputStream) => void | Promise<void>;

const LINE_FEED = 10;

/** How long the beginning of a line waits for its end: it may be a question that wants an answer. */
const WAIT_MS = 50;

/**
 * Passes on what comes by two streams so that lines of one are not cut by those of the other. Lives
 * until {@link WholeLines.end}. Throws what the one who takes it throws, perhaps with the next bytes.
 */
export class WholeLines {
  readonly #take: TakeOutput;
  /** Beginnings of lines, by the stream they came by. */
  readonly #begun = new Map<OutputStream, readonly Buffer[]>();
  #wait: Timer | undefined;
  #failure: Error | undefined;

  constructor(take: TakeOutput) {
    this.#take = take;
  }

  push(bytes: Uint8Array, stream: OutputStream): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const lineEnd = bytes.lastIndexOf(LINE_FEED) + 1;
    const begun = this.#begun.get(stream) ?? [];
    // What is held back is copied: the bytes are only good during the call.
    const rest = lineEnd < bytes.length ? [Buffer.from(bytes.subarray(lineEnd))] : [];
    if (lineEnd === 0) {
      this.#hold(stream, [...begun, ...rest]);
      return undefined;
    }
    this.#hold(stream, rest);
    const lines = bytes.subarray(0, lineEnd);
    return this.#take(begun.length === 0 ? lines : Buffer.concat([...begun, lines]), stream);
  }

  /** Passes on what is still held back. */
  end(): void {
    this.#wait?.cancel();
    if (this.#failure !== undefined) throw this.#failure;
    this.#release();
  }

  #hold(stream: OutputStream, pieces: readonly Buffer[]): void {
    if (pieces.length === 0) this.#begun.delete(stream);
    else {
      this.#begun.set(stream, pieces);
      void this.#releaseLater();
    }
  }

  async #releaseLater(): Promise<void> {
    if (this.#wait !== undefined) return;
    this.#wait = startTimer(WAIT_MS);
    await this.#wait.done;
    this.#wait = undefined;
    try {
      this.#release();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  #release(): void {
    const begun = [...this.#begun];
    this.#begun.clear();
    for (const [stream, pieces] of begun) void this.#take(Buffer.concat(pieces), stream);
  }
}
