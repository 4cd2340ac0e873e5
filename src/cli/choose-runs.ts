import { parseFilter } from '../catalog/filter-runs.ts';
import { listRuns } from '../catalog/list-runs.ts';
import type { RunProblem } from '../catalog/list-runs.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { RunSequence } from '../catalog/run-sequence.ts';
import type { SequenceItem } from '../catalog/run-sequence.ts';
import { selectItems } from '../catalog/select-runs.ts';
import type { AmbiguousSpec } from '../catalog/select-runs.ts';
import { fail } from '../failures/failures.ts';
import { metaNameId } from '../run/layout.ts';
import { runName } from '../run/proquint.ts';
import type { Workspace } from './workspace.ts';

/** A run with its position in its list, counted from 1. A filter leaves positions as they are. */
export interface NumberedRun {
  readonly position: number;
  readonly run: RunRecord;
}

/** What specifiers and a filter choose from a list. */
export interface ChosenRuns {
  /** In list order, none twice. */
  readonly runs: readonly NumberedRun[];
  /** The same without their positions. */
  readonly sequence: RunSequence;
  /** The first of them: the others of a long list are not even made. */
  readonly first: (count: number) => readonly NumberedRun[];
  /** How many runs of the list match the filter. */
  readonly total: number;
  /** Specifiers that no run matches, whatever the filter. */
  readonly unmatched: readonly string[];
  readonly ambiguous: readonly AmbiguousSpec[];
}

/**
 * Chooses from a list, newest first: what the specifiers mean (everything if there are none) and the
 * filter lets through. Fails with `invalid-filter`.
 */
export function chooseRuns(list: RunSequence, specs: readonly string[], where = ''): ChosenRuns {
  const isWanted = parseFilter(where);
  const matching = where === '' ? undefined : list.filter(isWanted);
  const total = matching?.length ?? list.length;
  if (specs.length === 0) {
    const first = (count: number): readonly SequenceItem[] =>
      matching === undefined ? list.items(0, count) : list.itemsAt(matching.slice(0, count));
    const others = { total, unmatched: [], ambiguous: [] };
    return chosen(first, others, matching === undefined ? list : undefined);
  }
  const { items, unmatched, ambiguous } = selectItems(list, specs);
  const indexes = new Set(matching);
  const selected = matching === undefined ? items : items.filter(({ index }) => indexes.has(index));
  return chosen((count) => selected.slice(0, count), { total, unmatched, ambiguous });
}

function chosen(
  items: (count: number) => readonly SequenceItem[],
  others: Pick<ChosenRuns, 'total' | 'unmatched' | 'ambiguous'>,
  all?: RunSequence,
): ChosenRuns {
  const first = (count: number): readonly NumberedRun[] =>
    items(count).map(({ index, run }) => ({ position: index + 1, run }));
  return {
    first,
    get runs() {
      return first(Infinity);
    },
    get sequence() {
      return all ?? RunSequence.of(items(Infinity).map(({ run }) => run));
    },
    ...others,
  };
}

/**
 * The one active run a specifier means, if the filter lets it through; without a specifier, the
 * newest one that it lets through. Fails with `no-runs`, `run-not-found`, `ambiguous-run`,
 * `invalid-filter`.
 */
export function chooseRun(
  spec: string | undefined,
  workspace: Workspace,
  where?: string,
): RunRecord {
  return chooseNumberedRun(spec, workspace, where).run;
}

/** {@link chooseRun}, with the run's position. */
export function chooseNumberedRun(
  spec: string | undefined,
  workspace: Workspace,
  where?: string,
): NumberedRun {
  const { sequence: list, problems } = listRuns(workspace.runsDir);
  if (spec !== undefined && spec !== '') {
    const { index, run } = chooseItem(list, spec, problems);
    if (!parseFilter(where)(run)) fail({ reason: 'run-not-found', spec });
    return { position: index + 1, run };
  }
  const [newest] = chooseRuns(list, [], where).first(1);
  if (newest !== undefined) return newest;
  return list.length === 0
    ? fail({ reason: 'no-runs' })
    : fail({ reason: 'run-not-found', spec: where ?? '' });
}

/**
 * The one of the given runs, newest first, that a specifier means; the newest if there is none. Fails
 * with `no-runs`, `run-not-found`, `ambiguous-run`, and `unreadable-meta` for one of the `problems`.
 */
export function chooseFrom(
  runs: readonly RunRecord[] | RunSequence,
  spec: string | undefined,
  problems: readonly RunProblem[] = [],
): RunRecord {
  return chooseItem(RunSequence.of(runs), spec, problems).run;
}

function chooseItem(
  runs: RunSequence,
  spec: string | undefined,
  problems: readonly RunProblem[],
): SequenceItem {
  if (runs.length === 0 && (spec === undefined || spec === '')) fail({ reason: 'no-runs' });
  const meant = spec === undefined || spec === '' ? '1' : spec;
  const { items } = selectItems(runs, [meant]);
  const [only] = items;
  if (only === undefined) return failNotFound(meant, problems);
  if (items.length > 1) {
    failAmbiguous(
      meant,
      items.map(({ run }) => run),
    );
  }
  return only;
}

/** Fails with `ambiguous-run`. */
export function failAmbiguous(spec: string, matches: readonly RunRecord[]): never {
  const candidates = matches.map(({ id, name, opref }) => ({ id, name, operation: opref.name }));
  return fail({ reason: 'ambiguous-run', spec, candidates });
}

/** Says that no run is meant, or why the one that is cannot be read. Fails with `run-not-found`, `unreadable-meta`. */
export function failNotFound(spec: string, problems: readonly RunProblem[]): never {
  const meant = problems.find(({ path }) => isNamed(path, spec));
  if (meant === undefined) return fail({ reason: 'run-not-found', spec });
  return fail({ reason: 'unreadable-meta', path: meant.path, problem: meant.problem });
}

/** Shorter beginnings of an id or name mean nothing for sure. */
const MIN_BEGINNING = 4;

function isNamed(metaPath: string, spec: string): boolean {
  const id = metaNameId(metaPath);
  if (id.startsWith(spec)) return spec === id || spec.length >= MIN_BEGINNING;
  return /^[0-9a-f]{8}/.test(id) && spec.length >= MIN_BEGINNING && runName(id).startsWith(spec);
}
