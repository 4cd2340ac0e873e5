import type { RunRecord } from './run-record.ts';
import { RunSequence } from './run-sequence.ts';
import type { SequenceItem } from './run-sequence.ts';

/** Digits alone are taken for the beginning of an id only when there are this many: as many as are shown. */
const SHORTEST_NUMBER_ID = 8;

/** What a list of run specifiers denotes. */
export interface RunSelection {
  /** In list order, none twice. */
  readonly runs: readonly RunRecord[];
  /** Specifiers that no run matches. */
  readonly unmatched: readonly string[];
  /** Names or ids that are the beginning of several runs' names or ids. */
  readonly ambiguous: readonly AmbiguousSpec[];
}

export interface AmbiguousSpec {
  readonly spec: string;
  readonly candidates: readonly RunRecord[];
}

/**
 * Chooses runs from a list by specifiers: a position counted from 1, a slice of positions
 * (`2:4`, `-2:`), or the beginning of an id or name.
 */
export function selectRuns(
  runs: readonly RunRecord[] | RunSequence,
  specs: readonly string[],
): RunSelection {
  const { items, unmatched, ambiguous } = selectItems(RunSequence.of(runs), specs);
  return { runs: items.map(({ run }) => run), unmatched, ambiguous };
}

/** {@link selectRuns}, with the place of each run. */
export function selectItems(
  runs: RunSequence,
  specs: readonly string[],
): Omit<RunSelection, 'runs'> & { readonly items: readonly SequenceItem[] } {
  const chosen = new Map<number, RunRecord>();
  const unmatched: string[] = [];
  const ambiguous: AmbiguousSpec[] = [];
  for (const spec of specs) {
    const bySlice = positionOrSlice(runs, spec);
    const matches = bySlice ?? itemsByPrefix(runs, spec);
    if (matches.length === 0) unmatched.push(spec);
    if (bySlice === undefined && matches.length > 1) {
      ambiguous.push({ spec, candidates: matches.map(({ run }) => run) });
    }
    for (const { index, run } of matches) chosen.set(index, run);
  }
  const items = [...chosen].map(([index, run]) => ({ index, run }));
  return { items: items.sort((a, b) => a.index - b.index), unmatched, ambiguous };
}

/** The runs a position or slice denotes, or undefined when the specifier is neither. */
function positionOrSlice(runs: RunSequence, spec: string): readonly SequenceItem[] | undefined {
  const position = /^\s*\+?(\d+)\s*$/.exec(spec)?.[1];
  if (position !== undefined) {
    const index = Number(position) - 1;
    const run = runs.at(index);
    if (run !== undefined) return [{ index, run }];
    return position.length < SHORTEST_NUMBER_ID ? [] : undefined;
  }
  const slice = /^\s*(?<start>-?\d+)?:(?<end>-?\d+)?\s*$/.exec(spec)?.groups;
  if (slice === undefined) return undefined;
  const start = Number(slice['start'] ?? 0);
  const end = slice['end'] === undefined ? runs.length : Number(slice['end']);
  return runs.items(start > 0 ? start - 1 : start, end);
}

/** An id or name that matches whole is meant, even where longer ones begin with it. */
export function matchPrefix(
  runs: readonly RunRecord[] | RunSequence,
  spec: string,
): readonly RunRecord[] {
  return itemsByPrefix(RunSequence.of(runs), spec).map(({ run }) => run);
}

function itemsByPrefix(runs: RunSequence, spec: string): readonly SequenceItem[] {
  if (spec === '') return [];
  const matches = runs.itemsAt(
    runs.filter((run) => isAlias(run, (alias) => alias.startsWith(spec))),
  );
  const whole = matches.filter(({ run }) => isAlias(run, (alias) => alias === spec));
  return whole.length > 0 ? whole : matches;
}

function isAlias(run: RunRecord, test: (alias: string) => boolean): boolean {
  if (test(run.id) || test(run.name)) return true;
  return run.formerName !== undefined && test(run.formerName);
}
