import { MICROS_PER_SECOND, TYPE_NAMES } from './filter-operand.ts';
import type { Operand, OperandType } from './filter-operand.ts';
import { reject } from './filter-problem.ts';
import type { Arithmetic } from './filter-syntax.ts';
import { calculate } from './filter-values.ts';
import type { PlainValue } from './filter-values.ts';

/** One operator with what follows it. */
export interface ArithmeticStep {
  readonly operator: Arithmetic;
  readonly operand: Operand;
}

/** Calculates from the left to the right; the operators are of the same rank. Fails with `invalid-filter`. */
export function combineOperands(
  first: Operand,
  steps: readonly ArithmeticStep[],
  expression: string,
): Operand {
  checkType(first, expression);
  let { type } = first;
  const parts = steps.map(({ operator, operand }) => {
    checkType(operand, expression);
    const step = chooseStep(type, operator, operand.type);
    if (step === undefined) {
      reject(
        expression,
        operand.start,
        `'${operator}' cannot be used with these times`,
        'Subtract one time from another, or add a duration to a time or subtract it.',
      );
    }
    type = step.type;
    return { apply: step.apply, read: operand.read };
  });
  return {
    type,
    start: first.start,
    read(reader, nowMicros) {
      let value = first.read(reader, nowMicros);
      for (const { apply, read } of parts) value = apply(value, read(reader, nowMicros));
      return value;
    },
  };
}

/** What an operator does with two types; undefined when it means nothing, as the sum of two times. */
function chooseStep(
  left: OperandType,
  operator: Arithmetic,
  right: OperandType,
): { readonly type: OperandType; readonly apply: Calculation } | undefined {
  if (left !== 'time' && right !== 'time') {
    return { type: 'number', apply: (a, b) => calculate(a, operator, b) };
  }
  if (left === 'time' && right === 'time') {
    if (operator !== '-') return undefined;
    return {
      type: 'number',
      apply: (a, b) => calculate(calculate(a, '-', b), '/', MICROS_PER_SECOND),
    };
  }
  if (left === 'time') {
    if (operator !== '+' && operator !== '-') return undefined;
    return { type: 'time', apply: (a, b) => calculate(a, operator, inMicros(b)) };
  }
  if (operator !== '+') return undefined;
  return { type: 'time', apply: (a, b) => calculate(inMicros(a), '+', b) };
}

type Calculation = (a: PlainValue, b: PlainValue) => PlainValue;

function inMicros(seconds: PlainValue): PlainValue {
  return calculate(seconds, '*', MICROS_PER_SECOND);
}

/** The number below zero. Fails with `invalid-filter`. */
export function negateOperand(operand: Operand, start: number, expression: string): Operand {
  checkType(operand, expression);
  const { type, read, constant } = operand;
  if (type === 'time') reject(expression, start, `'-' has no time to be subtracted from`);
  if (constant === undefined) {
    return {
      type: 'number',
      start,
      read: (reader, nowMicros) => calculate(0, '-', read(reader, nowMicros)),
    };
  }
  // A whole number keeps all its digits.
  const value =
    typeof constant.value === 'bigint' ? -constant.value : calculate(0, '-', constant.value);
  return { type: 'number', start, read: () => value, constant: { value } };
}

function checkType({ type, start }: Operand, expression: string): void {
  if (type === 'number' || type === 'time' || type === 'any') return;
  reject(
    expression,
    start,
    `${TYPE_NAMES[type]} cannot be calculated with`,
    'Quote a text that has operators.',
  );
}
