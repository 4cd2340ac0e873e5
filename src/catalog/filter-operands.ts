import { integer } from '../values/value.ts';
import { findField, suggestField } from './filter-fields.ts';
import type { FieldReader, FieldType, FilterField, NamedField } from './filter-fields.ts';
import { quoted, reject } from './filter-problem.ts';
import type { ArithmeticNode, FilterNode } from './filter-syntax.ts';
import type { FilterToken } from './filter-tokens.ts';
import { DURATION_UNITS, dayStart, parseDate, parseDuration } from './filter-times.ts';
import { calculate, plainValue } from './filter-values.ts';
import type { NumberOperator, PlainValue } from './filter-values.ts';

/** Gives a value of one run. `nowMicros` is the moment of asking. */
export type ReadValue = (reader: FieldReader, nowMicros: number) => PlainValue;

/** A side of a comparison, ready to be read. */
export interface Operand {
  /** `null` and `boolean` are the words; what a field has is not known before. */
  readonly type: OperandType;
  readonly read: ReadValue;
  /** The value, where no run is needed to know it. */
  readonly constant?: { readonly value: PlainValue };
  /** Where a whole day ends, for what means one. */
  readonly readDayEnd?: (nowMicros: number) => number;
  readonly start: number;
}

export type OperandType = FieldType | 'boolean' | 'null';

/** What the parts of an expression are compiled with. */
export interface Compilation {
  readonly expression: string;
  /** Collects the fields that are read. */
  readonly fields: Set<FilterField>;
}

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
    case 'arithmetic':
      return compileArithmetic(node, compilation);
    case 'negative': {
      const { type, read } = compileOperand(node.operand, compilation);
      if (type !== 'number' && type !== 'any') rejectArithmetic(node.operand, type, compilation);
      return computed('number', node.start, (reader, now) =>
        calculate(0, '-', read(reader, now)),
      );
    }
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
export function compileField(named: NamedField, start: number, { fields }: Compilation): Operand {
  if (named.kind === 'duration') {
    fields.add(STARTED).add(STOPPED).add(STATUS);
    return { type: 'number', read: readDuration, start };
  }
  const { field, type } = named;
  fields.add(field);
  return { type, read: (reader) => plainValue(reader.read(field)), start };
}

const STARTED: FilterField = { of: 'run', name: 'started' };
const STOPPED: FilterField = { of: 'run', name: 'stopped' };
const STATUS: FilterField = { of: 'run', name: 'status' };

function readDuration(reader: FieldReader, nowMicros: number): number | undefined {
  const started = reader.read(STARTED);
  if (typeof started !== 'number') return undefined;
  const stopped = reader.read(STOPPED);
  if (typeof stopped === 'number') return (stopped - started) / MICROS_PER_SECOND;
  return reader.read(STATUS) === 'running' ? (nowMicros - started) / MICROS_PER_SECOND : undefined;
}

const MICROS_PER_SECOND = 1_000_000;

function compileArithmetic(node: ArithmeticNode, compilation: Compilation): Operand {
  const first = compileOperand(node.first, compilation);
  checkArithmetic(node.first, first.type, compilation);
  let { type } = first;
  const steps = node.rest.map(({ operator, operand }) => {
    const { type: stepType, read } = compileOperand(operand, compilation);
    checkArithmetic(operand, stepType, compilation);
    const step = timeStep(type, operator, stepType);
    if (step === undefined) rejectTimes(operand, operator, compilation);
    type = step.result;
    return { operator, read, leftScale: step.leftScale, rightScale: step.rightScale, scale: step.scale };
  });
  return computed(type === 'time' ? 'time' : 'number', node.start, (reader, now) => {
    let value = first.read(reader, now);
    for (const { operator, read, leftScale, rightScale, scale } of steps) {
      const left = leftScale === 1 ? value : calculate(value, '*', leftScale);
      const right = rightScale === 1 ? read(reader, now) : calculate(read(reader, now), '*', rightScale);
      const result = calculate(left, operator, right);
      value = scale === 1 ? result : calculate(result, '/', scale);
    }
    return value;
  });
}

/** How a step counts, since times are microseconds and durations seconds. */
interface TimeStep {
  readonly result: OperandType;
  readonly leftScale: number;
  readonly rightScale: number;
  readonly scale: number;
}

/** Undefined for what means nothing, such as the sum of two times. */
function timeStep(
  left: OperandType,
  operator: NumberOperator,
  right: OperandType,
): TimeStep | undefined {
  const plain: TimeStep = { result: 'number', leftScale: 1, rightScale: 1, scale: 1 };
  if (left !== 'time' && right !== 'time') return plain;
  if (left === 'time' && right === 'time') {
    return operator === '-' ? { ...plain, scale: MICROS_PER_SECOND } : undefined;
  }
  if (left === 'time') {
    const isShift = operator === '+' || operator === '-';
    return isShift ? { ...plain, result: 'time', rightScale: MICROS_PER_SECOND } : undefined;
  }
  return operator === '+' ? { ...plain, result: 'time', leftScale: MICROS_PER_SECOND } : undefined;
}

function checkArithmetic(node: FilterNode, type: OperandType, compilation: Compilation): void {
  if (type !== 'number' && type !== 'time' && type !== 'any') {
    rejectArithmetic(node, type, compilation);
  }
}

function rejectArithmetic(
  { start }: FilterNode,
  type: OperandType,
  { expression }: Compilation,
): never {
  reject(
    expression,
    start,
    `${TYPE_NAMES[type]} cannot be calculated with`,
    'Quote a text that has operators.',
  );
}

function rejectTimes(
  { start }: FilterNode,
  operator: NumberOperator,
  { expression }: Compilation,
): never {
  reject(
    expression,
    start,
    `'${operator}' cannot be used with these times`,
    'Times can be subtracted from each other, and a duration added to or subtracted from one.',
  );
}

/** Types as messages call them. */
export const TYPE_NAMES: Readonly<Record<OperandType, string>> = {
  text: 'a text',
  number: 'a number',
  time: 'a time',
  any: 'a value',
  boolean: 'true or false',
  null: 'null',
};

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

function computed(type: OperandType, start: number, read: ReadValue): Operand {
  return { type, read, start };
}
