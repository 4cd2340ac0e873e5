import { startCapture } from '../capture/capture-state.ts';
import type { CaptureState, CaptureSubject } from '../capture/capture-state.ts';
import type { CommandContext } from './command.ts';
import type { Workspace } from './workspace.ts';

/** Begins to find out about the state that a run, started from this terminal, starts in. */
export function captureFor(
  subject: Pick<CaptureSubject, 'projectDir' | 'command' | 'commandEnv' | 'hasSource'>,
  { host }: CommandContext,
  { env }: Workspace,
): CaptureState {
  return startCapture({
    ...subject,
    env,
    homeDir: host.homeDir,
    ownNode: { path: host.nodePath, version: host.nodeVersion },
  });
}
