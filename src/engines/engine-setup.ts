import type { BatchTrial } from '../batch/batch-plan.ts';
import type { Batch } from '../batch/batch-store.ts';
import type { Engine } from '../batch/engine.ts';
import type { LifecycleOptions } from '../lifecycle.ts';
import type { SharedSource } from '../stage/shared-source.ts';
import type { StageStore } from './stage-store.ts';
import type { Transport } from './transport.ts';

/** A kind of engine, by the name that `--engine` gives; a file with one and a line in `engines.ts` add it. */
export interface EngineKind {
  readonly name: string;
  open(setup: EngineSetup): Engine;
}

/** What an engine makes the trials of a batch from. */
export interface EngineSetup {
  readonly batch: Batch;
  readonly source: SharedSource;
  /** How a run of the batch is made. */
  readonly lifecycle: (trial: BatchTrial) => Omit<LifecycleOptions, 'runsDir' | 'id'>;
  /** Runs are staged and not started. */
  readonly isStaging: boolean;
  /** By which way whoever makes runs is reached. */
  readonly transport: Transport;
  /** How runs get there, and back. */
  readonly store: StageStore;
}
