import { dirname } from 'node:path';
import { fail } from '../failures/failures.ts';
import { claimFile } from '../platform/exclusive-file.ts';
import { makeNewDirectory, writeUnreadFile } from '../platform/files.ts';
import { join } from '../platform/paths.ts';
import { currentProcess, isSameProcess, processLiveness } from '../platform/process-identity.ts';
import type { ProcessIdentity } from '../platform/process-identity.ts';
import { META } from './layout.ts';
import { readMemberText, removeMember, writeMember } from './members.ts';
import { endOwnMetadata, flushOwnMetadata, ownMetadata } from './own-metadata.ts';
import { checkOwnPlace } from './own-place.ts';
import type { Run } from './run.ts';
import { parseOwner } from './status.ts';
import type { RunOwner } from './status.ts';
import { settleWaiting } from './waiting-members.ts';

/**
 * Notes that this process works on a step of the run, so that others can tell a step under way from
 * one that was cut off. Fails with `run-busy` while another process works on it, or its command does.
 */
export function takeOwnership(run: Run, step: RunOwner['step']): void {
  const runner = currentProcess();
  const owner = readOwner(run);
  const text = formatOwner({ step, runner });
  if (isOurs(owner)) {
    // A former attempt to take the run over may have failed in between.
    if (ownMetadata(run.metaDir) === undefined) settleWaiting(run.metaDir);
    if (owner.step === step && owner.command === undefined) return;
    writeMember(run.metaDir, META.owner, text);
    return;
  }
  checkOwnPlace(run);
  if (!claimFile(ownerPath(run), text, isAbandoned)) failBusy(run);
  settleWaiting(run.metaDir);
}

/** {@link takeOwnership} of a run that is prepared in a folder that this process has just made. */
export function noteMaker(run: Run): string {
  const text = formatOwner({ step: 'stage', runner: currentProcess() });
  makeNewDirectory(dirname(ownerPath(run)));
  writeUnreadFile(ownerPath(run), text);
  return text;
}

/** Whether this process works on the run. */
export function isOwnedByUs(run: Run): boolean {
  return isOurs(readOwner(run));
}

/** Whether a note says that this process works on the run. */
export function isOurs(owner: RunOwner | undefined): owner is RunOwner {
  return owner !== undefined && isSameProcess(owner.runner, currentProcess());
}

/** Who works on a run at the moment, as far as that was noted. */
export function readOwner(run: Run): RunOwner | undefined {
  return parseOwner(readMemberText(run.metaDir, META.owner));
}

function isAbandoned(text: string): boolean {
  const owner = parseOwner(text);
  return owner === undefined || workersOf(owner).length === 0;
}

/** The processes at work on the run that may be there. */
function workersOf({ runner, command }: RunOwner): readonly ProcessIdentity[] {
  const processes = command === undefined ? [runner] : [runner, command];
  return processes.filter((process) => processLiveness(process) !== 'gone');
}

function failBusy(run: Run): never {
  const owner = readOwner(run);
  const [worker = currentProcess()] = owner === undefined ? [] : workersOf(owner);
  return fail({ reason: 'run-busy', id: run.id, pid: worker.pid, host: worker.host });
}

/** Adds the identity of a command this process has started for a step of the run to its note, if there is one. */
export function noteCommand(run: Run, step: RunOwner['step'], command: ProcessIdentity): void {
  const before = readMemberText(run.metaDir, META.owner);
  const owner = parseOwner(before);
  if (before === undefined || owner === undefined) return;
  const { runner } = owner;
  // Added to what is there, which takes less than a file in its place.
  writeMember(run.metaDir, META.owner, before + formatOwner({ step, runner, command }));
}

export function releaseOwnership(run: Run): void {
  // What waits is written first: without the note others go by what they find.
  try {
    flushOwnMetadata(run.metaDir);
  } finally {
    endOwnMetadata(run.metaDir);
    removeMember(run.metaDir, META.owner);
  }
}

function ownerPath(run: Run): string {
  return join(run.metaDir, META.owner);
}

function formatOwner(owner: RunOwner): string {
  return `${JSON.stringify(owner)}\n`;
}
