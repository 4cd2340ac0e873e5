import type { RunStatus } from '../run/run.ts';
import { nearest } from '../values/nearest.ts';
import type { Value } from '../values/value.ts';
import { didYouMean } from './filter-problem.ts';

/** What a filter asks of a run. Names of configuration, metrics and attributes are any text; dots have no meaning in them. */
export type FilterField =
  | { readonly of: 'run'; readonly name: RunFieldName }
  | { readonly of: 'config' | 'metric' | 'attribute'; readonly name: string };

/**
 * The facts of a run itself. Times are microseconds since the epoch; `tag` and `comment` are lists of
 * texts; `label` is the one shown, `own_label` the one the run gave itself.
 */
export type RunFieldName =
  | 'id'
  | 'name'
  | 'operation'
  | 'namespace'
  | 'version'
  | 'status'
  | 'exit_code'
  | 'label'
  | 'own_label'
  | 'tag'
  | 'comment'
  | 'project'
  | 'batch'
  | 'batch_id'
  | 'trial'
  | 'initialized'
  | 'staged'
  | 'started'
  | 'stopped';

/** Where a filter gets the values of one run; undefined where the run has none. */
export interface FieldReader {
  read(field: FilterField): Value | undefined;
}

/** What is known of a field's values before any run is read; `any` is configuration and the like. */
export type FieldType = 'text' | 'number' | 'time' | 'any';

/** A field as an expression names it. */
export type NamedField =
  | { readonly kind: 'stored'; readonly field: FilterField; readonly type: FieldType }
  /** Seconds from start to stop: computed, so that a run under way has one. */
  | { readonly kind: 'duration'; readonly type: 'number' };

/** The field that a word names, or undefined when it names none. */
export function findField(word: string): NamedField | undefined {
  const { prefix, rest } = splitName(word);
  if (prefix === undefined) return findRunField(word);
  if (rest === '') return undefined;
  if (prefix === 'run') return findRunField(rest);
  const name = prefix === 'tag' ? `tag:${rest}` : rest;
  const of = PREFIXES.get(prefix);
  return of === undefined ? undefined : { kind: 'stored', field: { of, name }, type: 'any' };
}

function findRunField(word: string): NamedField | undefined {
  if (word === 'duration') return { kind: 'duration', type: 'number' };
  const found = RUN_FIELDS.get(word);
  if (found === undefined) return undefined;
  const [name, type] = found;
  return { kind: 'stored', field: { of: 'run', name }, type };
}

const RUN_FIELDS: ReadonlyMap<string, readonly [RunFieldName, FieldType]> = new Map<
  string,
  readonly [RunFieldName, FieldType]
>([
  ['id', ['id', 'text']],
  ['name', ['name', 'text']],
  ['operation', ['operation', 'text']],
  ['op', ['operation', 'text']],
  ['namespace', ['namespace', 'text']],
  ['version', ['version', 'text']],
  ['status', ['status', 'text']],
  ['exit_code', ['exit_code', 'number']],
  ['label', ['label', 'text']],
  ['tag', ['tag', 'text']],
  ['tags', ['tag', 'text']],
  ['comment', ['comment', 'text']],
  ['comments', ['comment', 'text']],
  ['project', ['project', 'text']],
  ['batch', ['batch', 'text']],
  ['batch_id', ['batch_id', 'text']],
  ['trial', ['trial', 'number']],
  ['initialized', ['initialized', 'time']],
  ['staged', ['staged', 'time']],
  ['started', ['started', 'time']],
  ['stopped', ['stopped', 'time']],
]);

/** What stands before the name of a value; `run` and `tag` are no groups of values. */
const PREFIXES: ReadonlyMap<string, 'config' | 'metric' | 'attribute'> = new Map<
  string,
  'config' | 'metric' | 'attribute'
>([
  ['config', 'config'],
  ['metric', 'metric'],
  ['attr', 'attribute'],
  ['attribute', 'attribute'],
  ['tag', 'attribute'],
]);

function splitName(word: string): { readonly prefix: string | undefined; readonly rest: string } {
  const at = word.search(/[.:]/);
  return at < 0
    ? { prefix: undefined, rest: word }
    : { prefix: word.slice(0, at), rest: word.slice(at + 1) };
}

/** Whether a word begins, but for a typing error, as the names of fields do: `metrics.loss`. */
export function looksLikeField(word: string): boolean {
  const { prefix, rest } = splitName(word);
  if (prefix === undefined || prefix === '') return false;
  return prefix === 'run' || PREFIXES.has(prefix) || nearPrefixes(prefix, rest).length > 0;
}

/** A sentence on which field a word that names none may stand for. */
export function suggestField(word: string): string {
  const { prefix, rest } = splitName(word);
  if (prefix === 'run') {
    const near = nearest(rest, fieldNames()).map((name) => `run.${name}`);
    return didYouMean(near) ?? LIST_OF_FIELDS;
  }
  if (prefix !== undefined && rest !== '') {
    const near = nearPrefixes(prefix, rest).map((name) => `${name}.${rest}`);
    return didYouMean(near) ?? VALUE_PREFIXES;
  }
  if (prefix !== undefined && PREFIXES.has(prefix)) return `Write a name after '${word}'.`;
  return (
    didYouMean(nearest(word, fieldNames())) ?? (isShort(word) ? valueFields(word) : VALUE_PREFIXES)
  );
}

function nearPrefixes(prefix: string, rest: string): readonly string[] {
  return rest === '' ? [] : nearest(prefix, [...PREFIXES.keys(), 'run']);
}

function fieldNames(): readonly string[] {
  return [...RUN_FIELDS.keys(), 'duration'];
}

function isShort(word: string): boolean {
  return word.length <= 40;
}

function valueFields(word: string): string {
  return `Values of a run are written 'config.${word}', 'metric.${word}' or 'attr.${word}'.`;
}

const VALUE_PREFIXES = `Names of values begin with 'config.', 'metric.' or 'attr.'.`;

const LIST_OF_FIELDS = `Fields are id, name, operation, namespace, version, status, exit_code, label, tag, comment, project, batch, batch_id, trial, initialized, staged, started, stopped and duration.`;

/** Whether a run can have this status. */
export function isStatus(word: string): boolean {
  return Object.hasOwn(STATUSES, word);
}

/** A sentence on which status a word that is none may stand for. */
export function suggestStatus(word: string): string {
  const all = Object.keys(STATUSES);
  return didYouMean(nearest(word, all)) ?? `Statuses are ${all.join(', ')}.`;
}

const STATUSES: Readonly<Record<RunStatus, true>> = {
  unknown: true,
  pending: true,
  staging: true,
  staged: true,
  running: true,
  finalizing: true,
  completed: true,
  error: true,
  terminated: true,
};
