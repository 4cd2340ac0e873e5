import { startCapture } from '../capture/capture-state.ts';
import type { CaptureState, CaptureSubject } from '../capture/capture-state.ts';
import type { CommandContext } from './command.ts';
import type { Workspace } from './workspace.ts';

/** What a capture is about, apart from who asks for it. */
type StartedCommand = Pick<
  CaptureSubject,
  'projectDir' | 'command' | 'commandEnv' | 'hasSource' | 'sourceState'
>;

/** Begins to find out about the state that a run, started from this terminal, starts in. */
export function captureFor(
  command: StartedCommand,
  context: CommandContext,
  workspace: Workspace,
): CaptureState {
  return startCapture(captureSubject(command, context, workspace));
}

/** A command as this terminal would start it. */
export function captureSubject(
  command: StartedCommand,
  { host }: CommandContext,
  { env }: Workspace,
): CaptureSubject {
  return {
    ...command,
    env,
    homeDir: host.homeDir,
    ownNode: { path: host.nodePath, version: host.nodeVersion },
  };
}
