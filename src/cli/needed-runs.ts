import { captureRuntime } from '../capture/capture-state.ts';
import { listRuns } from '../catalog/list-runs.ts';
import { findReusable } from '../plan/find-reusable.ts';
import type { ReuseRules, UnusableRun } from '../plan/find-reusable.ts';
import { findUnneeded } from '../plan/needed-trials.ts';
import type { TrialNeeds } from '../plan/needed-trials.ts';
import type { PlannedBatch } from '../plan/plan-batch.ts';
import { planSharedParts } from '../plan/plan-fingerprint.ts';
import { planRun } from '../plan/plan-run.ts';
import type { PlannedOperation, PlannedRun } from '../plan/plan-run.ts';
import { ReuseSearch } from '../plan/reuse-search.ts';
import type { ComparedRun } from '../plan/reuse-search.ts';
import type { Run } from '../run/run.ts';
import { emptyMap } from '../values/value.ts';
import { verifyRun } from '../verify/verify-run.ts';
import { captureSubject } from './capture-options.ts';
import type { CommandContext } from './command.ts';
import type { Workspace } from './workspace.ts';

/** What `--needed` finds out about a run that is planned. */
export type Need =
  | { readonly kind: 'reusable'; readonly found: ComparedRun }
  | {
      readonly kind: 'needed';
      readonly unusable: readonly UnusableRun[];
      /** Undefined when there is no run of the operation. */
      readonly nearest: ComparedRun | undefined;
    };

/** Whether a planned run is needed, and if so what is nearest to it. */
export async function findNeed(
  operation: PlannedOperation,
  { config }: PlannedRun,
  context: CommandContext,
  workspace: Workspace,
): Promise<Need> {
  const search = await openReuseSearch(operation, context, workspace);
  const reuse = await findReusable(search, config, reuseRules(context));
  return reuse.kind === 'reusable' ? reuse : { ...reuse, nearest: search.nearest(config) };
}

/** Which trials of a batch are needed. */
export async function findTrialNeeds(
  batch: PlannedBatch,
  context: CommandContext,
  workspace: Workspace,
): Promise<TrialNeeds> {
  const search = await openReuseSearch(batch.operation, context, workspace);
  return findUnneeded(batch, search, reuseRules(context));
}

async function openReuseSearch(
  operation: PlannedOperation,
  context: CommandContext,
  workspace: Workspace,
): Promise<ReuseSearch> {
  const { runsDir } = workspace;
  const { opref, opdef, projectDir } = operation;
  const { command } = planRun(operation, []);
  const started = {
    projectDir,
    command: command.args,
    commandEnv: command.env,
    hasSource: false,
  };
  // A runtime that the operation makes is not there before the run is.
  const runtime =
    opdef.exec['stage-runtime'] === undefined
      ? captureRuntime(captureSubject(started, context, workspace))
      : emptyMap();
  const { sequence: runs } = listRuns(runsDir);
  const place = { runsDir, homeDir: context.host.homeDir, runtime: await runtime };
  return new ReuseSearch(runs, opref, planSharedParts(operation, place));
}

function reuseRules({ values }: CommandContext): ReuseRules {
  return { acceptsFailed: values.isGiven('reuse-failed'), findDamage };
}

async function findDamage(run: Run): Promise<string | undefined> {
  const { verdict, metadata, changed, missing, extra, unreadable } = await verifyRun(run);
  if (verdict !== 'altered') return undefined;
  const files = Object.entries({ changed, missing, extra, unreadable });
  const problems = files.flatMap(([how, paths]) => paths.map((path) => `${path} is ${how}`));
  const [first = '', ...others] = [...metadata, ...problems];
  return others.length === 0 ? first : `${first}, and ${others.length} more`;
}
