import { compareCodePoints } from '../values/order.ts';
import { isList, isMap } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { dataFormatOf } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { findProblems } from './data-problem.ts';
import type { DataProblem, RuleFinding } from './data-problem.ts';
import type { ValuePath } from './data-text.ts';
import { gageFileSchema } from './gage-file-schema.ts';
import { formatPath } from './schema-words.ts';
import { valueFormats } from './value-formats.ts';

/** Everything wrong with a Gage file, in the order of its lines; nothing for a valid one. */
export async function checkGageFile(file: DataFile): Promise<readonly DataProblem[]> {
  const formats = await formatsFor(file);
  return findProblems(file, gageFileSchema, { formats }, (checked) => [
    ...findNullCharacters(checked.value, []),
    ...findExtraDefaults(checked),
    ...findUnreadableSummaries(checked),
  ]);
}

/** Only dependencies select runs; the language of filters is not loaded for other files. */
async function formatsFor({ value }: DataFile): Promise<typeof valueFormats> {
  const operations = isMap(value) ? Object.values(value) : [];
  const hasDependencies = operations.some(
    (operation) => isMap(operation) && Object.hasOwn(operation, 'depends'),
  );
  if (!hasDependencies) return valueFormats;
  const { runSelectProblem } = await import('./run-select-format.ts');
  return { ...valueFormats, 'run-select': runSelectProblem };
}

/** The system ends texts at a null character: no command, path or variable can have one. */
function findNullCharacters(value: Value, path: ValuePath): readonly RuleFinding[] {
  if (isList(value)) return value.flatMap((item, at) => findNullCharacters(item, [...path, at]));
  if (isMap(value)) {
    const found: RuleFinding[] = [];
    for (const key of Object.keys(value)) {
      found.push(...findNullCharacters(key, [...path, key]));
      found.push(...findNullCharacters(value[key] ?? null, [...path, key]));
    }
    return found;
  }
  if (typeof value !== 'string' || !value.includes('\0')) return [];
  const message = `${formatPath(path)} must not contain a null character`;
  return [{ severity: 'error', path, message }];
}

/** Of several default operations the first by name is used; the others are problems. */
function findExtraDefaults(file: DataFile): readonly RuleFinding[] {
  const { value } = file;
  if (!isMap(value)) return [];
  const [first, ...others] = Object.keys(value)
    .filter((name) => isDefault(value[name]))
    .sort(compareCodePoints);
  if (first === undefined) return [];
  return others.map((name) => {
    const path = [name, 'default'];
    const message = `${formatPath(path)} has no effect: "${first}" is the default operation`;
    return { severity: 'warning', path, message };
  });
}

/** The name of a summary file says how it is read. */
function findUnreadableSummaries({ value }: DataFile): readonly RuleFinding[] {
  if (!isMap(value)) return [];
  return Object.keys(value).flatMap((name): readonly RuleFinding[] => {
    const operation = value[name];
    const summary = isMap(operation) ? operation['summary'] : undefined;
    const filename = isMap(summary) ? summary['filename'] : undefined;
    if (typeof filename !== 'string' || dataFormatOf(filename) !== undefined) return [];
    const path = [name, 'summary', 'filename'];
    const message = `${formatPath(path)} cannot be read: it must end in .json, .toml or .yaml`;
    return [{ severity: 'warning', path, message }];
  });
}

function isDefault(operation: DataFile['value'] | undefined): boolean {
  return isMap(operation) && operation['default'] === true;
}
