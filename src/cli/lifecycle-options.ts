import type { CaptureState } from '../capture/capture-state.ts';
import type { LifecycleOptions } from '../lifecycle.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import type { ValueMap } from '../values/value.ts';
import { captureFor } from './capture-options.ts';
import type { CommandContext } from './command.ts';
import type { Workspace } from './workspace.ts';

/** Begins to find out about the state that a planned run starts in; that of its source code may be known. */
export function captureForPlan(
  { projectDir, command }: PlannedRun,
  context: CommandContext,
  workspace: Workspace,
  sourceState?: ValueMap,
): CaptureState {
  const subject = {
    projectDir,
    command: command.args,
    commandEnv: command.env,
    hasSource: true,
    ...(sourceState === undefined ? {} : { sourceState }),
  };
  return captureFor(subject, context, workspace);
}

/** How a planned run is made for whoever sits at this terminal. */
export function lifecycleOptions(
  { host }: CommandContext,
  workspace: Workspace,
  captureState: CaptureState,
  label: string | undefined,
): LifecycleOptions {
  return {
    runsDir: workspace.runsDir,
    env: workspace.env,
    cwd: host.cwd,
    // Who says so is asked where something is said.
    userName: label === undefined ? '' : host.userName,
    attributes: label === undefined ? {} : { label },
    systemAttributes: { platform: host.platform },
    captureState,
    keepMetaFolder: host.env['NO_ZIP_META'] === '1',
  };
}
