import type { ListedRun, ListField } from '../catalog/list-field.ts';
import { formatDisplayValue } from '../values/display-text.ts';
import { formatJsonCompact } from '../values/json-text.ts';
import { formatFloat } from '../values/number-text.ts';
import { emptyMap, isFloat, isList, isMap, toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { escapeLine } from './escape-text.ts';
import { formatTime, strictJson } from './run-json.ts';
import { span, statusStyle } from './style.ts';
import type { StyledText } from './style.ts';
import { renderTableParts } from './table-parts.ts';
import type { PartColumn } from './table-parts.ts';
import type { Layout } from './terminal.ts';

/** Runs with the fields that were asked for. */
export interface ListedFields {
  readonly fields: readonly ListField[];
  readonly runs: readonly ListedRun[];
  readonly nowMicros: number;
}

/** The table of these fields, in parts where it is too wide; numbers stand on the right. */
export function renderFieldsTable(
  { fields, runs, nowMicros }: ListedFields,
  formatMoment: (micros: number) => string,
  layout: Layout,
): readonly StyledText[] {
  const columns = fields.map((field): PartColumn => {
    const values = runs.map((run) => field.read(run, nowMicros));
    const isNumeric = field.type !== 'time' && values.every(isNumberOrMissing);
    return {
      heading: field.name === 'index' ? '#' : escapeLine(field.name),
      cells: values.map((value) => cellText(value, field, formatMoment)),
      align: isNumeric ? 'right' : 'left',
    };
  });
  const isNumbered = fields[0]?.name === 'index' && fields[1]?.name === 'name';
  return renderTableParts(columns, isNumbered ? 2 : 1, layout);
}

function cellText(
  value: Value | undefined,
  { name, type }: ListField,
  formatMoment: (micros: number) => string,
): StyledText {
  const number = toNumber(value);
  if (type === 'time') return number === undefined ? '' : formatMoment(number);
  if (name === 'duration') return number === undefined ? '' : formatSeconds(number);
  const text = escapeLine(formatDisplayValue(value));
  return [span(name === 'status' ? statusStyle(text) : (STYLES[name] ?? 'value'), text)];
}

const STYLES: Readonly<Record<string, 'index' | 'label'>> = {
  index: 'index',
  operation: 'label',
  label: 'label',
};

function isNumberOrMissing(value: Value | undefined): boolean {
  return value === undefined || toNumber(value) !== undefined;
}

/** `0.25s`, `12s`, `4m 10s`, `2h 5m`, `3d 4h`. */
function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(2))}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  for (const [unit, name, smaller, smallerName] of UNITS) {
    if (whole < unit) continue;
    const rest = Math.floor((whole % unit) / smaller);
    return `${Math.floor(whole / unit)}${name}${rest === 0 ? '' : ` ${rest}${smallerName}`}`;
  }
  return `${whole}s`;
}

const UNITS = [
  [86_400, 'd', 3600, 'h'],
  [3600, 'h', 60, 'm'],
  [60, 'm', 1, 's'],
] as const;

/** A map for each run, from the names of the fields; null for what a run does not have. */
export function fieldsJson({ fields, runs, nowMicros }: ListedFields): readonly ValueMap[] {
  return runs.map((run) => {
    const map = emptyMap();
    for (const { name, type, read } of fields) {
      const value = read(run, nowMicros);
      map[name] = type === 'time' ? formatTime(toNumber(value)) : strictJson(value ?? null);
    }
    return map;
  });
}

/** A heading and a row for each run; numbers have all their digits, lists and maps are JSON, what is missing is empty. */
export function fieldsRecords({
  fields,
  runs,
  nowMicros,
}: ListedFields): readonly (readonly string[])[] {
  const rows = runs.map((run) =>
    fields.map(({ type, read }) => {
      const value = read(run, nowMicros);
      return type === 'time' ? (formatTime(toNumber(value)) ?? '') : recordText(value);
    }),
  );
  return [fields.map(({ name }) => name), ...rows];
}

function recordText(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  if (isList(value)) {
    const texts = value.filter((item) => typeof item === 'string' && !item.includes(','));
    return texts.length === value.length ? texts.map(String).join(',') : formatJsonCompact(value);
  }
  if (isMap(value)) return formatJsonCompact(value);
  return isFloat(value) ? formatFloat(Number(value)) : String(value);
}
