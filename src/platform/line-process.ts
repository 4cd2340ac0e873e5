import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { signalProcessGroup } from './signal-process.ts';

/** A program that is talked to in lines of text. */
export interface LineProcess {
  /** Writes a line; what a program that has ended does not read is lost. */
  send(line: string): void;
  /**
   * The next line it writes. Rejects with {@link LineProcessError} when there is none and will be none, when
   * it takes too long, when a line is too long; with the signal's reason when that is aborted.
   */
  receive(timeoutMs: number, signal?: AbortSignal): Promise<string>;
  /** Ends its input, and the program if it does not end by itself. */
  close(graceMs: number): Promise<void>;
}

/** Why there is no line. */
export class LineProcessError extends Error {
  override readonly name = 'LineProcessError';
}

/** A line this long is no message. */
const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** So much of the end of what a program wrote to standard error is told when it ends. */
const MAX_LAST_WORDS = 2000;

/**
 * Starts a command line of the shell that leads a process group of its own.
 * @param onError told what it writes to standard error, as it comes.
 */
export function startLineProcess(
  command: string,
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly onError?: (text: string) => void;
  },
): LineProcess {
  const { cwd, env, onError } = options;
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, stdio: 'pipe', detached: true });
  return new ChildLines(child, onError);
}

class ChildLines implements LineProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  /** The beginning of a line whose end has not come. */
  #partial = '';
  #lastWords = '';
  #ending: string | undefined;
  #wake: () => void = () => undefined;
  readonly #ended: Promise<void>;

  constructor(child: ChildProcessWithoutNullStreams, onError: (text: string) => void = () => {}) {
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#take(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-MAX_LAST_WORDS);
      onError(text);
    });
    // Whoever has ended reads no more: that is told by its end.
    child.stdin.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#end(`it cannot be started (${error.message})`);
        resolve();
      });
      child.once('close', (code, signal) => {
        this.#end(`it ended ${signal === null ? `with exit code ${code ?? 0}` : `by ${signal}`}`);
        resolve();
      });
    });
  }

  send(line: string): void {
    if (this.#ending === undefined) this.#child.stdin.write(`${line}\n`);
  }

  async receive(timeoutMs: number, signal?: AbortSignal): Promise<string> {
    const isLate = AbortSignal.timeout(timeoutMs);
    for (;;) {
      signal?.throwIfAborted();
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#ending !== undefined) throw new LineProcessError(this.#describeEnd(this.#ending));
      if (isLate.aborted) {
        throw new LineProcessError(`it has not answered for ${secondsText(timeoutMs)}`);
      }
      await this.#change([isLate, ...(signal === undefined ? [] : [signal])]);
    }
  }

  async close(graceMs: number): Promise<void> {
    this.#child.stdin.end();
    const { pid } = this.#child;
    const stop = (signal: NodeJS.Signals): void => {
      if (pid !== undefined) signalProcessGroup(pid, signal);
    };
    const timers = [setTimeout(stop, graceMs, 'SIGTERM'), setTimeout(stop, 2 * graceMs, 'SIGKILL')];
    await this.#ended;
    for (const timer of timers) clearTimeout(timer);
  }

  #take(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    let partial = this.#partial + first;
    for (const next of rest) {
      this.#lines.push(partial);
      partial = next;
    }
    this.#partial = partial;
    if (partial.length > MAX_LINE_BYTES) {
      this.#end('it writes a line without an end');
      this.#child.stdout.destroy();
    }
    this.#wake();
  }

  #end(how: string): void {
    this.#ending ??= how;
    this.#wake();
  }

  #describeEnd(how: string): string {
    const lastLine = this.#lastWords.trimEnd().split('\n').at(-1) ?? '';
    return lastLine === '' ? how : `${how}: ${lastLine}`;
  }

  /** Settles when a line comes, when the program ends, when a signal is aborted. */
  async #change(signals: readonly AbortSignal[]): Promise<void> {
    const done = new AbortController();
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      for (const signal of signals) {
        signal.addEventListener('abort', () => resolve(), { once: true, signal: done.signal });
      }
    });
    done.abort();
  }
}

function secondsText(milliseconds: number): string {
  return milliseconds === 1000 ? '1 second' : `${milliseconds / 1000} seconds`;
}
