import { join } from '../platform/paths.ts';
import { META, OLDER_META, isZipMeta, metaNameId, runDirOf } from '../run/layout.ts';
import { effectiveLabel } from '../run/label.ts';
import {
  checkSchemaText,
  currentMetaPath,
  parseMapOrEmpty,
  parseTimestamp,
  readTexts,
} from '../run/metadata.ts';
import { parseOpRef } from '../run/operation-reference.ts';
import type { OpRef } from '../run/operation-reference.ts';
import { runName } from '../run/proquint.ts';
import { Run } from '../run/run.ts';
import type { RunStatus } from '../run/run.ts';
import { STATUS_MEMBERS, parseExitCode, readSettled, statusOfTexts } from '../run/status.ts';
import { readUserAttributes } from '../run/user-attributes.ts';
import type { ValueGroup } from '../run-index/run-row.ts';
import { fail } from '../failures/failures.ts';
import { isMap, toNumber } from '../values/value.ts';
import type { ValueMap } from '../values/value.ts';

/** Which trial of a batch a run is. */
export interface BatchMembership {
  readonly id: string;
  readonly name: string;
  readonly trial: number;
}

/** One run as lists, filters and comparisons see it: a snapshot, read once. */
export interface RunRecord {
  readonly run: Run;
  readonly id: string;
  readonly name: string;
  /** A name that an early run has on disk besides the computed one; it can be asked for by it. */
  readonly formerName: string | undefined;
  readonly opref: OpRef;
  readonly status: RunStatus;
  /** Undefined until the run has ended. */
  readonly exitCode: number | undefined;
  /** Times are microseconds since the epoch. */
  readonly initialized: number | undefined;
  readonly staged: number | undefined;
  readonly started: number | undefined;
  readonly stopped: number | undefined;
  /** When the run was started, else staged, else initialized. */
  readonly timestamp: number | undefined;
  /** The text of its `fingerprint`; undefined for early runs and for those not yet staged. */
  readonly fingerprint: string | undefined;
  /** Flat: keys are dotted paths. */
  readonly config: ValueMap;
  /** With `metrics`, `attributes` and `run`, where the run has them. */
  readonly summary: ValueMap;
  /** What people have said of the run: label, tags, comments. */
  readonly attributes: ValueMap;
  /** The user's label, else the one the run gave itself; undefined when the user cleared it. */
  readonly label: string | undefined;
  /** The batch it was made for. */
  readonly batch: BatchMembership | undefined;
}

/** What a run has in its configuration or in a part of its summary. */
export function valuesIn(run: RunRecord, group: ValueGroup): ValueMap | undefined {
  const values = group === 'config' ? run.config : run.summary[group];
  return isMap(values) ? values : undefined;
}

export const RECORD_MEMBERS: readonly string[] = [
  ...STATUS_MEMBERS,
  META.schema,
  META.opref,
  META.id,
  META.config,
  META.summary,
  META.stopped,
  META.fingerprint,
  META.batch,
  OLDER_META.name,
];

/**
 * Reads one run, from its zip if it was finalized since its folder was named. `runDir` is for one that is on its way. A document that cannot be read counts as empty.
 * Fails with `meta-missing` or `invalid-operation-reference` when the entry is not a run, with
 * `invalid-run-id` when its id gives no name, with `unsupported-meta-schema` when a newer program made it.
 */
export function readRun(metaPath: string, runDir?: string): RunRecord {
  return readSettled(() => readOnce(metaPath, runDir));
}

function readOnce(metaPath: string, runDir: string | undefined): RunRecord {
  const texts = readTexts(metaPath, RECORD_MEMBERS);
  const text = (member: string): string | undefined => texts.get(member);
  const facts = readFacts(metaPath, text);
  const currentPath = currentMetaPath(metaPath);
  const run = new Run(facts.id, runDir ?? runDirOf(currentPath), currentPath, facts.opref);
  const documents = lazyDocuments(run, text(META.config), text(META.summary));
  return {
    run,
    ...facts,
    name: runName(facts.id),
    timestamp: facts.started ?? facts.staged ?? facts.initialized,
    get batch() {
      return parseMembership(text(META.batch));
    },
    get config() {
      return documents.config;
    },
    get summary() {
      return documents.summary;
    },
    get attributes() {
      return documents.attributes;
    },
    get label() {
      return documents.label;
    },
  };
}

/** Reads `sys/batch.json`. */
export function parseMembership(content: string | undefined): BatchMembership | undefined {
  const { id, name, trial } = parseMapOrEmpty(content);
  if (typeof id !== 'string' || typeof name !== 'string') return undefined;
  return { id, name, trial: toNumber(trial) ?? 0 };
}

/** What the metadata of a run says besides documents. */
export type RunFacts = Pick<
  RunRecord,
  | 'id'
  | 'formerName'
  | 'opref'
  | 'status'
  | 'exitCode'
  | 'initialized'
  | 'staged'
  | 'started'
  | 'stopped'
  | 'fingerprint'
>;

/** Reads the texts of {@link RECORD_MEMBERS}. Fails as {@link readRun} does. */
export function readFacts(
  metaPath: string,
  text: (member: string) => string | undefined,
): RunFacts {
  const reference = text(META.opref);
  if (reference === undefined) fail({ reason: 'meta-missing', path: join(metaPath, META.opref) });
  const currentPath = currentMetaPath(metaPath);
  checkSchemaText(text(META.schema), currentPath);
  const opref = parseOpRef(reference);
  const id = text(META.id)?.trimEnd() || metaNameId(metaPath);
  runName(id);
  return {
    id,
    formerName: text(OLDER_META.name)?.trimEnd() || undefined,
    opref,
    status: statusOfTexts(text, isZipMeta(currentPath)),
    exitCode: parseExitCode(text(META.exit)),
    initialized: parseTimestamp(text(META.initialized)),
    staged: parseTimestamp(text(META.staged)),
    started: parseTimestamp(text(META.started)),
    stopped: parseTimestamp(text(META.stopped)),
    fingerprint: text(META.fingerprint),
  };
}

/** Documents are parsed when they are looked at: a list of 20 runs out of 10,000 looks at 20. */
function lazyDocuments(
  run: Run,
  configText: string | undefined,
  summaryText: string | undefined,
): Pick<RunRecord, 'config' | 'summary' | 'attributes' | 'label'> {
  let config: ValueMap | undefined;
  let summary: ValueMap | undefined;
  let attributes: ValueMap | undefined;
  const documents = {
    get config(): ValueMap {
      return (config ??= parseMapOrEmpty(configText));
    },
    get summary(): ValueMap {
      return (summary ??= parseMapOrEmpty(summaryText));
    },
    get attributes(): ValueMap {
      return (attributes ??= readUserAttributes(run));
    },
    get label(): string | undefined {
      return effectiveLabel(documents.attributes, documents.summary);
    },
  };
  return documents;
}
