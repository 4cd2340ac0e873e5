import { formatFloatShort } from './number-text.ts';
import { isFloat, isList, isMap } from './value.ts';
import type { Value } from './value.ts';

/**
 * A metric, attribute or configuration value as people are shown it in lists, boards and summaries:
 * a map is its `value`, floats have four significant digits, integers all of theirs.
 */
export function formatDisplayValue(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  if (isMap(value)) return Object.hasOwn(value, 'value') ? formatDisplayValue(value['value']) : '';
  if (isList(value)) return value.map(formatDisplayValue).join(', ');
  if (isFloat(value)) return formatFloatShort(Number(value));
  return String(value);
}
