import type { CaptureState } from '../capture/capture-state.ts';
import type { BatchEvent } from '../batch/batch-options.ts';
import type { BatchTrial } from '../batch/batch-plan.ts';
import { countTrials } from '../batch/batch-state.ts';
import {
  readBatchState,
  readSharedSource,
  readSourceState,
  sourceNotices,
} from '../batch/batch-store.ts';
import type { Batch } from '../batch/batch-store.ts';
import type { ClosedWhy } from '../batch/ledger-events.ts';
import { runBatch } from '../batch/run-batch.ts';
import type { TrialOutcome } from '../batch/trial-outcome.ts';
import { openEngine } from '../engines/engines.ts';
import { GageError } from '../failures/failures.ts';
import { isSystemError } from '../platform/files.ts';
import { signalNumber } from '../platform/signals.ts';
import type { ValueMap } from '../values/value.ts';
import {
  batchOutcomeJson,
  isFailure,
  outcomeCounts,
  outcomeFacts,
  trialFacts,
} from './batch-json.ts';
import type { OpenSource } from './batch-optimizer.ts';
import { BatchProgress } from './batch-progress.ts';
import { endLine, failureLine, stagedLines, summaryLines } from './batch-report.ts';
import type { BatchSettings } from './batch-settings.ts';
import type { CommandContext } from './command.ts';
import { createEventWriter, isForPrograms, writeRunEvent } from './event-stream.ts';
import type { EventWriter } from './event-stream.ts';
import { writeJson } from './json-output.ts';
import { captureForPlan, lifecycleOptions } from './lifecycle-options.ts';
import { RunScreen } from './run-screen.ts';
import type { Workspace } from './workspace.ts';

/** A batch that is to be worked on, and how. */
export interface BatchWork {
  readonly batch: Batch;
  readonly settings: BatchSettings;
  /** What makes trials unnecessary, by their numbers. */
  readonly unneeded: ReadonlyMap<number, ValueMap>;
  /** Where more trials come from. */
  readonly openSource?: OpenSource | undefined;
  /** Standard input is taken: it was the batch. */
  readonly isInputTaken?: boolean;
  /** Runs are staged and not started. */
  readonly isStaging?: boolean;
}

/** Makes the trials of a batch before the eyes of a person or a program. @returns the exit status of the program. */
export async function performBatch(
  work: BatchWork,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  return new BatchPerformance(work, context, workspace).perform();
}

class BatchPerformance {
  readonly #work: BatchWork;
  readonly #context: CommandContext;
  readonly #workspace: Workspace;
  readonly #screen: RunScreen;
  readonly #progress: BatchProgress;
  readonly #writeEvent: EventWriter | undefined;
  readonly #isSerial: boolean;
  #capture: CaptureState | undefined;

