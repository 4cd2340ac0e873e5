import { fail } from '../../failures.ts';
import { performRun, stagePlannedRun } from '../../lifecycle.ts';
import type { LifecycleOptions } from '../../lifecycle.ts';
import { planRun } from '../../plan/plan-run.ts';
import type { PlannedRun } from '../../plan/plan-run.ts';
import type { CommandContext } from '../command.ts';
import { requestedOperation } from '../requested-operation.ts';
import type { RequestedOperation } from '../requested-operation.ts';
import { confirmRun } from '../run-prompt.ts';
import { exitStatusOf, withRunReporter } from '../run-reporter.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

/** The exit status of a run that was skipped. */
const EXIT_SKIPPED = 5;

/** `gage run`: start, stage or preview a run, or show help for an operation. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  const staged = values.text('start');
  if (staged !== undefined)
    return (await import('../start-staged.ts')).startStaged(staged, context, workspace);
  const requested = await requestedOperation(context, workspace);
  if (values.isGiven('help-op')) {
    const { showOperationHelp } = await import('../operation-help.ts');
    return showOperationHelp(requested, context);
  }
  const layers = [{ origin: 'flag', values: requested.flags }] as const;
  if (values.isGiven('preview')) {
    const { showPreview } = await import('../run-preview.ts');
    return showPreview(requested, layers, context, workspace);
  }
  const plan = planRun(requested.operation, layers);
  if (values.isGiven('json')) {
    fail({ reason: 'invalid-argument', message: "'--json' is for use with '--preview'" });
  }
  return start(requested, plan, context, workspace);
}

async function start(
  requested: RequestedOperation,
  plan: PlannedRun,
  context: CommandContext,
  workspace: Workspace,
): Promise<number> {
  const { host, terminal, values } = context;
  if (values.isGiven('needed') && (await isComparableThere(plan, context, workspace))) {
    return EXIT_SKIPPED;
  }
  const isStaging = values.isGiven('stage');
  const action = `${isStaging ? 'stage' : 'run'} ${requested.operation.opdef.name}`;
  const declined = await confirmRun(action, plan.config, context);
  if (declined !== undefined) return declined;
  const { projectDir, command } = plan;
  const { captureFor } = await import('../capture-options.ts');
  const subject = { projectDir, command: command.args, commandEnv: command.env, hasSource: true };
  const capture = captureFor(subject, context, workspace);
  const label = values.text('label');
  const life: LifecycleOptions = {
    runsDir: workspace.runsDir,
    env: workspace.env,
    cwd: host.cwd,
    userName: host.userName,
    attributes: label === undefined ? {} : { label },
    systemAttributes: { platform: host.platform, ...capture.immediate },
    captureState: capture.complete,
    keepMetaFolder: host.env['NO_ZIP_META'] === '1',
  };
  return withRunReporter(context, plan.opdef.name, async (reporting) => {
    if (!isStaging)
      return exitStatusOf((await performRun(plan, { ...life, ...reporting })).exitCode);
    const run = await stagePlannedRun(plan, { ...life, ...reporting });
    terminal.outLines(`Run "${run.name}" is staged`, '', [
      { text: 'To start it, run ' },
      { text: `'gage run --start ${run.name}'`, style: 'command' },
    ]);
    return 0;
  });
}

async function isComparableThere(
  plan: PlannedRun,
  { terminal }: CommandContext,
  workspace: Workspace,
): Promise<boolean> {
  const [{ listRuns }, { findComparableRun }] = await Promise.all([
    import('../../catalog/list-runs.ts'),
    import('../../catalog/comparable-run.ts'),
  ]);
  const found = findComparableRun(listRuns(workspace.runsDir).runs, plan.opref, plan.config);
  if (found === undefined) return false;
  terminal.errLines(`Run skipped because a comparable run exists (${found.name})`, '', [
    { text: 'For details, run ' },
    { text: `'gage show ${found.name}'`, style: 'command' },
  ]);
  return true;
}
