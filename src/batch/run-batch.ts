import { GageError, fail } from '../failures/failures.ts';
import { hasErrorCode, isSystemError } from '../platform/files.ts';
import { currentProcess } from '../platform/process-identity.ts';
import { signalName } from '../platform/signals.ts';
import { StopController } from '../platform/stop-signal.ts';
import { startTimer, yieldToEvents } from '../platform/timers.ts';
import { statusOfExit } from '../run/status.ts';
import { BatchControl } from './batch-control.ts';
import { ClosingTrials, HeldEvents, isStagedAlone } from './closing-trials.ts';
import type { BatchRunOptions, DrainWhy } from './batch-options.ts';
import type { Batch } from './batch-store.ts';
import { readBatchState, releaseBatch, takeBatch } from './batch-store.ts';
import type { Engine, TaskEnd, TrialTask } from './engine.ts';
import { LedgerWriter } from './ledger.ts';
import type { ClosedWhy } from './ledger-events.ts';
import { SlotPool, slotVariables } from './slots.ts';
import type { TrialOutcome } from './trial-outcome.ts';
import { TrialLife } from './trial-life.ts';
import { TrialQueue } from './trial-queue.ts';
import type { QueuedTrial } from './trial-queue.ts';
import type { TrialSource } from './trial-source.ts';

/** How work on a batch came to its end. */
export interface BatchEnd {
  readonly why: ClosedWhy;
  /** Of the trials that were to be made now, in the order of their ends; those not started last. */
  readonly outcomes: readonly TrialOutcome[];
}

/**
 * Makes the trials of a batch that have yet to be made. Going on after those that fail is the rule; a
 * full disk ends it: what could not be made is still to be made. Everything that happens is in the
 * ledger before it is told of. Fails with `batch-busy`, with what a source of trials fails with,
 * and with the error of the system where the batch itself cannot be written.
 */
export async function runBatch(
  batch: Batch,
  engine: Engine,
  options: BatchRunOptions,
  source?: TrialSource,
): Promise<BatchEnd> {
  // Before anybody can see that there is somebody to ask.
  const control = new BatchControl(batch.dir);
  takeBatch(batch);
  try {
    const ledger = new LedgerWriter(batch.dir);
    const { pid, host } = currentProcess();
    ledger.add({ type: 'opened', pid, host, jobs: options.jobs });
    const work = new BatchWork(batch, control, engine, ledger, options, source);
    return await work.perform();
  } finally {
    releaseBatch(batch);
  }
}

/** How often it is looked what others ask, while nothing else happens. */
const LOOK_MS = 300;

/** How long a trial that somebody else makes is left alone. */
const BUSY_MS = 1000;

/** So often a trial is made again whose attempt came to nothing, where nobody said how often. */
const LOST_RETRIES = 2;

/** What one trial is given by its batch. */
type TrialSetting = Pick<TrialTask, 'variables' | 'onClosing' | 'beforeCommand'> &
  Pick<BatchRunOptions, 'onEvent'> & { readonly before: Promise<unknown> | undefined };

/** The trials of a batch while they are made. */
class BatchWork {
  readonly #engine: Engine;
  readonly #ledger: LedgerWriter;
  readonly #options: BatchRunOptions;
  readonly #queue: TrialQueue;
  readonly #control: BatchControl;
  readonly #pool: SlotPool;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new ClosingTrials();
  readonly #stop = new StopController();
  readonly #outcomes: TrialOutcome[] = [];
  #failures = 0;
  #draining: DrainWhy | undefined;
  #fatal: { readonly error: unknown } | undefined;

  constructor(
    batch: Batch,
    control: BatchControl,
    engine: Engine,
    ledger: LedgerWriter,
    options: BatchRunOptions,
    source: TrialSource | undefined,
  ) {
    this.#engine = engine;
    this.#ledger = ledger;
    this.#options = options;
    this.#queue = new TrialQueue(batch, readBatchState(batch), ledger, source);
    this.#control = control;
    this.#pool = new SlotPool(options.slots);
  }

