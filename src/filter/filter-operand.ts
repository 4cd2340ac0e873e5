import type { FieldReader, FieldType, FilterField } from './filter-fields.ts';
import type { PlainValue } from './filter-values.ts';

/** Gives a value of one run. `nowMicros` is the moment of asking, in microseconds since the epoch. */
export type ReadValue = (reader: FieldReader, nowMicros: number) => PlainValue;

/** Whether one run is meant. */
export type Condition = (reader: FieldReader, nowMicros: number) => boolean;

/** A side of a comparison, ready to be read. Times are microseconds since the epoch, durations seconds. */
export interface Operand {
  /** What is known of its values before any run is read. */
  readonly type: OperandType;
  readonly read: ReadValue;
  /** The value, where no run is needed to know it. */
  readonly constant?: { readonly value: PlainValue };
  /** The field, where it is one and nothing else. */
  readonly field?: FilterField;
  /** Where the day ends, for what means a whole day. */
  readonly readDayEnd?: (nowMicros: number) => number;
  /** Whether its values are statuses, of which all are known. */
  readonly isStatus?: boolean;
  /** An offset in the expression, in UTF-16 units. */
  readonly start: number;
}

/** `null` and `boolean` are the words; the others are those of fields. */
export type OperandType = FieldType | 'boolean' | 'null';

/** Types as messages call them. */
export const TYPE_NAMES: Readonly<Record<OperandType, string>> = {
  text: 'a text',
  number: 'a number',
  time: 'a time',
  any: 'a value',
  boolean: 'true or false',
  null: 'null',
};

/** What the parts of an expression are compiled with. */
export interface Compilation {
  readonly expression: string;
  /** Notes that the filter reads a field. */
  use(field: FilterField): void;
}

export const MICROS_PER_SECOND = 1_000_000;
