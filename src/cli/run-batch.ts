import type { CaptureState } from '../capture/capture-state.ts';
import type { RunEvent } from '../events.ts';
import { fail } from '../failures/failures.ts';
import { performRun, stagePlannedRun } from '../lifecycle.ts';
import { performBatch } from '../perform-batch.ts';
import type { BatchEvent, TrialExecutor, TrialOutcome } from '../perform-batch.ts';
import type { UnneededTrials } from '../plan/needed-trials.ts';
import type { PlannedBatch, PlannedTrial } from '../plan/plan-batch.ts';
import { STANDARD_INPUT } from '../plan/read-batch-file.ts';
import { signalNumber } from '../platform/signals.ts';
import { emptyMap } from '../values/value.ts';
import {
  batchOutcomeJson,
  isFailure,
  outcomeCounts,
  outcomeFacts,
  trialFacts,
} from './batch-json.ts';
import { failureLine, stagedLines, summaryLines, valuesText } from './batch-report.ts';
import { checkRunsDirWritable } from './check-runs-dir.ts';
import type { CommandContext } from './command.ts';
import { createEventWriter, isForPrograms, writeRunEvent } from './event-stream.ts';
import type { EventWriter } from './event-stream.ts';
import { writeJson } from './json-output.ts';
import { captureForPlan, lifecycleOptions } from './lifecycle-options.ts';
import { planTrials } from './plan-trials.ts';
import type { Progress } from './progress-line.ts';
import type { RequestedOperation } from './requested-operation.ts';
import { confirmRun } from './run-prompt.ts';
import { STEP_TITLES } from './run-reporter.ts';
import { RunScreen } from './run-screen.ts';
import type { Workspace } from './workspace.ts';

/** `gage run --batch`: a run for every row. @returns the exit status of the program. */
export async function runBatch(
  requested: RequestedOperation,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { terminal, values } = context;
  checkAnswerable(context);
  const batch = await planTrials(requested, context, workspace);
  const needs = values.isGiven('needed')
    ? await import('./needed-runs.ts').then(async ({ findTrialNeeds }) =>
        findTrialNeeds(batch, context, workspace),
      )
    : undefined;
  const unneeded = needs?.unneeded;
  if (values.isGiven('preview')) {
    const { showBatchPreview } = await import('./batch-preview.ts');
    showBatchPreview({ batch, needs }, terminal, values.isGiven('json'));
    return 0;
  }
  const count = batch.trials.length - (unneeded?.size ?? 0);
  if (count > 0) {
    const verb = values.isGiven('stage') ? 'stage' : 'run';
    const name = batch.operation.opdef.name;
    const seed = batch.seed === undefined ? '' : `, seed ${batch.seed}`;
    const from = `defined in ${batch.files.join(', ')}${seed}`;
    const action = `${verb} ${name} in a batch of ${count} (${from})`;
    const declined = await confirmRun(action, emptyMap(), context);
    if (declined !== undefined) return declined;
    checkRunsDirWritable(workspace.runsDir);
  }
  return new BatchPerformance(batch, unneeded ?? new Map(), context, workspace).perform();
}

/** An answer cannot be read from where the batch is. */
function checkAnswerable({ values }: CommandContext): void {
  if (!values.texts('batch').includes(STANDARD_INPUT)) return;
  if (values.isGiven('yes') || values.isGiven('preview')) return;
  const message = "a batch from standard input leaves nothing to confirm it by: use '--yes'";
  fail({ reason: 'invalid-argument', message });
}

/** A batch being performed before the eyes of a person or a program. */
class BatchPerformance {
  readonly #batch: PlannedBatch;
  readonly #unneeded: UnneededTrials;
  readonly #context: CommandContext;
  readonly #workspace: Workspace;
  readonly #screen: RunScreen;
  readonly #writeEvent: EventWriter | undefined;
  #current: PlannedTrial | undefined;
  #capture: { readonly state: CaptureState; readonly startedMs: number } | undefined;

