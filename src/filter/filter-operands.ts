import { integer } from '../values/value.ts';
import { combineOperands, negateOperand } from './filter-arithmetic.ts';
import { findField, suggestField } from './filter-fields.ts';
import type { FieldReader, FilterField, NamedField } from './filter-fields.ts';
import { MICROS_PER_SECOND, TYPE_NAMES } from './filter-operand.ts';
import type { Compilation, Operand, OperandType } from './filter-operand.ts';
import { quoted, reject } from './filter-problem.ts';
import type { FilterNode } from './filter-syntax.ts';
import { DURATION_UNITS, dayStart, parseDate, parseDuration } from './filter-times.ts';
import type { FilterToken } from './filter-tokens.ts';
import { plainValue } from './filter-values.ts';
import type { PlainValue } from './filter-values.ts';

/**
 * Decides what the words of an operand mean.
 * @param other the type of what it is compared with; undefined where a field is expected: on the
 * left and in arithmetic.
 */
export function compileOperand(
  node: FilterNode,
  compilation: Compilation,
  other?: OperandType,
): Operand {
  switch (node.kind) {
    case 'term':
      return compileTerm(node.token, compilation, other);
    case 'arithmetic': {
      const first = compileOperand(node.first, compilation);
      const steps = node.rest.map(({ operator, operand }) => ({
        operator,
        operand: compileOperand(operand, compilation),
      }));
      return combineOperands(first, steps, compilation.expression);
    }
    case 'negative':
      return negateOperand(
        compileOperand(node.operand, compilation),
        node.start,
        compilation.expression,
      );
    case 'list':
      return reject(
        compilation.expression,
        node.start,
        'a list cannot stand here',
        `Write a list after 'in', as in 'status in (error, terminated)'.`,
      );
    default:
      return reject(
        compilation.expression,
        node.start,
        'a condition cannot be compared or calculated with',
        `Join conditions with 'and' and 'or'.`,
      );
  }
}

function compileTerm(
  token: FilterToken,
  compilation: Compilation,
  other: OperandType | undefined,
): Operand {
  if (token.kind === 'word' || token.kind === 'path') return compileWord(token, compilation, other);
  if (other === 'time') return compileTime(token, compilation);
  const { start, text } = token;
  if (token.kind === 'text' || other === 'text') return constant('text', text, start);
  switch (token.kind) {
    case 'number':
      return constant('number', numberOf(text), start);
    case 'duration':
      return constant('number', parseDuration(text), start);
    default:
      // A date is a moment where nothing says otherwise; configuration has dates as texts.
      return other === undefined ? compileTime(token, compilation) : constant('text', text, start);
  }
}

function numberOf(text: string): PlainValue {
  return /^\d+$/.test(text) ? integer(text) : Number(text);
}

function compileTime(token: FilterToken, { expression }: Compilation): Operand {
  const { text, start } = token;
  if (token.kind === 'number' || token.kind === 'duration') {
    const instead = token.kind === 'number' ? 'started > 2026-05-01' : `started > now - ${text}`;
    reject(
      expression,
      start,
      `a time cannot be compared with ${quoted(text)}`,
      `Write a time, as in '${instead}'.`,
    );
  }
  const date = parseDate(text);
  if (date === undefined) {
    reject(
      expression,
      start,
      `${quoted(text)} is no date`,
      'Dates are written 2026-05-01 or 2026-05-01T12:30.',
    );
  }
  const { startMicros, endMicros } = date;
  const operand: Operand = { type: 'time', read: () => startMicros, start };
  return endMicros === undefined ? operand : { ...operand, readDayEnd: () => endMicros };
}

