import { hasErrorCode } from './files.ts';

/** What came of a signal: `gone`, nobody is there to get it; `refused`, it is somebody else's process. */
export type SignalOutcome = 'sent' | 'gone' | 'refused';

/** Sends a signal to a process of this machine. */
export function signalProcess(pid: number, signal: NodeJS.Signals): SignalOutcome {
  return send(pid, signal);
}

/** Sends a signal to all processes of the group that `leaderPid` leads. */
export function signalProcessGroup(leaderPid: number, signal: NodeJS.Signals): SignalOutcome {
  return send(-leaderPid, signal);
}

function send(target: number, signal: NodeJS.Signals): SignalOutcome {
  try {
    process.kill(target, signal);
    return 'sent';
  } catch (error) {
    if (hasErrorCode(error, 'ESRCH')) return 'gone';
    if (hasErrorCode(error, 'EPERM')) return 'refused';
    throw error;
  }
}

/** Whether any process is left of the group that `leaderPid` led. */
export function isProcessGroupAlive(leaderPid: number): boolean {
  try {
    process.kill(-leaderPid, 0);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ESRCH')) return false;
    if (hasErrorCode(error, 'EPERM')) return true;
    throw error;
  }
}