  async perform(): Promise<BatchEnd> {
    const jobs = Math.min(this.#options.jobs, this.#pool.capacity ?? this.#options.jobs);
    let isExhausted = false;
    try {
      for (;;) {
        // A trial that ends at once leaves no other moment to notice signals.
        await yieldToEvents();
        this.#lookAround();
        let isWaiting = false;
        while (!isExhausted && !isWaiting && this.#mayStart() && this.#hasRoom(jobs)) {
          const next = await this.#next();
          if (next === undefined) isExhausted = true;
          else if (next === 'wait') isWaiting = true;
          else this.#start(next);
        }
        if (this.#running.size === 0) {
          // Nobody is left whose end could be waited for.
          if (isExhausted || isWaiting || !this.#mayStart()) break;
          continue;
        }
        await this.#something();
      }
    } finally {
      await Promise.allSettled(this.#running);
      await this.#queue.close();
    }
    if (this.#fatal !== undefined) throw this.#fatal.error;
    return this.#close(isExhausted);
  }

  /** A trial that only waits for the disk leaves room for the next to be staged. */
  #hasRoom(jobs: number): boolean {
    if (this.#running.size < jobs) return true;
    if (this.#running.size - this.#closing.count >= jobs) return false;
    const { following } = this.#queue;
    return following !== undefined && isStagedAlone(following.plan);
  }

  #mayStart(): boolean {
    return this.#draining === undefined && this.#fatal === undefined;
  }

  async #next(): Promise<QueuedTrial | 'wait' | undefined> {
    try {
      return await this.#queue.next();
    } catch (error) {
      this.#fatal ??= { error };
      return undefined;
    }
  }

  /** Waits for the end of a trial, or for a moment to look around. */
  async #something(): Promise<void> {
    const timer = startTimer(LOOK_MS);
    try {
      await Promise.race([timer.done, this.#closing.begun(), ...this.#running]);
    } finally {
      timer.cancel();
    }
  }

  #lookAround(): void {
    const { drainSignal, stopSignal, maxFailures } = this.#options;
    const wishes = this.#control.look();
    if (drainSignal.aborted || wishes.isStopped) this.#drain('asked');
    else if (wishes.isPaused) this.#drain('paused');
    if (maxFailures !== undefined && this.#failures >= maxFailures) this.#drain('failures');
    if ((stopSignal.aborted || wishes.isForced) && !this.#stop.signal.aborted) {
      this.#drain('asked');
      this.#stop.abort(stopSignal.aborted ? stopSignal.reason : 'SIGTERM');
    }
  }

  #drain(why: DrainWhy): void {
    if (this.#draining !== undefined) return;
    this.#draining = why;
    this.#options.onEvent({ type: 'draining', why });
  }

  #start(queued: QueuedTrial): void {
    const work = this.#make(queued)
      .catch((error: unknown) => {
        this.#fatal ??= { error };
      })
      .finally(() => {
        this.#running.delete(work);
      });
    this.#running.add(work);
  }

  async #make(queued: QueuedTrial): Promise<void> {
    const { trial } = queued;
    const { number, values } = trial;
    const before = this.#closing.over();
    const comparable = this.#options.unneeded.get(number);
    if (comparable !== undefined) {
      await before;
      this.#ledger.add({ type: 'skipped', trial: number, comparable });
      this.#tellEnd({ status: 'skipped', trial, comparable });
      await this.#queue.tell({ trial: number, values, status: 'skipped' });
      return;
    }
    const held = this.#pool.take();
    const events = new HeldEvents(this.#options.onEvent, before !== undefined);
    let endClosing: (() => void) | undefined;
    try {
      events.tell({ type: 'trial-started', trial });
      const outcome = await this.#makeWithin(queued, {
        before,
        variables: slotVariables(held, this.#options.env),
        onEvent: events.tell,
        // Slots are given to one trial after the other.
        onClosing: () => {
          if (this.#pool.capacity === undefined) endClosing ??= this.#closing.begin();
        },
        beforeCommand: async () => {
          await before;
          events.release();
          // Those that were waited for may have been one failure too many.
          if (before !== undefined) this.#lookAround();
          if (!this.#mayStart())
            fail({ reason: 'stopped', runId: queued.runId, signal: 'SIGTERM' });
        },
      });
      await before;
      events.release();
      this.#tellEnd(outcome);
      const { status } = outcome;
      if (status === 'not-started') return;
      const made = 'run' in outcome ? { runId: outcome.run.id } : {};
      const exit = 'exitCode' in outcome ? { exitCode: outcome.exitCode } : {};
      await this.#queue.tell({ trial: number, values, status, ...made, ...exit });
    } finally {
      this.#pool.giveBack(held);
      endClosing?.();
    }
  }

  /** Makes a trial, again where what ended it was not its own. */
  async #makeWithin({ trial, runId }: QueuedTrial, setting: TrialSetting): Promise<TrialOutcome> {
    const { retries } = this.#options;
    const { onEvent } = setting;
    const { number } = trial;
    for (let tries = 0; ;) {
      const life = new TrialLife(this.#stop.signal, this.#options.timeoutMs, setting.before);
      let end: TaskEnd;
      try {
        end = await this.#engine.perform(
          this.#task({ trial, runId }, setting, life, tries < retries),
        );
      } catch (error) {
        if (this.#mayRepeat(error) && tries < retries) {
          tries++;
          onEvent({ type: 'trial-repeated', trial, why: String(error) });
          continue;
        }
        return this.#failed({ trial, runId }, error);
      } finally {
        life.close();
      }
      switch (end.type) {
        case 'ended': {
          const { run, exitCode } = end;
          const cause = exitCode < 0 && life.cause !== undefined ? { cause: life.cause } : {};
          this.#ledger.add({ type: 'ended', trial: number, run: runId, exitCode, ...cause });
          return { status: statusOfExit(exitCode), trial, run, exitCode, ...cause };
        }
        case 'staged':
          this.#ledger.add({ type: 'staged', trial: number, run: runId });
          return { status: 'staged', trial, run: end.run };
        case 'lost':
          tries++;
          this.#ledger.add({ type: 'lost', trial: number, run: runId, attempt: end.attempt });
          if (tries > Math.max(retries, LOST_RETRIES)) {
            const failure = { reason: 'trial-lost', attempts: tries, why: end.why } as const;
            return this.#failed({ trial, runId }, new GageError(failure));
          }
          onEvent({ type: 'trial-repeated', trial, why: end.why });
          break;
        case 'busy':
          await startTimer(BUSY_MS).done;
      }
      if (!this.#mayStart()) return { status: 'not-started', trial };
    }
  }

  #task(
    { trial, runId }: QueuedTrial,
    setting: TrialSetting,
    life: TrialLife,
    mayRepeat: boolean,
  ): TrialTask {
    const { onOutput, forceSignal } = this.#options;
    const { variables, onEvent, onClosing, beforeCommand } = setting;
    const { number } = trial;
    return {
      trial,
      runId,
      variables,
      signal: life.signal,
      forceSignal,
      rejects: (exitCode) =>
        // Somebody outside has killed it: the system for want of memory, most often.
        mayRepeat && life.cause === undefined && signalName(-exitCode) === 'SIGKILL'
          ? 'it was killed from outside'
          : undefined,
      onAttempt: (attempt) => {
        this.#ledger.add({ type: 'started', trial: number, run: runId, attempt });
      },
      onLost: (attempt) => {
        this.#ledger.add({ type: 'lost', trial: number, run: runId, attempt });
      },
      onClosing,
      beforeCommand,
      onEvent: (event) => {
        onEvent({ type: 'trial-event', trial, event });
      },
      onOutput,
    };
  }

  #mayRepeat(error: unknown): boolean {
    return hasErrorCode(error, 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM') && this.#mayStart();
  }

  /** What keeps a run from being made is the trial's failure; a full disk is that of none. */
  #failed({ trial, runId }: QueuedTrial, error: unknown): TrialOutcome {
    if (!(error instanceof GageError || isSystemError(error))) throw error;
    if (hasErrorCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    const failure = error instanceof GageError ? error.failure : undefined;
    if (failure?.reason === 'stopped') return { status: 'not-started', trial };
    const reason = failure?.reason ?? 'system-error';
    const left = failure?.reason === 'phase-failed' ? { run: runId } : {};
    const { message } = error;
    this.#ledger.add({ type: 'failed', trial: trial.number, reason, message, ...left });
    return { status: 'failed', trial, error };
  }

  #tellEnd(outcome: TrialOutcome): void {
    const { status } = outcome;
    if (status === 'error' || status === 'terminated' || status === 'failed') this.#failures++;
    this.#outcomes.push(outcome);
    this.#options.onEvent({ type: 'trial-ended', outcome });
  }

  #close(isExhausted: boolean): BatchEnd {
    const rest = this.#queue.rest();
    for (const { trial } of rest) this.#tellEnd({ status: 'not-started', trial });
    const why = this.#whyClosed(isExhausted && rest.length === 0);
    this.#ledger.add({ type: 'closed', why });
    return { why, outcomes: this.#outcomes };
  }

  #whyClosed(isExhausted: boolean): ClosedWhy {
    if (isExhausted && !this.#outcomes.some(({ status }) => status === 'not-started')) {
      return this.#stop.signal.aborted ? 'stopped' : 'done';
    }
    if (this.#draining === 'paused') return 'paused';
    return this.#draining === 'failures' ? 'failures' : 'stopped';
  }
}
