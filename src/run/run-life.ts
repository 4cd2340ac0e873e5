import { join } from '../platform/paths.ts';
import { readRegularText } from '../platform/regular-file.ts';
import { pathExists } from '../platform/files.ts';
import { processLiveness } from '../platform/process-identity.ts';
import type { ProcessIdentity } from '../platform/process-identity.ts';
import { META, isZipMeta } from './layout.ts';
import { currentMetaPath } from './metadata.ts';
import { readOwner } from './owner.ts';
import type { Run } from './run.ts';
import { ACTIVE_STATUSES, parseExitCode, runStatus } from './status.ts';

/**
 * Tells of a run, again and again, whether it has ended. Between two steps nobody is noted as working
 * on it: who did before is remembered.
 */
export class RunLife {
  readonly #run: Run;
  #runner: ProcessIdentity | undefined;

  constructor(run: Run) {
    this.#run = run;
    this.#look();
  }

  /** Whether it is finalized or gone, or nobody is there to go on with it. */
  hasEnded(): boolean {
    this.#look();
    const path = currentMetaPath(this.#run.metaDir);
    if (isZipMeta(path) || !pathExists(path)) return true;
    if (ACTIVE_STATUSES.includes(runStatus(this.#run))) return false;
    const exit = readRegularText(join(this.#run.metaDir, META.exit));
    return parseExitCode(exit) !== undefined || !this.hasRunner();
  }

  /** Whether the process that works on it, or did last, is there. */
  hasRunner(): boolean {
    return this.#runner !== undefined && processLiveness(this.#runner) !== 'gone';
  }

  #look(): void {
    this.#runner = readOwner(this.#run)?.runner ?? this.#runner;
  }
}
