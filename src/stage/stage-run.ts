import { fail } from '../failures/failures.ts';
import type { OpDef } from '../operation/operation-definition.ts';
import { makeNewDirectory } from '../platform/files.ts';
import { namesBoots } from '../platform/process-identity.ts';
import { META } from '../run/layout.ts';
import { hasMember } from '../run/members.ts';
import { releaseOwnership, takeOwnership } from '../run/owner.ts';
import { openRunnerLog } from '../run/runner-log.ts';
import type { Run } from '../run/run.ts';
import { runStatus } from '../run/status.ts';
import { noteStaging } from '../run/staged-note.ts';
import { syncMetadata, syncRun } from '../run/sync-run.ts';
import { applyConfigPhase } from './configuration.ts';
import type { ConfigOptions } from './configuration.ts';
import { resolveForRun, stageDependenciesPhase } from './dependencies.ts';
import { readStagedDefinition } from './read-definition.ts';
import { stageRuntimePhase } from './runtime.ts';
import { sealStagedFiles } from './seal.ts';
import { recordFingerprint } from './record-fingerprint.ts';
import { StagedFolder } from './staged-folder.ts';
import { STAGING_PHASES } from './staging-hook.ts';
import { copySourceCode } from './source.ts';
import { checkNotStopped } from './stop.ts';

/**
 * Stages an initialized run: source code, configuration, runtime and dependencies are put into the
 * run directory, which then needs nothing of the project. `staged` is written last: without it the
 * run is not staged, whatever else is there.
 *
 * Fails with `run-dir-missing`, `run-meta-missing`, `run-not-pending`, `unreadable-source`,
 * `config-not-applied`, `config-not-staged`, `phase-failed`, `stopped`, and as `stageDependencies` does. The run keeps
 * what was staged until then.
 */
export async function stageRun(
  run: Run,
  projectDir: string,
  options: ConfigOptions = {},
): Promise<void> {
  await stageFolder(run, projectDir, options);
}

export interface FolderOptions extends ConfigOptions {
  /** Files do not wait for the disk: a note of who staged them says whether they have to be looked at later. */
  readonly notesStager?: boolean;
}

/** {@link stageRun} that also tells what it knows of the run directory. */
export async function stageFolder(
  run: Run,
  projectDir: string,
  options: FolderOptions,
): Promise<StagedFolder> {
  const opdef = readStagedDefinition(run);
  const isStarted = [META.staged, META.filesLog].some((name) => hasMember(run.metaDir, name));
  if (isStarted) fail({ reason: 'run-not-pending', id: run.id, status: runStatus(run) });
  takeOwnership(run, 'stage');
  try {
    const log = openRunnerLog(run, options.onEvent);
    const folder = new StagedFolder(run, makeNewDirectory(run.runDir), keepsWriteBits(opdef));
    // First of all: a run whose dependencies are missing does not take the time to stage the rest.
    const dependencies = resolveForRun(log, opdef, projectDir, options);
    const source = await copySourceCode(log, opdef, projectDir, options, folder);
    await applyConfigPhase(log, opdef, options, folder);
    await stageRuntimePhase(log, opdef, projectDir, options, folder);
    const digests = await stageDependenciesPhase(
      log,
      opdef,
      projectDir,
      options,
      folder,
      dependencies,
    );
    await options.beforeSeal?.(run);
    checkNotStopped(run, options);
    if (options.fingerprint !== undefined) {
      const { uncounted } = options.fingerprint;
      recordFingerprint(log, opdef, { source, dependencies: digests, uncounted });
    }
    const isNoted = options.notesStager === true && namesBoots();
    if (isNoted) noteStaging(run);
    sealStagedFiles(log, folder);
    if (options.keepsOwnership !== true) {
      // Until the owner's note goes, a loss of power ends the run.
      await (isNoted ? syncMetadata(run) : syncRun(run, folder.manifest));
      releaseOwnership(run);
    }
    log.send({ type: 'staged', run });
    return folder;
  } catch (error) {
    releaseOwnership(run);
    throw error;
  }
}

/** Whether a staged file may still be changed by a command: of a hook, or of the run itself. */
function keepsWriteBits({ exec, depends }: OpDef): boolean {
  return (
    STAGING_PHASES.some((phase) => exec[phase] !== undefined) ||
    depends.some(({ writeable }) => writeable)
  );
}
