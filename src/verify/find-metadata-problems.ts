import { GageError } from '../failures/failures.ts';
import { findZipDamage } from '../platform/zip-check.ts';
import { ZipError } from '../platform/zip-format.ts';
import { isSystemError } from '../platform/files.ts';
import { isEarlyRun } from '../run/early-run.ts';
import { parseFilesLog } from '../run/files-log.ts';
import { META, isZipMeta, metaNameId, outputIndexMember, outputMember } from '../run/layout.ts';
import { parseTimestamp, readCommand, readMap, readOpRef } from '../run/metadata.ts';
import type { MetaReader } from '../run/metadata.ts';
import { RECORD_BYTES } from '../run/output.ts';
import { parseExitCode } from '../run/status.ts';

/** How far a run has come, which says what its metadata must have. */
export type RunStep = 'staged' | 'ended';

/**
 * What is wrong with metadata, a clause each, such as `stopped is before started`: members that are
 * damaged, missing or unreadable, and what contradicts itself.
 */
export function findMetadataProblems(meta: MetaReader, step: RunStep): readonly string[] {
  const damage = isZipMeta(meta.path) ? findZipDamage(meta.path) : [];
  const problems = [...damage];
  /** What cannot be read is told once: a damaged member was told of already. */
  const check = (find: () => readonly string[]): void => {
    try {
      problems.push(...find());
    } catch (error) {
      if (error instanceof ZipError && damage.length > 0) return;
      if (!(error instanceof GageError || error instanceof ZipError || isSystemError(error)))
        throw error;
      problems.push(error.message);
    }
  };
  const members = new Set(meta.list());
  check(() => (readOpRef(meta), []));
  check(() => missingMembers(meta, members, step));
  check(() => idProblems(meta));
  for (const name of DOCUMENTS) check(() => (readMap(meta, name), []));
  if (members.has(META.command)) check(() => (readCommand(meta), []));
  check(
    () => (parseFilesLog(readText(meta, META.filesLog) ?? '', `${meta.path}/${META.filesLog}`), []),
  );
  check(() => exitProblems(meta));
  check(() => timeProblems(meta));
  for (const name of members) check(() => indexProblems(meta, name));
  return problems;
}

const DOCUMENTS = [
  META.opdef,
  META.config,
  META.environment,
  META.summary,
  META.dependencies,
] as const;

/** A run whose staging failed was neither staged nor started: these are what every run has. */
const REQUIRED: Readonly<Record<RunStep, readonly string[]>> = {
  staged: [META.opdef, META.config, META.command, META.initialized, META.staged, META.manifest],
  ended: [
    META.opdef,
    META.config,
    META.command,
    META.initialized,
    META.stopped,
    META.exit,
    META.manifest,
  ],
};

function missingMembers(
  meta: MetaReader,
  members: ReadonlySet<string>,
  step: RunStep,
): readonly string[] {
  if (isEarlyRun(readText(meta, META.opref), (name) => members.has(name))) return [];
  return REQUIRED[step].filter((name) => !members.has(name)).map((name) => `${name} is missing`);
}

function readText(meta: MetaReader, name: string): string | undefined {
  return meta.read(name)?.toString('utf8');
}

/** The id in the metadata is the one of the files' names. */
function idProblems(meta: MetaReader): readonly string[] {
  const id = readText(meta, META.id)?.trim();
  const nameId = metaNameId(meta.path);
  return id === undefined || id === nameId
    ? []
    : [`its id is ${id}, its files are those of ${nameId}`];
}

function exitProblems(meta: MetaReader): readonly string[] {
  const text = readText(meta, META.exit);
  return text === undefined || parseExitCode(text) !== undefined
    ? []
    : [`${META.exit} is not a whole number`];
}

const TIMES = [META.initialized, META.staged, META.started, META.stopped] as const;

function timeProblems(meta: MetaReader): readonly string[] {
  const problems: string[] = [];
  let before: { readonly name: string; readonly time: number } | undefined;
  for (const name of TIMES) {
    const text = readText(meta, name);
    if (text === undefined) continue;
    const time = parseTimestamp(text);
    if (time === undefined) problems.push(`${name} is not a time`);
    else {
      if (before !== undefined && time < before.time)
        problems.push(`${name} is before ${before.name}`);
      before = { name, time };
    }
  }
  return problems;
}

const INDEX = /^output\/(?<output>[^/]+)\.index$/;

/** An index has whole records, and an output. Where the command or its runner was killed, either can have been cut off. */
function indexProblems(meta: MetaReader, name: string): readonly string[] {
  const output = INDEX.exec(name)?.groups?.['output'];
  if (output === undefined) return [];
  const exitCode = parseExitCode(readText(meta, META.exit));
  if (exitCode === undefined || exitCode < 0) return [];
  const size = meta.size(outputIndexMember(output)) ?? 0;
  return [
    ...(size % RECORD_BYTES === 0
      ? []
      : [`${name} has ${size} bytes, which is no whole number of records`]),
    ...(meta.size(outputMember(output)) === undefined
      ? [`${outputMember(output)} is missing`]
      : []),
    ...(size > 0 && meta.size(outputMember(output)) === 0
      ? [`${name} tells of lines that ${outputMember(output)} does not have`]
      : []),
  ];
}
