import { findFlag } from '../config/check-values.ts';
import type { Flag, GivenValue } from '../config/check-values.ts';
import { fail } from '../failures/failures.ts';
import { seededRandom } from '../values/random.ts';
import type { BatchFile } from './parse-batch-text.ts';
import { isSeriesProblem, mayBeSeries, parseSeries } from './value-series.ts';
import type { Series } from './value-series.ts';

/** A flag that is given several values. */
export interface FlagSeries {
  readonly key: string;
  readonly text: string;
  readonly series: Series;
}

/** The flags of a command line, told apart. */
export interface SplitFlags {
  /** Those with one value, which is that of every trial. */
  readonly fixed: readonly GivenValue[];
  /** Those with several. */
  readonly series: readonly FlagSeries[];
}

/** Tells flags that are given several values from those that are given one. Fails with `invalid-series`. */
export function splitFlags(
  flags: ReadonlyMap<string, Flag>,
  given: readonly GivenValue[],
): SplitFlags {
  const fixed: GivenValue[] = [];
  const series = new Map<string, FlagSeries>();
  for (const item of given) {
    const { key, text = '' } = item;
    const flag = findFlag(flags, key);
    const found = flag !== undefined && mayBeSeries(text) ? readSeries(key, text, flag) : undefined;
    // The last value of a flag counts, whichever kind it is.
    series.delete(key);
    if (found === undefined) fixed.push(item);
    else series.set(key, { key, text, series: found });
  }
  return { fixed, series: [...series.values()] };
}

function readSeries(key: string, text: string, flag: Flag): Series | undefined {
  try {
    return parseSeries(text, flag);
  } catch (error) {
    if (!isSeriesProblem(error)) throw error;
    return fail({ reason: 'invalid-series', key, text, problem: error.message }, error);
  }
}

/** How often values are drawn, and how. */
export interface Draws {
  readonly count: number;
  readonly seed: number;
}

/**
 * The series of a command line as the sources of a batch: one for each that is tried in turn, in their order,
 * and last one for all that is drawn. The values drawn for a flag depend on nothing but the seed, its
 * key, its text and how many were drawn before.
 */
export function seriesSources(
  series: readonly FlagSeries[],
  draws: Draws | undefined,
): readonly BatchFile[] {
  const tried = series.flatMap(({ key, text, series: { ...each } }): readonly BatchFile[] => {
    if (each.kind !== 'each') return [];
    const rows = each.values.map((value, index) => ({
      row: index + 1,
      values: [{ key, ...value }],
    }));
    return [{ name: `${key}=${text}`, rows, problems: [] }];
  });
  const drawn = series.filter(({ series: { kind } }) => kind === 'drawn');
  return drawn.length === 0 || draws === undefined ? tried : [...tried, drawSource(drawn, draws)];
}

function drawSource(series: readonly FlagSeries[], { count, seed }: Draws): BatchFile {
  const columns = series.flatMap(({ key, text, series: drawn }) => {
    if (drawn.kind !== 'drawn') return [];
    const random = seededRandom(seed, `${key}=${text}`);
    return [{ key, draw: () => drawn.draw(random) }];
  });
  const rows = Array.from({ length: count }, (_, index) => ({
    row: index + 1,
    values: columns.map(({ key, draw }) => ({ key, ...draw() })),
  }));
  const name = series.map(({ key, text }) => `${key}=${text}`).join(' ');
  return { name: `${name} (seed ${seed})`, rows, problems: [] };
}
