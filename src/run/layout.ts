import { basename, dirname } from 'node:path';
import type { Phase } from '../operation/operation-definition.ts';
import { join } from '../platform/paths.ts';
import { META_SUFFIX, ZIP_META_SUFFIX } from '../values/run-names.ts';

export { ARCHIVES_DIR, BATCHES_DIR, INCOMING_PREFIX, INDEX_DIR } from '../values/run-names.ts';

/**
 * Every name a run has on disk; docs/run-format.md explains them. Nothing else in the program
 * but `values/run-names.ts` spells a file name of a run.
 */

/** Files in the metadata of a run, by what they hold. */
export const META = {
  schema: '__schema__',
  id: 'id',
  opref: 'opref',
  opdef: 'opdef.json',
  config: 'config.json',
  command: 'proc/cmd.json',
  environment: 'proc/env.json',
  exit: 'proc/exit',
  lock: 'proc/lock',
  owner: 'proc/owner.jsonl',
  stager: 'proc/stager.json',
  /** Members that have no file of their own yet. */
  waiting: 'proc/waiting.jsonl',
  initialized: 'initialized',
  staged: 'staged',
  started: 'started',
  stopped: 'stopped',
  summary: 'summary.json',
  dependencies: 'dependencies.json',
  manifest: 'manifest',
  fingerprint: 'fingerprint',
  fingerprintParts: 'fingerprint.json',
  filesLog: 'log/files',
  patchLog: 'log/patched',
  runnerLog: 'log/runner',
  systemAttributes: 'sys',
  batch: 'sys/batch.json',
  outputs: 'output',
} as const;

/** Names that runs made before the current format can have instead. */
export const OLDER_META = {
  command: 'proc/cmd',
  environment: 'proc/env',
  name: 'name',
  userAttributes: 'user',
} as const;

/** The schema of metadata this program writes and reads. */
export const META_SCHEMA = '1';

/** Files of an attempt, in its folder. */
export const ATTEMPT = {
  claim: 'claim.json',
  beat: 'beat',
  result: 'result.json',
  superseded: 'superseded.json',
} as const;

/** Beside the attempts of a run. */
export const ATTEMPTS = {
  /** The result of the attempt that is the run. */
  commit: 'commit.json',
  /** Names the process that puts the attempt in the run's place. */
  publishing: 'publishing',
  /** What was staged, until it is removed. */
  replaced: 'replaced',
  replacedMeta: 'replaced.meta',
} as const;

const ATTEMPTS_SUFFIX = '.attempts';

/** Where attempts at a run work, each in a folder with its number; never listed as a run. */
export function attemptsDirOf(runDir: string): string {
  return runDir + ATTEMPTS_SUFFIX;
}

/** Whether a name in a runs directory is that of the attempts at a run. */
export function isAttemptsName(name: string): boolean {
  return name.endsWith(ATTEMPTS_SUFFIX);
}

/** The id of the run whose attempts have this name in a runs directory, if it is such a name. */
export function attemptsNameId(name: string): string | undefined {
  return name.endsWith(ATTEMPTS_SUFFIX) ? name.slice(0, -ATTEMPTS_SUFFIX.length) : undefined;
}

/** An attempt at a run. */
export interface AttemptPlace {
  readonly number: number;
  /** The folder of the attempt: a runs directory that holds one run. */
  readonly dir: string;
  /** Where the run belongs. */
  readonly runDir: string;
}

/** Which attempt has its copy of the run here; undefined for a run in its own place. */
export function attemptAt(runDir: string): AttemptPlace | undefined {
  // True of nearly all, and taking paths apart takes longer.
  if (!runDir.includes(ATTEMPTS_SUFFIX)) return undefined;
  const dir = dirname(runDir);
  const attemptsDir = dirname(dir);
  const id = attemptsNameId(basename(attemptsDir));
  const number = Number(basename(dir));
  if (id !== basename(runDir) || !Number.isSafeInteger(number)) return undefined;
  return { number, dir, runDir: join(dirname(attemptsDir), id) };
}

/** The runs directory a run belongs to, whether it is there or an attempt has it. */
export function runsDirOf(runDir: string): string {
  return dirname(attemptAt(runDir)?.runDir ?? runDir);
}

/** Whether a file among the metadata is there only until the run is finalized, or was left by who was killed. */
export function isPassingMember(path: string): boolean {
  return path.endsWith('.tmp') || PASSING.has(path);
}

const PASSING: ReadonlySet<string> = new Set([META.owner, META.lock, META.stager]);

/** How the names of entries beside a run directory end that can change when the run cannot. */
export const USER_SUFFIX = '.user';
export const MOVE_SUFFIX = '.move';

