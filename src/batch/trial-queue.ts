import { newUuid } from '../platform/ids.ts';
import { join } from '../platform/paths.ts';
import { currentMetaPath, parseMapOrEmpty, readMembers } from '../run/metadata.ts';
import { META, metaPathOf } from '../run/layout.ts';
import { isSystemError } from '../platform/files.ts';
import { emptyMap } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';
import { trialLine } from './batch-plan.ts';
import type { BatchTrial } from './batch-plan.ts';
import { isPending } from './batch-state.ts';
import type { BatchState, TrialState } from './batch-state.ts';
import type { Batch } from './batch-store.ts';
import type { LedgerWriter } from './ledger.ts';
import type { TrialResult, TrialSource } from './trial-source.ts';

/** A trial that is to be made, and the run that is to be its result. */
export interface QueuedTrial {
  readonly trial: BatchTrial;
  readonly runId: string;
}

/** The trials of a batch that are to be made: first those that are known, then those that are asked for. */
export class TrialQueue {
  readonly #batch: Batch;
  readonly #ledger: LedgerWriter;
  readonly #known: QueuedTrial[];
  readonly #source: TrialSource | undefined;
  readonly #ended: readonly TrialState[];
  #count: number;
  #isTold = false;

  constructor(
    batch: Batch,
    state: BatchState,
    ledger: LedgerWriter,
    source: TrialSource | undefined,
  ) {
    this.#batch = batch;
    this.#ledger = ledger;
    this.#source = source;
    const states = [...state.trials.values()];
    this.#known = states
      .filter(isPending)
      .map((pending) => this.#queued(pending))
      .sort((a, b) => a.trial.number - b.trial.number);
    this.#ended = states.filter((trial) => !isPending(trial));
    this.#count = states.length;
  }

  /** How many trials there will be in all; undefined while that is not known. */
  get total(): number | undefined {
    return this.#source === undefined ? this.#count : this.#source.count;
  }

  /** A run that was stopped is a result, though not that of its trial: the trial gets another one. */
  #queued({ trial, runId, cause }: TrialState): QueuedTrial {
    if (cause !== 'stopped') return { trial: { ...trial, runId }, runId };
    const next = newUuid();
    this.#ledger.add({ type: 'retry', trial: trial.number, run: next });
    return { trial: { ...trial, runId: next }, runId: next };
  }

  /** The next trial; `wait` when it depends on the end of others. */
  async next(): Promise<QueuedTrial | 'wait' | undefined> {
    const known = this.#known.shift();
    if (known !== undefined || this.#source === undefined) return known;
    await this.#tellEnded();
    const next = await this.#source.next();
    if (next === undefined || next === 'wait') return next;
    this.#count++;
    const trial: BatchTrial = { ...next, runId: newUuid() };
    const line = trialLine(trial, this.#batch.plan.base);
    this.#ledger.add({ type: 'trial', trial: trial.number, line });
    return { trial, runId: trial.runId };
  }

  /** The one that is next, where that is known. */
  get following(): BatchTrial | undefined {
    return this.#known[0]?.trial;
  }

  /** What has not been given out, of what is known. */
  rest(): readonly QueuedTrial[] {
    return this.#known.splice(0);
  }

  /** Tells whoever decides what to try next how a trial ended. */
  async tell(result: Omit<TrialResult, 'summary'>): Promise<void> {
    if (this.#source?.tell === undefined) return;
    await this.#tellEnded();
    await this.#source.tell({ ...result, summary: this.#summaryOf(result.runId) });
  }

  async close(): Promise<void> {
    await this.#source?.close?.();
  }

  async #tellEnded(): Promise<void> {
    if (this.#isTold) return;
    this.#isTold = true;
    const byEnd = this.#ended.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
    for (const { trial, status, runId, exitCode } of byEnd) {
      if (status === 'waiting' || status === 'started') continue;
      await this.#source?.tell?.({
        trial: trial.number,
        values: trial.values,
        status,
        runId,
        ...(exitCode === undefined ? {} : { exitCode }),
        summary: this.#summaryOf(runId),
      });
    }
  }

  #summaryOf(runId: string | undefined): ValueMap {
    if (runId === undefined) return emptyMap();
    const metaPath = currentMetaPath(metaPathOf(join(this.#batch.runsDir, runId)));
    try {
      const text = readMembers(metaPath, [META.summary]).get(META.summary)?.toString('utf8');
      return parseMapOrEmpty(text);
    } catch (error) {
      // A run that was deleted meanwhile says nothing.
      if (!isSystemError(error)) throw error;
      return emptyMap();
    }
  }
}