  constructor(
    batch: PlannedBatch,
    unneeded: UnneededTrials,
    context: CommandContext,
    workspace: Workspace,
  ) {
    const { values, host } = context;
    const isStdoutTaken = isForPrograms(values);
    this.#batch = batch;
    this.#unneeded = unneeded;
    this.#context = context;
    this.#workspace = workspace;
    this.#screen = new RunScreen(context, {
      describe: (event) => this.#describe(event),
      isStdoutTaken,
    });
    this.#writeEvent = values.isGiven('events') ? createEventWriter(host) : undefined;
  }

  /** @returns the exit status of the program. */
  async perform(): Promise<number> {
    const { trials, files, operation } = this.#batch;
    const { signal } = this.#screen.reporting;
    try {
      const count = trials.length;
      this.#writeEvent?.('batch-started', { operation: operation.opdef.name, files, count });
      const outcomes = await performBatch(trials, this.#executor(), {
        unneeded: this.#unneeded,
        signal,
        onEvent: (event) => {
          this.#follow(event);
        },
      });
      return this.#report(outcomes);
    } finally {
      this.#screen.close();
    }
  }

  /** Stages each trial when its turn comes; the files of the project are those of that moment. */
  #executor(): TrialExecutor {
    const isStaging = this.#context.values.isGiven('stage');
    const isInputTaken = this.#context.values.texts('batch').includes(STANDARD_INPUT);
    return async (trial) => {
      const { reporting } = this.#screen;
      const options = {
        ...lifecycleOptions(this.#context, this.#workspace, this.#captureState(trial)),
        ...reporting,
        onEvent: (event: RunEvent) => {
          reporting.onEvent(event);
          if (this.#writeEvent !== undefined) {
            writeRunEvent(event, this.#writeEvent, trialFacts(trial));
          }
        },
        ...(isInputTaken ? { stdin: 'ignore' as const } : {}),
      };
      if (isStaging) return { run: await stagePlannedRun(trial.plan, options) };
      return performRun(trial.plan, options);
    };
  }

  /** Looking at a repository takes longer than a short trial: its state counts for a moment. */
  #captureState({ plan }: PlannedTrial): CaptureState {
    const nowMs = this.#context.host.nowMillis();
    if (this.#capture === undefined || nowMs - this.#capture.startedMs > CAPTURE_AGE_MS) {
      const state = captureForPlan(plan, this.#context, this.#workspace);
      this.#capture = { state, startedMs: nowMs };
    }
    return this.#capture.state;
  }

  #follow(event: BatchEvent): void {
    if (event.type === 'trial-started') {
      this.#current = event.trial;
      this.#screen.update(this.#progress());
      return;
    }
    const { outcome } = event;
    const failure = failureLine(outcome, this.#batch.trials.length, this.#context.terminal);
    if (failure !== undefined) this.#screen.say(failure);
    const type = END_EVENTS[outcome.status];
    if (type === undefined) return;
    this.#writeEvent?.(type, { ...trialFacts(outcome.trial), ...outcomeFacts(outcome) });
  }

  #describe(event: RunEvent): Progress | undefined {
    if (event.type === 'step') {
      return this.#progress(event.step === 'run' ? undefined : STEP_TITLES[event.step]);
    }
    if (event.type === 'files') return this.#progress(STEP_TITLES[event.step]);
    if (event.type === 'progress' && event.phase === 'run') {
      return this.#progress(undefined, event.completed / 100);
    }
    return undefined;
  }

  /** Where the batch is, and with what: the values of a trial, or the step when it is not running. */
  #progress(step?: string, done = 0): Progress {
    const { terminal } = this.#context;
    const count = this.#batch.trials.length;
    const { number = 1, values = {} } = this.#current ?? {};
    const title = `Batch run ${number} of ${count}`;
    const room = Math.max(0, terminal.width - title.length - ROOM_FOR_BAR);
    const what = step ?? valuesText(values, room, terminal);
    return {
      description: what === '' ? title : `${title}: ${what}`,
      fraction: (number - 1 + done) / count,
      task: 'batch',
    };
  }

  #report(outcomes: readonly TrialOutcome[]): number {
    const { terminal, values } = this.#context;
    this.#screen.close();
    const { stoppedBy } = this.#screen;
    const status = exitStatus(outcomes, stoppedBy);
    this.#writeEvent?.('batch-ended', { ...outcomeCounts(outcomes), exit_status: status });
    if (values.isGiven('json')) writeJson(batchOutcomeJson(this.#batch, outcomes), terminal);
    else if (this.#writeEvent === undefined) terminal.outBlock(stagedLines(outcomes));
    terminal.errBlock(summaryLines(outcomes, stoppedBy, terminal));
    return status;
  }
}

/** How old the known state of the repository may be when a trial starts. */
const CAPTURE_AGE_MS = 1000;

/** Columns that a bar with its percentage and the remaining time takes. */
const ROOM_FOR_BAR = 34;

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

/** 128 + n after signal n; otherwise whether any trial failed. */
function exitStatus(
  outcomes: readonly TrialOutcome[],
  stoppedBy: NodeJS.Signals | undefined,
): number {
  if (stoppedBy !== undefined) return 128 + signalNumber(stoppedBy);
  return outcomes.some(({ status }) => isFailure(status)) ? 1 : 0;
}