function compileWord(
  token: FilterToken,
  compilation: Compilation,
  other: OperandType | undefined,
): Operand {
  const { text, start } = token;
  const isText = other === 'text' || other === 'any';
  const isPlain = token.kind === 'word' && !/[.:]/.test(text);
  if (isPlain && text === 'null') return constant('null', undefined, start);
  if (isPlain && other === 'text') return constant('text', text, start);
  const keyword = isPlain ? compileKeyword(text, start, other) : undefined;
  if (keyword !== undefined) return keyword;
  if (isPlain && isText) return constant('text', text, start);
  const field = findField(text);
  if (field !== undefined) return compileField(field, start, compilation);
  if (isText && token.kind === 'word') return constant('text', text, start);
  return rejectWord(token, compilation.expression, other);
}

function compileKeyword(
  word: string,
  start: number,
  other: OperandType | undefined,
): Operand | undefined {
  switch (word) {
    case 'true':
    case 'false':
      return constant('boolean', word === 'true', start);
    case 'nan':
      return constant('number', Number.NaN, start);
    case 'inf':
      return constant('number', Number.POSITIVE_INFINITY, start);
    default:
      return other === 'any' ? undefined : compileMoment(word, start);
  }
}

/** Days by which the day that a word means is from today. */
const DAYS: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['yesterday', -1],
]);

function compileMoment(word: string, start: number): Operand | undefined {
  if (word === 'now') return { type: 'time', read: (_, now) => now, start };
  const days = DAYS.get(word);
  if (days === undefined) return undefined;
  const readStart = oncePerMoment((now) => dayStart(now, days));
  const readDayEnd = oncePerMoment((now) => dayStart(now, days + 1));
  return { type: 'time', read: (_, now) => readStart(now), readDayEnd, start };
}

/** All runs are asked at the same moment, and calendars are slow. */
function oncePerMoment(compute: (now: number) => number): (now: number) => number {
  let last: number | undefined;
  let result = 0;
  return (now) => {
    if (now !== last) result = compute(now);
    last = now;
    return result;
  };
}

/** Reads a field of a run. */
export function compileField(named: NamedField, start: number, compilation: Compilation): Operand {
  if (named.kind === 'duration') {
    for (const field of [STARTED, STOPPED, STATUS]) compilation.use(field);
    return { type: 'number', read: readDuration, start };
  }
  const { field, type } = named;
  compilation.use(field);
  const isStatus = field.of === 'run' && field.name === 'status';
  return { type, read: (reader) => plainValue(reader.read(field)), isStatus, field, start };
}

const STARTED: FilterField = { of: 'run', name: 'started' };
const STOPPED: FilterField = { of: 'run', name: 'stopped' };
const STATUS: FilterField = { of: 'run', name: 'status' };

/** Seconds from start to stop; of a running run, until now. */
export function readDuration(reader: FieldReader, nowMicros: number): number | undefined {
  const started = reader.read(STARTED);
  if (typeof started !== 'number') return undefined;
  const stopped = reader.read(STOPPED);
  if (typeof stopped === 'number') return (stopped - started) / MICROS_PER_SECOND;
  return reader.read(STATUS) === 'running' ? (nowMicros - started) / MICROS_PER_SECOND : undefined;
}

function rejectWord(
  { text, start }: FilterToken,
  expression: string,
  other: OperandType | undefined,
): never {
  if (/^\.?\d/.test(text)) {
    reject(
      expression,
      start,
      `${quoted(text)} is no number, duration or date`,
      `Durations are written 90s or 1h30m, in ${DURATION_UNITS}; put blanks around '-'.`,
    );
  }
  const parts = text.split('-');
  if (parts.length > 1 && parts.every((part) => part !== '' && findField(part) !== undefined)) {
    const suggestion = `Put blanks around '-', as in '${parts.join(' - ')}'.`;
    reject(expression, start, `unknown field ${quoted(text)}`, suggestion);
  }
  const expected = other === undefined ? '' : ` where ${TYPE_NAMES[other]} is expected`;
  reject(expression, start, `unknown field ${quoted(text)}${expected}`, suggestField(text));
}

function constant(type: OperandType, value: PlainValue, start: number): Operand {
  return { type, read: () => value, constant: { value }, start };
}
