/** An attempt as one observer sees it at one moment. */
export interface AttemptView {
  readonly number: number;
  /**
   * What its files say. `working`: it was begun; `exited`: its command has ended, and how is known;
   * `result`: its result is complete; `superseded`, `lost`: it was told that it is not the run.
   */
  readonly phase: 'working' | 'exited' | 'result' | 'superseded' | 'lost';
  /** Whether the process that makes it is there; `unknown` when it is of another machine. */
  readonly worker: 'alive' | 'gone' | 'unknown';
  /** How long its beat has not moved, by the clock of the observer: those of other machines differ. */
  readonly silentMs: number;
}

/** All there is to know of the attempts at one run. */
export interface AttemptsView {
  /** Whether the run is in its place, finalized. */
  readonly isPublished: boolean;
  /** The attempt that is the run. */
  readonly committed: number | undefined;
  /** By number. */
  readonly attempts: readonly AttemptView[];
}

export interface AttemptRules {
  /** After this silence an attempt elsewhere counts as lost. */
  readonly graceMs: number;
  /** So many attempts are made at most. */
  readonly maxAttempts: number;
}

/** What is to be done next with the attempts at a run, by whoever finds them. */
export type AttemptAction =
  /** The attempt is the run and goes into its place. */
  | { readonly type: 'publish'; readonly attempt: number }
  /** Its result is complete: it becomes the run unless another is. */
  | { readonly type: 'commit'; readonly attempt: number }
  /** Its command has ended and nobody is left to close it. */
  | { readonly type: 'finish'; readonly attempt: number }
  /** Another attempt is the run; nobody is left to note that. */
  | { readonly type: 'supersede'; readonly attempt: number }
  /** How it ended will never be known. */
  | { readonly type: 'lose'; readonly attempt: number }
  /** An attempt is under way. */
  | { readonly type: 'wait'; readonly attempt: number }
  /** There is no run, and nobody makes one. */
  | { readonly type: 'start' }
  /** There is no run, and no attempt is left to make one. */
  | { readonly type: 'exhausted' }
  /** The run is in its place, and every attempt has its verdict. */
  | { readonly type: 'done' };

/**
 * The verdict about the attempts at a run: one step that can be taken now. It reads nothing and
 * remembers nothing; taken by several observers at once, in any order and more than once, its steps
 * never make two runs of one, nor a run without a result.
 *
 * What was committed counts above everything; then a result; then an end that is known; then a
 * worker that is there, or may be; and only what is left is lost.
 */
export function judgeAttempts(view: AttemptsView, rules: AttemptRules): AttemptAction {
  const { isPublished, committed, attempts } = view;
  if (isPublished || committed !== undefined) {
    if (!isPublished && committed !== undefined) return { type: 'publish', attempt: committed };
    const left = attempts.find(
      (attempt) =>
        attempt.number !== committed && !isOver(attempt) && isAbandoned(attempt, rules.graceMs),
    );
    // One whose worker is there finds out by itself.
    return left === undefined ? { type: 'done' } : { type: 'supersede', attempt: left.number };
  }
  const complete = attempts.find(({ phase }) => phase === 'result');
  if (complete !== undefined) return { type: 'commit', attempt: complete.number };
  const abandoned = attempts.filter(
    (attempt) => !isOver(attempt) && isAbandoned(attempt, rules.graceMs),
  );
  const exited = abandoned.find(({ phase }) => phase === 'exited');
  if (exited !== undefined) return { type: 'finish', attempt: exited.number };
  const [lost] = abandoned;
  if (lost !== undefined) return { type: 'lose', attempt: lost.number };
  const active = attempts.find((attempt) => !isOver(attempt));
  if (active !== undefined) return { type: 'wait', attempt: active.number };
  return attempts.length < rules.maxAttempts ? { type: 'start' } : { type: 'exhausted' };
}

/**
 * Whether no attempt that was begun before this one may be under way: of attempts that give way to each
 * other exactly one is the first, however they are begun.
 */
export function isFirstUnderWay(number: number, { attempts }: AttemptsView): boolean {
  return attempts.every(
    (other) => other.number >= number || isOver(other) || other.worker === 'gone',
  );
}

function isOver({ phase }: AttemptView): boolean {
  return phase === 'superseded' || phase === 'lost';
}

function isAbandoned({ worker, silentMs }: AttemptView, graceMs: number): boolean {
  return worker === 'gone' || (worker === 'unknown' && silentMs > graceMs);
}
