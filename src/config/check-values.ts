import type { FlagProblem, ValueKind } from '../failures/failures.ts';
import { nearest } from '../values/nearest.ts';
import { compareCodePoints } from '../values/order.ts';
import { float, integer, valuesEqual } from '../values/value.ts';
import type { Value } from '../values/value.ts';
import { formatKey } from './config-format.ts';
import { formatFlagValue } from './flag-value.ts';
import { acceptedValues, valueKind } from './type-hint.ts';

/** A value that somebody asks for. */
export interface GivenValue {
  readonly key: string;
  readonly value: Value;
  /** The value as typed, when it was typed. */
  readonly text?: string;
}

/** What is known of a flag before values are given. */
export interface Flag {
  readonly key: string;
  /** The default. */
  readonly value: Value;
  readonly typeHint?: string;
  /** A list or map: the whole may be given, its parts are flags of their own. */
  readonly isContainer: boolean;
}

/** A given value in the kind that its flag takes. */
interface CheckedValue {
  readonly value: Value;
  readonly given: GivenValue;
}

/** Given values that fit, under the keys of their flags, and what is wrong with the others. */
export interface CheckedValues {
  readonly values: ReadonlyMap<string, CheckedValue>;
  readonly problems: readonly FlagProblem[];
}

/**
 * Checks given values against the flags; of several values for a key the last counts. The values
 * take the kind of their flag where no meaning is lost:
 *
 * - an integer for a float becomes one (`1` is `1.0`), a float without a fraction for a flag that is
 *   stated to be an integer becomes an integer;
 * - anything typed for a text flag is the text as typed (`1_000`, `true`, `[a]`); of values that were
 *   not typed, null is refused.
 *
 * All problems are found at once.
 */
export function checkValues(
  flags: ReadonlyMap<string, Flag>,
  given: readonly GivenValue[],
): CheckedValues {
  const values = new Map<string, CheckedValue>();
  const problems = new Map<string, FlagProblem>();
  for (const item of given) {
    const flag = findFlag(flags, item.key);
    const key = flag?.key ?? item.key;
    const checked = flag === undefined ? unknownFlag(key, flags) : fitValue(flag, item);
    if ('kind' in checked) {
      problems.set(key, checked);
    } else {
      problems.delete(key);
      values.set(key, { value: checked.value, given: item });
    }
  }
  return { values, problems: [...problems.values(), ...findOverlaps(flags, values)] };
}

/** The flag of a key. A key quoted as a whole may be that of a single name with a dot in it. */
export function findFlag(flags: ReadonlyMap<string, Flag>, key: string): Flag | undefined {
  return flags.get(key) ?? flags.get(formatKey([key]));
}

function unknownFlag(key: string, flags: ReadonlyMap<string, Flag>): FlagProblem {
  const valid = [...flags.values()].filter((flag) => !flag.isContainer).map((flag) => flag.key);
  return {
    kind: 'unknown',
    key,
    near: nearest(key, flags.keys()),
    valid: valid.sort(compareCodePoints),
  };
}

/** The value as the flag takes it, or the problem with it. */
function fitValue(flag: Flag, given: GivenValue): { readonly value: Value } | FlagProblem {
  const accepted = acceptedValues(flag.value, flag.typeHint);
  if (accepted === undefined) return given;
  const value = convert(given, accepted.kinds);
  // An empty text would not be seen in a message.
  const shown = given.text === '' ? '""' : (given.text ?? formatFlagValue(given.value));
  if (value === undefined) {
    return {
      kind: 'wrong-type',
      key: flag.key,
      expected: [...accepted.kinds].filter((kind) => isWorthNaming(kind, accepted.kinds)),
      given: shown,
      givenKind: valueKind(given.value),
    };
  }
  const { choices } = accepted;
  if (choices === undefined || choices.some((choice) => valuesEqual(choice, value))) {
    return { value };
  }
  return {
    kind: 'not-a-choice',
    key: flag.key,
    choices: choices.map(formatFlagValue),
    given: shown,
  };
}

function convert(given: GivenValue, kinds: ReadonlySet<ValueKind>): Value | undefined {
  const { value, text } = given;
  const kind = valueKind(value);
  if (kinds.has(kind)) return value;
  if (kind === 'integer' && kinds.has('float')) return float(Number(value));
  const isWhole = kind === 'float' && Number.isInteger(Number(value));
  if (isWhole && kinds.has('integer')) return integer(BigInt(Number(value)).toString());
  if (!kinds.has('text')) return undefined;
  return text ?? (value === null ? undefined : formatFlagValue(value));
}

/** Null is beside the point for who typed the wrong thing, and a number may be an integer anyway. */
function isWorthNaming(kind: ValueKind, kinds: ReadonlySet<ValueKind>): boolean {
  if (kind === 'null') return kinds.size === 1;
  return !(kind === 'integer' && kinds.has('float'));
}

function findOverlaps(
  flags: ReadonlyMap<string, Flag>,
  values: ReadonlyMap<string, CheckedValue>,
): readonly FlagProblem[] {
  const keys = [...values.keys()];
  const wholes = keys.filter((key) => flags.get(key)?.isContainer === true);
  return wholes.flatMap((key) =>
    keys
      .filter((part) => part.startsWith(`${key}.`))
      .map((part): FlagProblem => ({ kind: 'overlap', key, part })),
  );
}
