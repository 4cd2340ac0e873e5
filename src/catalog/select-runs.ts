import type { RunRecord } from './run-record.ts';

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
export function selectRuns(runs: readonly RunRecord[], specs: readonly string[]): RunSelection {
  const chosen = new Set<RunRecord>();
  const unmatched: string[] = [];
  const ambiguous: AmbiguousSpec[] = [];
  for (const spec of specs) {
    const bySlice = positionOrSlice(runs, spec);
    const matches = bySlice ?? matchPrefix(runs, spec);
    if (matches.length === 0) unmatched.push(spec);
    if (bySlice === undefined && matches.length > 1) ambiguous.push({ spec, candidates: matches });
    for (const run of matches) chosen.add(run);
  }
  return { runs: runs.filter((run) => chosen.has(run)), unmatched, ambiguous };
}

/** The runs a position or slice denotes, or undefined when the specifier is neither. */
function positionOrSlice(
  runs: readonly RunRecord[],
  spec: string,
): readonly RunRecord[] | undefined {
  const position = /^\s*\+?(\d+)\s*$/.exec(spec)?.[1];
  if (position !== undefined) {
    const run = runs[Number(position) - 1];
    if (run !== undefined) return [run];
    return position.length < SHORTEST_NUMBER_ID ? [] : undefined;
  }
  const slice = /^\s*(?<start>-?\d+)?:(?<end>-?\d+)?\s*$/.exec(spec)?.groups;
  if (slice === undefined) return undefined;
  const start = Number(slice['start'] ?? 0);
  const end = slice['end'] === undefined ? runs.length : Number(slice['end']);
  return runs.slice(start > 0 ? start - 1 : start, end);
}

/** An id or name that matches whole is meant, even where longer ones begin with it. */
export function matchPrefix(runs: readonly RunRecord[], spec: string): readonly RunRecord[] {
  if (spec === '') return [];
  const whole = runs.filter((run) => aliases(run).includes(spec));
  if (whole.length > 0) return whole;
  return runs.filter((run) => aliases(run).some((alias) => alias.startsWith(spec)));
}

function aliases({ id, name, formerName }: RunRecord): readonly string[] {
  return formerName === undefined ? [id, name] : [id, name, formerName];
}
