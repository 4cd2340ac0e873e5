import type { Phase } from './operation/operation-definition.ts';
import type { Run } from './run/run.ts';

/** Everything that happens while a run is made, executed and finalized; sent to the listener a caller passes in. */
export type RunEvent =
  StepStarted | RunStaged | RunnerLogged | OutputReceived | ProgressMade | FilesStaged | Noticed;

/** Called in the order of events. One that throws is not called again; the run goes on. */
export type RunListener = (event: RunEvent) => void;

/** The steps a person follows a run by, in order. */
export type Step =
  | 'stage-sourcecode'
  | 'stage-config'
  | 'stage-runtime'
  | 'stage-dependencies'
  | 'seal'
  | 'run'
  | 'finalize';

/** A step begins; also sent for a step that turns out to have nothing to do. */
export interface StepStarted {
  readonly type: 'step';
  readonly run: Run;
  readonly step: Step;
}

/** A run is staged: it needs nothing more to be started. */
export interface RunStaged {
  readonly type: 'staged';
  readonly run: Run;
}

/** A line was added to the run's log. */
export interface RunnerLogged {
  readonly type: 'log';
  readonly run: Run;
  readonly message: string;
}

/** A command wrote output. The bytes are only valid during the call: copy what is kept. */
export interface OutputReceived {
  readonly type: 'output';
  readonly run: Run;
  readonly phase: Phase;
  readonly bytes: Uint8Array;
}

/** A command reported how far it is. */
export interface ProgressMade {
  readonly type: 'progress';
  readonly run: Run;
  readonly phase: Phase;
  /** Percent, 0 to 100. */
  readonly completed: number;
}

/** How far a step is that goes through files: so many of all, or so many bytes of one that is large. */
export interface FilesStaged {
  readonly type: 'files';
  readonly run: Run;
  readonly step: Step;
  readonly done: number;
  /** 0 when it is not known. */
  readonly total: number;
}

/** Something the user should know that does not stop the run. */
export interface Noticed {
  readonly type: 'notice';
  readonly run: Run;
  readonly message: string;
}
