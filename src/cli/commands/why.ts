import { listRuns } from '../../catalog/list-runs.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { parseFingerprint } from '../../reuse/fingerprint.ts';
import { readParts } from '../../reuse/read-parts.ts';
import { ReuseSearch } from '../../plan/reuse-search.ts';
import type { ComparedRun } from '../../plan/reuse-search.ts';
import { chooseRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { writeJson } from '../json-output.ts';
import { comparedJson, differenceLines } from '../reuse-text.ts';
import { CONFIGURATION_ONLY } from '../tell-need.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage why`: which earlier run a run is the same as, or what differs from the nearest one. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const workspace = await openWorkspace(context);
  const run = chooseRun(values.text('run'), workspace, values.text('where'));
  const fingerprint = parseFingerprint(run.fingerprint);
  const parts = fingerprint && readParts(run.run);
  const earlier = listRuns(workspace.runsDir).runs.filter((other) => isEarlier(other, run));
  const search = new ReuseSearch(earlier, run.opref, parts);
  const same = [...search.same(run.config)];
  const nearest = same.length > 0 ? undefined : search.nearest(run.config);
  if (values.isGiven('json')) {
    writeJson(
      {
        id: run.id,
        name: run.name,
        fingerprint: fingerprint?.digest ?? null,
        same: same.map(({ run: { id, name, status }, isFingerprinted }) => ({
          id,
          name,
          status,
          fingerprint: isFingerprinted,
        })),
        nearest: nearest === undefined ? null : comparedJson(nearest),
      },
      terminal,
    );
    return 0;
  }
  terminal.outLines(...answer(run, same, nearest));
  if (parts === undefined) terminal.outLines('', CONFIGURATION_ONLY);
  return 0;
}

function isEarlier(other: RunRecord, { id, timestamp }: RunRecord): boolean {
  return other.id !== id && (other.timestamp ?? 0) < (timestamp ?? Infinity);
}

function answer(
  { name, opref }: RunRecord,
  same: readonly ComparedRun[],
  nearest: ComparedRun | undefined,
): readonly string[] {
  if (same.length > 0) {
    return same.map(({ run, isFingerprinted }) => {
      const how = isFingerprinted ? 'is the same as' : 'has the configuration of';
      return `${name} ${how} ${run.name} (${run.status})`;
    });
  }
  if (nearest === undefined) return [`There is no earlier run of ${opref.name} than ${name}`];
  const { run, differences } = nearest;
  return [
    `${name} is not the same as any earlier run. The nearest is ${run.name} (${run.status}):`,
    ...differenceLines(differences).map((line) => `  ${line}`),
  ];
}
