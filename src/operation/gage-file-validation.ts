import { compareCodePoints } from '../values/order.ts';
import { isMap } from '../values/value.ts';
import type { DataFile } from './data-file.ts';
import { findProblems } from './data-problem.ts';
import type { DataProblem, RuleFinding } from './data-problem.ts';
import { gageFileSchema } from './gage-file-schema.ts';
import { formatPath } from './schema-words.ts';
import { valueFormats } from './value-formats.ts';

/** Everything wrong with a Gage file, in the order of its lines; nothing for a valid one. */
export function checkGageFile(file: DataFile): Promise<readonly DataProblem[]> {
  return findProblems(file, gageFileSchema, { formats: valueFormats }, findExtraDefaults);
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

function isDefault(operation: DataFile['value'] | undefined): boolean {
  return isMap(operation) && operation['default'] === true;
}
