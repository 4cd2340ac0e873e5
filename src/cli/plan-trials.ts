import { resolve } from 'node:path';
import { listRuns } from '../catalog/list-runs.ts';
import { fail } from '../failures/failures.ts';
import { expandHome } from '../operation/home-path.ts';
import { parseExclusions } from '../plan/exclude-trials.ts';
import { seriesSources, splitFlags } from '../plan/flag-series.ts';
import type { FlagSeries } from '../plan/flag-series.ts';
import type { BatchFile } from '../plan/parse-batch-text.ts';
import { planBatch } from '../plan/plan-batch.ts';
import type { PlannedBatch } from '../plan/plan-batch.ts';
import { notCounting } from '../plan/plan-run.ts';
import { STANDARD_INPUT, batchFileName, readBatchFiles } from '../plan/read-batch-file.ts';
import { randomSeed } from '../platform/ids.ts';
import type { ValueMap } from '../values/value.ts';
import type { ArgumentValues, CommandContext } from './command.ts';
import type { RequestedOperation } from './requested-operation.ts';
import type { Workspace } from './workspace.ts';

/**
 * Plans what a command line asks to try: the rows of files and the series of flags, together as its
 * options say. Fails like {@link planBatch} and with `invalid-argument`, `invalid-series`, `invalid-filter`.
 */
export async function planTrials(
  { operation, flags }: RequestedOperation,
  context: CommandContext,
  workspace: Workspace,
): Promise<PlannedBatch> {
  const { values } = context;
  const { fixed, series } = splitFlags(operation.settings, flags);
  checkOptions(values, series);
  const { files, paths } = await readFiles(context, workspace);
  const maxTrials = values.integer('max-runs');
  const count = values.integer('trials');
  const isDrawn = series.some(({ series: { kind } }) => kind === 'drawn');
  const isSampled = count !== undefined && !isDrawn;
  const seed = isDrawn || isSampled ? (values.integer('seed') ?? randomSeed()) : undefined;
  const draws = isDrawn && count !== undefined && seed !== undefined ? { count, seed } : undefined;
  const sources = [...files, ...seriesSources(series, draws)];
  if (maxTrials === 0 || count === 0) {
    fail({ reason: 'empty-batch', files: sources.map(({ name }) => name) });
  }
  return planBatch(notCounting(operation, paths), sources, {
    flags: fixed,
    maxTrials: isSampled ? Math.min(count, maxTrials ?? count) : maxTrials,
    combine: values.isGiven('zip') ? 'zip' : 'product',
    isExcluded: parseExclusions(values.texts('exclude'), operation.settings),
    ...(isSampled && seed !== undefined ? { sample: { seed } } : {}),
    ...(seed === undefined ? {} : { seed }),
  });
}

/** Whether a command line asks for several runs, by its options or by a series of values. */
export function asksForTrials(
  { operation, flags }: RequestedOperation,
  values: ArgumentValues,
): boolean {
  if (values.isGiven('batch') || values.isGiven('optimizer')) return true;
  return splitFlags(operation.settings, flags).series.length > 0;
}

function checkOptions(values: ArgumentValues, series: readonly FlagSeries[]): void {
  const drawn = series.find(({ series: { kind } }) => kind === 'drawn');
  if (drawn !== undefined && !values.isGiven('trials')) {
    const what = `${drawn.key}=${drawn.text}`;
    const message = `${what} is drawn at random: say how often with '--trials N'`;
    fail({ reason: 'invalid-argument', message });
  }
  if (values.isGiven('seed') && !values.isGiven('trials')) {
    const message = "nothing is drawn at random that '--seed' could be for: use '--trials N'";
    fail({ reason: 'invalid-argument', message });
  }
}

async function readFiles(
  { host, values }: CommandContext,
  { commandDir, runsDir }: Workspace,
): Promise<{ readonly files: readonly BatchFile[]; readonly paths: readonly string[] }> {
  const names = values.texts('batch');
  if (names.length === 0) return { files: [], paths: [] };
  if (values.integer('max-runs') === 0) {
    fail({ reason: 'empty-batch', files: names.map(batchFileName) });
  }
  const resolvePath = (file: string): string => resolve(commandDir, expandHome(file, host.homeDir));
  const files = await readBatchFiles(names, {
    resolvePath,
    readStandardInput: host.readInput,
    findConfigs: (ids) => findConfigs(ids, runsDir),
  });
  return { files, paths: names.filter((name) => name !== STANDARD_INPUT).map(resolvePath) };
}

/** The configurations of runs, by the ids or names given. */
function findConfigs(ids: readonly string[], runsDir: string): ReadonlyMap<string, ValueMap> {
  const wanted = new Set(ids);
  const found = new Map<string, ValueMap>();
  for (const run of listRuns(runsDir).runs) {
    for (const name of [run.id, run.name]) {
      if (wanted.has(name) && !found.has(name)) found.set(name, run.config);
    }
  }
  return found;
}
