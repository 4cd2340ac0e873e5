import { join } from 'node:path';
import { fail } from '../failures.ts';
import {
  createFileExclusive,
  readTextIfExists,
  removeFile,
  writeFileAtomic,
} from '../platform/files.ts';
import { currentProcess, processLiveness } from '../platform/process-identity.ts';
import type { ProcessIdentity } from '../platform/process-identity.ts';
import { META } from './layout.ts';
import type { Run } from './run.ts';
import { parseOwner } from './status.ts';
import type { RunOwner } from './status.ts';

/**
 * Notes that this process works on a step of the run, so that others can tell a step under way from
 * one that was cut off. Fails with `run-busy` while another process works on it, or its command does.
 */
export function takeOwnership(run: Run, step: RunOwner['step']): void {
  const runner = currentProcess();
  const path = ownerPath(run);
  const text = formatOwner({ step, runner });
  if (createFileExclusive(path, text)) return;
  const present = parseOwner(readTextIfExists(path));
  const busy = [present?.runner, present?.command].find(
    (process) =>
      process !== undefined &&
      !isSameProcess(process, runner) &&
      processLiveness(process) !== 'gone',
  );
  if (busy !== undefined) fail({ reason: 'run-busy', id: run.id, pid: busy.pid, host: busy.host });
  writeFileAtomic(path, text);
}

/** The number alone does not tell: the first process of every container has the same. */
function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return (
    a.pid === b.pid && a.startTime === b.startTime && a.bootId === b.bootId && a.host === b.host
  );
}

/** Adds the identity of the run's command to the note. */
export function noteCommand(run: Run, command: ProcessIdentity): void {
  writeFileAtomic(ownerPath(run), formatOwner({ step: 'run', runner: currentProcess(), command }));
}

export function releaseOwnership(run: Run): void {
  removeFile(ownerPath(run));
}

function ownerPath(run: Run): string {
  return join(run.metaDir, META.owner);
}

function formatOwner(owner: RunOwner): string {
  return JSON.stringify(owner);
}
