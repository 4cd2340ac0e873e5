import { fail } from '../failures/failures.ts';
import type { PlannedTrial } from '../plan/plan-batch.ts';
import { LineProcessError, startLineProcess } from '../platform/line-process.ts';
import type { LineProcess } from '../platform/line-process.ts';
import { JsonTextError, formatJsonCompact, parseJson } from '../values/json-text.ts';
import { isFloat, isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import type { NextTrial, TrialResult, TrialSource } from './trial-source.ts';

/** A program that says what to try next, and what it is told and allowed. */
export interface OptimizerOptions {
  /** For the shell. */
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly operation: string;
  /** The flags it may set, with their defaults. */
  readonly flags: ValueMap;
  /** What it may begin its random numbers with. */
  readonly seed: number;
  /** At most so many trials. */
  readonly maxTrials: number | undefined;
  /** How many trials there are already, of a batch that goes on: new ones are numbered from there. */
  readonly knownTrials?: number;
  /** How long an answer may take. */
  readonly timeoutMs: number;
  /** Makes a trial of values; fails when the operation does not take them. */
  readonly plan: (values: ValueMap, number: number) => PlannedTrial;
  /** Has answers not waited for any more: whoever asks is told to wait. */
  readonly signal?: AbortSignal | undefined;
  /** Told what the program writes to standard error. */
  readonly onError?: (text: string) => void;
}

/** The version of the messages. */
const PROTOCOL = 1;

/** How long a program may take to end when its input has. */
const GRACE_MS = 2000;

/**
 * A source of trials that asks a program: one JSON object a line each way. docs/batches.md describes the
 * messages. The program is started with the first question or result.
 *
 * `next` fails with `optimizer-failed` when the program ends, does not answer in time, answers what is
 * no message or asks to wait for nothing; and as `plan` does.
 */
export function createOptimizerSource(options: OptimizerOptions): TrialSource {
  return new OptimizerSource(options);
}

class OptimizerSource implements TrialSource {
  readonly count: number | undefined = undefined;
  readonly #options: OptimizerOptions;
  #process: LineProcess | undefined;
  /** The number of the last trial. */
  #asked: number;
  #told = 0;

  constructor(options: OptimizerOptions) {
    this.#options = options;
    this.#asked = options.knownTrials ?? 0;
  }

  async next(): Promise<NextTrial> {
    const { maxTrials = Infinity, plan } = this.#options;
    if (this.#asked >= maxTrials) return undefined;
    const number = this.#asked + 1;
    const told = this.#told;
    this.#send({ type: 'ask', trial: number });
    const answer = await this.#receive();
    if (answer === undefined) return 'wait';
    switch (answer['type']) {
      case 'trial': {
        const values = answer['values'];
        if (!isMap(values)) return this.#fail("its answer 'trial' has no 'values'");
        const trial = plan(values, number);
        this.#asked = number;
        return trial;
      }
      case 'wait':
        // What has ended while it answered is what it waits for.
        if (this.#told > told) return this.next();
        if (this.#told >= this.#asked) return this.#fail('it waits, and no trial is under way');
        return 'wait';
      case 'done':
        return undefined;
      case 'error':
        return this.#fail(`it says: ${textOf(answer['message'])}`);
      default:
        return this.#fail(`its answer has no type that is known: ${formatJsonCompact(answer)}`);
    }
  }

  tell(result: TrialResult): void {
    const { trial, values, status, runId, exitCode, summary } = result;
    this.#told++;
    this.#send({
      type: 'tell',
      trial,
      status,
      values: finite(values),
      metrics: finite(plainMap(summary['metrics'])),
      attributes: finite(plainMap(summary['attributes'])),
      run: runId ?? null,
      exit_code: exitCode ?? null,
    });
  }

  async close(): Promise<void> {
    if (this.#process === undefined) return;
    this.#send({ type: 'end' });
    await this.#process.close(GRACE_MS);
  }

  #send(message: ValueMap): void {
    this.#started().send(formatJsonCompact(message));
  }

  #started(): LineProcess {
    if (this.#process !== undefined) return this.#process;
    const { command, cwd, env, onError, operation, flags, seed, maxTrials } = this.#options;
    const process = startLineProcess(command, {
      cwd,
      env,
      ...(onError === undefined ? {} : { onError }),
    });
    this.#process = process;
    const start = { type: 'start', version: PROTOCOL, operation, flags: finite(flags), seed };
    process.send(formatJsonCompact({ ...start, trials: maxTrials ?? null }));
    return process;
  }

  /** Undefined when nobody waits for it any more. */
  async #receive(): Promise<ValueMap | undefined> {
    const { timeoutMs, signal } = this.#options;
    let line: string;
    try {
      line = await this.#started().receive(timeoutMs, signal);
    } catch (error) {
      if (signal?.aborted === true) return undefined;
      if (!(error instanceof LineProcessError)) throw error;
      return this.#fail(error.message, error);
    }
    const answer = parseAnswer(line);
    if (isMap(answer)) return answer;
    return this.#fail(`its answer is no JSON object: ${line.slice(0, MAX_SHOWN)}`);
  }

  #fail(problem: string, cause?: Error): never {
    return fail({ reason: 'optimizer-failed', command: this.#options.command, problem }, cause);
  }
}

/** What is shown of an answer that means nothing. */
const MAX_SHOWN = 200;

function parseAnswer(line: string): Value | undefined {
  try {
    return parseJson(line);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return undefined;
  }
}

function textOf(value: Value | undefined): string {
  return typeof value === 'string' ? value : 'nothing';
}

/** Names with plain values: remarks beside a value are left out. */
function plainMap(values: Value | undefined): ValueMap {
  const entries = isMap(values) ? Object.entries(values) : [];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isMap(value) ? (value['value'] ?? null) : value]),
  );
}

/** Numbers that not every reader of JSON understands are null. */
function finite(values: ValueMap): ValueMap {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known(value)]));
}

function known(value: Value): Value {
  if (isList(value)) return value.map(known);
  if (isMap(value)) return finite(value);
  return isFloat(value) && !Number.isFinite(Number(value)) ? null : value;
}