const META_SUFFIXES = ['.meta', '.meta.zip', '.meta.deleted', '.meta.zip.deleted'] as const;

/** Whether a name in a runs directory is the metadata of an active run. */
export function isMetaName(name: string): boolean {
  return name.endsWith(META_SUFFIX) || name.endsWith(ZIP_META_SUFFIX);
}

/** Whether a name in a runs directory is the metadata of a run deleted in the way of older versions. */
export function isOlderDeletedMetaName(name: string): boolean {
  return name.endsWith('.meta.deleted') || name.endsWith('.meta.zip.deleted');
}

export function isZipMeta(metaPath: string): boolean {
  return metaPath.endsWith('.zip') || metaPath.endsWith('.zip.deleted');
}

export function metaPathOf(runDir: string): string {
  return runDir + META_SUFFIX;
}

export function zipMetaPathOf(runDir: string): string {
  return runDir + ZIP_META_SUFFIX;
}

const UNBORN_SUFFIX = '.new';

/** Where metadata is prepared before the run appears; never listed. */
export function unbornMetaPathOf(runDir: string): string {
  return runDir + UNBORN_SUFFIX;
}

/** The id of the run whose metadata is prepared under a name in a runs directory, if it is such a name. */
export function unbornId(name: string): string | undefined {
  return UNBORN.exec(name)?.groups?.['id'];
}

/** Ids are made with the metadata: nothing but a UUID can be meant. */
const UNBORN = /^(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.new$/;

/** Where the metadata zip grows before it appears; never listed. */
export function partialZipPathOf(runDir: string): string {
  return `${runDir}.zip-partial`;
}

/** Where a file that a run depends on is kept until all of it is there; never listed. */
export function fetchedPathOf(runDir: string): string {
  return `${runDir}.fetched`;
}

/** What metadata is called while it is removed; never listed. */
export function doomedPathOf(metaPath: string): string {
  return `${metaPath}.doomed`;
}

/** The metadata path that is being removed under this one, if it is such a name. */
export function doomedMetaPath(path: string): string | undefined {
  const metaPath = path.endsWith('.doomed') ? path.slice(0, -'.doomed'.length) : '';
  return isMetaName(metaPath) || isOlderDeletedMetaName(metaPath) ? metaPath : undefined;
}

/** The run directory of a metadata path; a run deleted in the older way has `.deleted` on both. */
export function runDirOf(metaPath: string): string {
  for (const suffix of META_SUFFIXES) {
    if (!metaPath.endsWith(suffix)) continue;
    const base = metaPath.slice(0, -suffix.length);
    return suffix.endsWith('.deleted') ? `${base}.deleted` : base;
  }
  return metaPath;
}

/** What is kept beside a run: its user attributes, its signatures, its project reference. */
export function sidecarPathOf(runDir: string, kind: 'user' | 'sign' | 'project'): string {
  const base = runDir.endsWith('.deleted') ? runDir.slice(0, -'.deleted'.length) : runDir;
  return base === runDir ? `${runDir}.${kind}` : `${base}.${kind}.deleted`;
}

/** The folder of markers that say in which container a run is; by id, whatever the run directory is called. */
export function moveDirOf(metaPath: string): string {
  return join(runsDirOf(runDirOf(metaPath)), metaNameId(metaPath) + MOVE_SUFFIX);
}

/** The list of a run's files with their modes, beside a run where the place itself does not keep them. */
export function fileListNameOf(id: string): string {
  return `${id}.files`;
}

/** Whether a name in a runs directory belongs to the run with this id. */
export function belongsToRun(name: string, id: string): boolean {
  return name === id || name.startsWith(`${id}.`);
}

export function metaNameId(metaPath: string): string {
  return basename(runDirOf(metaPath)).replace(/\.deleted$/, '');
}

/** The name of the file with a phase's output, in the `output` folder of the metadata. */
export const OUTPUT_NAMES: Readonly<Record<Phase, string>> = {
  'stage-sourcecode': '10_sourcecode',
  'stage-runtime': '20_runtime',
  'stage-dependencies': '30_dependencies',
  run: '40_run',
  finalize: '50_finalize',
};

/** The phase whose output has this name; the name itself where it is none of ours. */
export function phaseOfOutput(outputName: string): string {
  const found = Object.entries(OUTPUT_NAMES).find(([, name]) => name === outputName);
  return found?.[0] ?? outputName;
}

export function outputMember(outputName: string): string {
  return `${META.outputs}/${outputName}`;
}

export function outputIndexMember(outputName: string): string {
  return `${META.outputs}/${outputName}.index`;
}
