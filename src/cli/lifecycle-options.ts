import type { LifecycleOptions } from '../lifecycle.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { captureFor } from './capture-options.ts';
import type { CommandContext } from './command.ts';
import type { Workspace } from './workspace.ts';

/** How a planned run is made for whoever sits at this terminal; begins to look at the machine's state. */
export function lifecycleOptions(
  plan: PlannedRun,
  context: CommandContext,
  workspace: Workspace,
): LifecycleOptions {
  const { host, values } = context;
  const { projectDir, command } = plan;
  const subject = { projectDir, command: command.args, commandEnv: command.env, hasSource: true };
  const label = values.text('label');
  return {
    runsDir: workspace.runsDir,
    env: workspace.env,
    cwd: host.cwd,
    userName: host.userName,
    attributes: label === undefined ? {} : { label },
    systemAttributes: { platform: host.platform },
    captureState: captureFor(subject, context, workspace),
    keepMetaFolder: host.env['NO_ZIP_META'] === '1',
  };
}
