import { findPlaces } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import type { ValuePath } from './data-text.ts';
import { formatPath } from './schema-words.ts';
import { checkSchema, formatPointer } from './schema-check.ts';
import type { CheckOptions, Finding } from './schema-check.ts';
import type { Schema } from './schema.ts';

/** Something in a file that should not be there, or not be so. */
export interface DataProblem {
  /**
   * An `error` keeps the file from being used. A `warning` is about something without effect, such as
   * a key nobody knows: checking a file refuses it, using the file does not.
   */
  readonly severity: 'error' | 'warning';
  readonly path: ValuePath;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** A sentence that begins with the path. */
  readonly message: string;
  /** The path as a JSON pointer. */
  readonly instanceLocation: string;
  readonly keywordLocation: string;
  readonly absoluteKeywordLocation: string;
}

/** Finds a whole file's problems that no schema can express. */
export type DataRule = (file: DataFile) => readonly RuleFinding[];

export interface RuleFinding extends Pick<Finding, 'path' | 'message'> {
  readonly severity: DataProblem['severity'];
}

/**
 * Everything wrong with a file, in the order of its lines. Costs little when nothing is: only for
 * problems the file is read again to find their places.
 */
export async function findProblems(
  file: DataFile,
  schema: Schema,
  options: CheckOptions = {},
  rule: DataRule = () => [],
): Promise<readonly DataProblem[]> {
  const dates = new Set(file.dates.map(formatPointer));
  const found = checkSchema(file.value, schema, options).filter(
    (finding) => !dates.has(formatPointer(finding.path)),
  );
  const extra = [...file.dates.map(dateFinding), ...rule(file)];
  if (found.length === 0 && extra.length === 0) return [];
  const places = await findPlaces(file);
  const problems = [...found, ...extra].map((finding): DataProblem => {
    const isAboutKey = 'keyword' in finding && KEY_KEYWORDS.has(finding.keyword);
    const { line, column } = isAboutKey ? places.ofKey(finding.path) : places.ofValue(finding.path);
    const { keywordLocation, schemaLocation } = 'keyword' in finding ? finding : ANYWHERE;
    return {
      severity: 'keyword' in finding ? severityOf(finding) : finding.severity,
      path: finding.path,
      line,
      column,
      message: finding.message,
      instanceLocation: formatPointer(finding.path),
      keywordLocation,
      absoluteKeywordLocation: `${schema.$id ?? ''}#${encodeURI(schemaLocation)}`,
    };
  });
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Whether a file can be used: what is wrong with it, if anything, has no effect. */
export function isUsable(problems: readonly DataProblem[]): boolean {
  return problems.every((problem) => problem.severity === 'warning');
}

/** The keywords that complain about the name of a key, not about its value. */
const KEY_KEYWORDS: ReadonlySet<keyof Schema> = new Set<keyof Schema>([
  'additionalProperties',
  'propertyNames',
]);

const ANYWHERE = { keywordLocation: '', schemaLocation: '' };

function severityOf(finding: Finding): DataProblem['severity'] {
  return finding.keyword === 'additionalProperties' ? 'warning' : 'error';
}

function dateFinding(path: ValuePath): RuleFinding {
  const message = `${formatPath(path)} is a date, which has no meaning here: put it in quotes`;
  return { severity: 'error', path, message };
}
