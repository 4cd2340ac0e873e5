import { parseFilter } from '../../catalog/filter-runs.ts';
import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { selectRuns } from '../../catalog/select-runs.ts';
import { readProjectReference } from '../../run/project-reference.ts';
import { chooseRun, chooseRuns, failAmbiguous, failNotFound } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { openWorkspace } from '../workspace.ts';

/** What `gage select` can print of a run, by option; the first that is given counts. */
const VALUES: readonly (readonly [
  option: string,
  valueOf: (run: RunRecord) => string | undefined,
])[] = [
  ['name', (run) => run.name],
  ['run-dir', ({ run }) => run.runDir],
  ['meta-dir', ({ run }) => run.metaDir],
  ['project-dir', ({ run }) => readProjectReference(run)],
  ['label', (run) => run.label],
];

/**
 * `gage select`: a line for each run, in the order of the specifiers, or for all that match a filter; with `--json` a list of texts,
 * null for a run without that value.
 */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const valueOf = VALUES.find(([option]) => values.isGiven(option))?.[1] ?? ((run) => run.id);
  const isJson = values.isGiven('json');
  const all: (string | null)[] = [];
  for await (const run of selectedRuns(context)) {
    const value = valueOf(run);
    if (isJson) all.push(value ?? null);
    else terminal.outLines(terminal.isInteractive ? escapeLine(value ?? '') : (value ?? ''));
  }
  if (isJson) writeJson(all, terminal);
  return 0;
}

/** A specifier that fails does so after the runs of those before it. */
async function* selectedRuns(context: CommandContext): AsyncGenerator<RunRecord> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const specs = values.texts('run');
  const where = values.text('where');
  const { sequence: list, problems } = listRuns(workspace.runsDir);
  if (specs.every((spec) => spec === '')) {
    const isFiltered = (where ?? '') !== '';
    const { runs } = isFiltered ? chooseRuns(list, [], where) : { runs: [] };
    if (runs.length > 0) yield* runs.map(({ run }) => run);
    // Fails, or is the latest.
    else yield chooseRun(undefined, workspace, where);
    return;
  }
  const isWanted = parseFilter(where);
  for (const spec of specs) {
    const { runs, ambiguous } = selectRuns(list, [spec === '' ? '1' : spec]);
    if (ambiguous.length > 0) failAmbiguous(spec, runs);
    const wanted = runs.filter(isWanted);
    if (wanted.length === 0) failNotFound(spec, runs.length === 0 ? problems : []);
    yield* wanted;
  }
}
