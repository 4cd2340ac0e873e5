import type { RunEvent } from '../events.ts';
import type { RunOptions } from '../execute/run-options.ts';
import { StopController } from '../platform/stop-signal.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { ProgressLine } from './progress-line.ts';
import type { Progress } from './progress-line.ts';
import { describeExpectedError } from './report-error.ts';
import type { StyledText } from './style.ts';
import { warningLine } from './warning.ts';

/** The run options that a screen provides. */
export type Reporting = Required<
  Pick<RunOptions, 'signal' | 'forceSignal' | 'onOutput' | 'onEvent'>
>;

export interface RunScreenOptions {
  /** What is shown to be going on from an event on; undefined leaves it as it is. */
  readonly describe: (event: RunEvent) => Progress | undefined;
  /** Stdout is for something else: output of runs goes to stderr, and no progress is shown. */
  readonly isStdoutTaken?: boolean;
  /** The first interrupt from the keyboard lets what runs come to its end. */
  readonly drainsFirst?: boolean;
  /** Told of an interrupt that lets what runs come to its end. */
  readonly onDrain?: () => void;
}

/**
 * The terminal while runs are made: shows their output, what goes on, and messages; passes signals
 * on, the first to stop a run politely, the second to end it by force. It lives until
 * {@link RunScreen.close}.
 */
export class RunScreen {
  readonly reporting: Reporting;
  readonly #context: CommandContext;
  readonly #options: RunScreenOptions;
  readonly #line: ProgressLine;
  readonly #decoder = new TextDecoder();
  /** Made when somebody asks for it: a single run has no use for it. */
  #drain: AbortController | undefined;
  readonly #stop = new StopController();
  readonly #force = new StopController();
  readonly #showsProgress: boolean;
  #isReaderGone = false;
  readonly #ignoreSignals: () => void;
  #stoppedBy: NodeJS.Signals | undefined;

  constructor(context: CommandContext, options: RunScreenOptions) {
    const { host, terminal, values, globals } = context;
    this.#context = context;
    this.#options = options;
    this.#line = new ProgressLine(terminal, { nowMs: host.nowMillis, every: host.every });
    const isShowing = !values.isGiven('quiet') && globals.count('verbose') === 0;
    this.#showsProgress = isShowing && options.isStdoutTaken !== true;
    this.#ignoreSignals = host.onStopSignal((signal) => {
      this.#takeSignal(signal);
    });
    this.reporting = {
      signal: this.#stop.signal,
      forceSignal: this.#force.signal,
      onOutput: (bytes) => {
        this.#showOutput(bytes);
      },
      onEvent: (event) => {
        this.#showEvent(event);
      },
    };
  }

  /** The signal that asked to stop; undefined while none did. */
  get stoppedBy(): NodeJS.Signals | undefined {
    return this.#stoppedBy;
  }

  /** Aborts when nothing more is to be begun. */
  get drainSignal(): AbortSignal {
    return this.#draining().signal;
  }

  #draining(): AbortController {
    return (this.#drain ??= new AbortController());
  }

  #takeSignal(signal: NodeJS.Signals): void {
    const isFirst = this.#stoppedBy === undefined;
    this.#stoppedBy ??= signal;
    if (isFirst && this.#options.drainsFirst === true && signal === 'SIGINT') {
      this.#draining().abort();
      this.#options.onDrain?.();
    } else if (this.#stop.signal.aborted) this.#force.abort();
    else {
      this.#draining().abort();
      this.#stop.abort(signal);
    }
  }

  /** Shows what is going on. */
  update(progress: Progress): void {
    if (this.#showsProgress) this.#line.update(progress);
  }

  /** Writes lines to stderr. */
  say(...lines: readonly StyledText[]): void {
    this.#line.makeRoom(() => {
      this.#context.terminal.errLines(...lines);
    });
  }

  close(): void {
    this.#line.stop();
    this.#ignoreSignals();
  }

  #showOutput(bytes: Uint8Array): void {
    const { host, terminal, values } = this.#context;
    if (values.isGiven('quiet') || this.#isReaderGone) return;
    if (this.#options.isStdoutTaken === true) host.stderr.write(bytes);
    else if (terminal.canRedraw && this.#showsProgress)
      this.#line.writeAbove(this.#decoder.decode(bytes, { stream: true }));
    else this.#writeOutput(bytes);
  }

  /** A run goes on when nobody looks any more, or nothing can be shown: its output is recorded. */
  #writeOutput(bytes: Uint8Array): void {
    try {
      this.#isReaderGone = !this.#context.host.stdout.tryWrite(bytes);
    } catch (error) {
      const problem = describeExpectedError(error);
      if (problem === undefined) throw error;
      this.#isReaderGone = true;
      const { terminal } = this.#context;
      const line = warningLine(`output is recorded, but cannot be shown: ${problem}`, terminal);
      if (line !== undefined) this.say(line);
    }
  }

  #showEvent(event: RunEvent): void {
    if (event.type === 'notice') {
      const line = warningLine(event.message, this.#context.terminal);
      if (line !== undefined) this.say(line);
    }
    if (event.type === 'log' && this.#context.globals.count('verbose') > 0) {
      this.say(escapeLine(event.message));
    }
    const progress = this.#showsProgress ? this.#options.describe(event) : undefined;
    if (progress !== undefined) this.#line.update(progress);
  }
}