  constructor(work: BatchWork, context: CommandContext, workspace: Workspace) {
    const { values, host, terminal } = context;
    this.#work = work;
    this.#context = context;
    this.#workspace = workspace;
    this.#isSerial = work.settings.jobs === 1;
    const { total, completed, failed, skipped } = countTrials(readBatchState(work.batch));
    const { name } = work.batch;
    this.#progress = new BatchProgress(
      { name, total, completed, failed, skipped, isSerial: this.#isSerial },
      terminal,
      host.nowMillis,
    );
    this.#screen = new RunScreen(context, {
      describe: () => undefined,
      isStdoutTaken: isForPrograms(values),
      drainsFirst: true,
      onDrain: () => {
        this.#screen.say(...this.#progress.drainLines());
      },
    });
    this.#writeEvent = values.isGiven('events') ? createEventWriter(host) : undefined;
  }

  async perform(): Promise<number> {
    const { batch, settings, unneeded, openSource, isStaging = false } = this.#work;
    const { plan } = batch;
    try {
      const { reporting, drainSignal } = this.#screen;
      const count = this.#progress.total;
      this.#writeEvent?.('batch-started', {
        batch: { id: batch.id, name: batch.name },
        operation: plan.base.opdef.name,
        files: plan.sources,
        ...(count === undefined ? {} : { count }),
      });
      for (const message of sourceNotices(batch)) this.#screen.say(`WARNING: ${message}`);
      const engine = openEngine(settings, {
        batch,
        lifecycle: (trial) => this.#lifecycle(trial),
        source: readSharedSource(batch),
        isStaging,
      });
      const { outcomes, why } = await runBatch(
        batch,
        engine,
        {
          ...settings,
          env: this.#workspace.env,
          unneeded,
          drainSignal,
          stopSignal: reporting.signal,
          forceSignal: reporting.forceSignal,
          onEvent: (event) => {
            this.#follow(event);
          },
          ...(this.#isSerial ? { onOutput: reporting.onOutput } : {}),
        },
        openSource?.(drainSignal),
      );
      return this.#report(outcomes, why);
    } catch (error) {
      this.#screen.close();
      if (isBatchOver(error)) this.#tellHowToGoOn();
      throw error;
    } finally {
      this.#screen.close();
    }
  }

  /** What is wrong is told after it. */
  #tellHowToGoOn(): void {
    const { name } = this.#work.batch;
    this.#context.terminal.errLines(
      `Batch ${name} is cut short: 'gage batch resume ${name}' goes on`,
    );
  }

  #lifecycle(trial: BatchTrial): Omit<ReturnType<typeof lifecycleOptions>, 'runsDir' | 'id'> {
    const { batch, isInputTaken } = this.#work;
    const capture = this.#captureState(trial);
    return {
      ...lifecycleOptions(this.#context, this.#workspace, capture, batch.plan.label),
      // Of several commands none could tell what is meant for it.
      ...(isInputTaken === true || !this.#isSerial ? { stdin: 'ignore' as const } : {}),
    };
  }

  /** The same for all trials: the source code is of when the batch was made, and so is the state of its repository. */
  #captureState({ plan }: BatchTrial): CaptureState {
    this.#capture ??= captureForPlan(
      plan,
      this.#context,
      this.#workspace,
      readSourceState(this.#work.batch),
    );
    return this.#capture;
  }

  #follow(event: BatchEvent): void {
    const { terminal } = this.#context;
    this.#progress.follow(event);
    switch (event.type) {
      case 'trial-event':
        this.#screen.reporting.onEvent(event.event);
        if (this.#writeEvent !== undefined) {
          writeRunEvent(event.event, this.#writeEvent, trialFacts(event.trial));
        }
        break;
      case 'trial-repeated':
        this.#screen.say(`Trial ${event.trial.number} is made again: ${event.why}`);
        break;
      case 'draining':
        if (event.why === 'failures')
          this.#screen.say('Too many failures: no more runs are started');
        break;
      case 'trial-ended': {
        const { outcome } = event;
        const count = this.#progress.total;
        const failure = failureLine(outcome, count, terminal);
        if (failure !== undefined) this.#screen.say(failure);
        else if (this.#tellsEnds()) {
          const line = endLine(outcome, count, terminal);
          if (line !== undefined) terminal.outLines(line);
        }
        const type = END_EVENTS[outcome.status];
        if (type === undefined) break;
        this.#writeEvent?.(type, { ...trialFacts(outcome.trial), ...outcomeFacts(outcome) });
        break;
      }
      case 'trial-started':
        break;
    }
    const progress = this.#progress.describe();
    if (progress !== undefined) this.#screen.update(progress);
  }

  /** Whether ends are all there is to see. */
  #tellsEnds(): boolean {
    const { terminal, values } = this.#context;
    if (this.#isSerial || values.isGiven('quiet') || isForPrograms(values)) return false;
    return !terminal.canRedraw;
  }

  #report(outcomes: readonly TrialOutcome[], why: ClosedWhy): number {
    const { terminal, values } = this.#context;
    const { batch } = this.#work;
    this.#screen.close();
    const { stoppedBy } = this.#screen;
    const status = exitStatus(outcomes, why, stoppedBy);
    this.#writeEvent?.('batch-ended', { ...outcomeCounts(outcomes), exit_status: status });
    if (values.isGiven('json')) writeJson(batchOutcomeJson(batch, outcomes), terminal);
    else if (this.#writeEvent === undefined) terminal.outBlock(stagedLines(outcomes));
    terminal.errBlock(
      summaryLines(outcomes, why, { name: batch.name, total: this.#progress.total }, terminal),
    );
    return status;
  }
}

const END_EVENTS = {
  completed: 'run-ended',
  error: 'run-ended',
  terminated: 'run-ended',
  // Told when it was staged.
  staged: undefined,
  failed: 'run-failed',
  skipped: 'run-skipped',
  'not-started': 'run-not-started',
} as const;

/** Whether work on a batch had begun that an error has ended. */
function isBatchOver(error: unknown): boolean {
  if (error instanceof GageError) return error.failure.reason !== 'batch-busy';
  return isSystemError(error);
}

/** 128 + n after signal n; otherwise whether any trial failed, or was not made. */
function exitStatus(
  outcomes: readonly TrialOutcome[],
  why: ClosedWhy,
  stoppedBy: NodeJS.Signals | undefined,
): number {
  if (stoppedBy !== undefined) return 128 + signalNumber(stoppedBy);
  return why !== 'done' || outcomes.some(isFailure) ? 1 : 0;
}
