import type { Flag, GivenValue } from '../config/check-values.ts';
import { FlagTextError, parseFlagValue } from '../config/flag-value.ts';
import { splitOutside } from '../config/split-outside.ts';
import { acceptedValues } from '../config/type-hint.ts';
import { normalDeviate } from '../values/random.ts';
import type { Random } from '../values/random.ts';
import { float, isInteger, toNumber } from '../values/value.ts';
import type { Value } from '../values/value.ts';

/** The values that a flag is given by one text: each of them is tried, or as many as are asked for are drawn. */
export type Series =
  | { readonly kind: 'each'; readonly values: readonly SeriesValue[] }
  | { readonly kind: 'drawn'; readonly draw: (random: Random) => SeriesValue };

/** A value, and how it is typed alone. */
export type SeriesValue = Pick<GivenValue, 'value' | 'text'>;

/** Why a text looks like several values and is not. */
export class SeriesError extends Error {
  override readonly name = 'SeriesError';
}

/** More values than these are a typing error, or belong into a file. */
const MAX_VALUES = 1_000_000;

/** Whether a text can mean several values for some flag; without a look at the flag. */
export function mayBeSeries(text: string): boolean {
  return text.startsWith('[') || CALL.test(text) || RANGE.test(text);
}

/**
 * The several values that a text means for a flag, or undefined when it means one. In this order:
 *
 * - `each(…)`, `linear(…)`, `log(…)` and distributions (`uniform`, `loguniform`, `normal`, `lognormal`,
 *   `integers`, `choice`) always mean several;
 * - `[…]` means several unless the flag can be a list itself;
 * - `1..10` and `0..1:0.1` mean several unless the flag is one for text or lists only.
 *
 * Throws {@link SeriesError}, and {@link FlagTextError} for an item that is no value.
 */
export function parseSeries(text: string, flag: Flag): Series | undefined {
  const call = CALL.exec(text)?.groups;
  if (call !== undefined) return parseCall(call['name'] ?? '', call['items'] ?? '');
  const kinds = acceptedValues(flag.value, flag.typeHint)?.kinds;
  const takesNumbers = kinds === undefined || kinds.has('integer') || kinds.has('float');
  if (/^\[.*\]$/.test(text)) {
    if (kinds === undefined || kinds.has('list') || flag.isContainer) return undefined;
    return { kind: 'each', values: parseItems(text.slice(1, -1), takesNumbers) };
  }
  if (!takesNumbers || !RANGE.test(text)) return undefined;
  return { kind: 'each', values: parseRange(text) };
}

const CALL =
  /^(?<name>each|linear|log|uniform|loguniform|normal|lognormal|integers|choice)\((?<items>.*)\)$/;

const NUMBER = String.raw`[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;

const RANGE = new RegExp(`^(?<from>${NUMBER})\\.\\.(?<to>${NUMBER})(?::(?<step>${NUMBER}))?$`);

function parseCall(name: string, items: string): Series {
  switch (name) {
    case 'each':
      return { kind: 'each', values: parseItems(items, true) };
    case 'linear':
    case 'log':
      return { kind: 'each', values: spaced(name, items) };
    case 'choice': {
      const values = parseItems(items, true);
      const [first] = values;
      if (first === undefined) throw new SeriesError('there is nothing to choose from');
      return {
        kind: 'drawn',
        draw: (random) => values[Math.floor(random() * values.length)] ?? first,
      };
    }
    default:
      return parseDistribution(name, items);
  }
}

function parseItems(items: string, hasRanges: boolean): readonly SeriesValue[] {
  if (items.trim() === '') return [];
  return splitOutside(items, ',').flatMap((part): readonly SeriesValue[] => {
    const text = part.trim();
    if (text === '') throw new SeriesError('a value is missing beside a comma');
    if (hasRanges && RANGE.test(text)) return parseRange(text);
    return [{ value: parseFlagValue(text), text }];
  });
}

/** From the one to the other, both included where the steps meet it. */
function parseRange(text: string): readonly SeriesValue[] {
  const { from = '', to = '', step } = RANGE.exec(text)?.groups ?? {};
  const isWhole = [from, to, step ?? '1'].every((part) => isInteger(parseFlagValue(part)));
  if (step === undefined && !isWhole) {
    throw new SeriesError(
      `a range of fractions needs a step (${text}:0.1) or a number of values: linear(${from}, ${to}, 5)`,
    );
  }
  const start = numberOf(from);
  const end = numberOf(to);
  const width = step === undefined ? Math.sign(end - start) || 1 : numberOf(step);
  if (width === 0) throw new SeriesError('the step is 0');
  // What rounding takes from the last step is given back.
  const count = Math.floor((end - start) / width + 1e-9) + 1;
  if (count < 1) throw new SeriesError(`the step leads away from ${to}`);
  checkCount(count);
  return Array.from({ length: count }, (_, index) =>
    seriesNumber(roundTo(start + index * width, 15), isWhole),
  );
}

function spaced(name: 'linear' | 'log', items: string): readonly SeriesValue[] {
  const [from = 0, to = 0, count = 0] = numbers(name, items, ['from', 'to', 'count']);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new SeriesError('the number of values has to be an integer from 1 on');
  }
  checkCount(count);
  if (name === 'log' && !(from > 0 && to > 0)) {
    throw new SeriesError('a logarithmic range has positive ends');
  }
  return Array.from({ length: count }, (_, index) => {
    const part = count === 1 ? 0 : index / (count - 1);
    if (part === 0) return seriesNumber(from, false);
    if (part === 1) return seriesNumber(to, false);
    const value = name === 'linear' ? from + (to - from) * part : from * (to / from) ** part;
    return seriesNumber(roundTo(value, SHORT_DIGITS), false);
  });
}

function checkCount(count: number): void {
  if (count > MAX_VALUES) {
    throw new SeriesError(`these are ${count} values, at most ${MAX_VALUES} can be tried`);
  }
}

/** Digits of values that are computed: people read them, and more would say nothing. */
const SHORT_DIGITS = 6;

function parseDistribution(name: string, items: string): Series {
  const isNormal = name === 'normal' || name === 'lognormal';
  const [a = 0, b = 0] = numbers(name, items, isNormal ? ['mean', 'deviation'] : ['from', 'to']);
  if (isNormal ? b < 0 : b < a) {
    throw new SeriesError(
      isNormal ? 'the deviation is negative' : 'the ends are the wrong way round',
    );
  }
  if (name === 'loguniform' && a <= 0) {
    throw new SeriesError('a logarithmic range has positive ends');
  }
  if (name === 'integers' && !(Number.isSafeInteger(a) && Number.isSafeInteger(b))) {
    throw new SeriesError('the ends have to be integers');
  }
  const draw = DISTRIBUTIONS[name];
  if (draw === undefined) throw new SeriesError(`unknown distribution '${name}'`);
  return {
    kind: 'drawn',
    draw: (random) =>
      name === 'integers'
        ? seriesNumber(draw(random, a, b), true)
        : seriesNumber(roundTo(draw(random, a, b), SHORT_DIGITS), false),
  };
}

const DISTRIBUTIONS: Readonly<Record<string, (random: Random, a: number, b: number) => number>> = {
  uniform: (random, a, b) => a + (b - a) * random(),
  loguniform: (random, a, b) => a * (b / a) ** random(),
  normal: (random, a, b) => a + b * normalDeviate(random),
  lognormal: (random, a, b) => Math.exp(a + b * normalDeviate(random)),
  integers: (random, a, b) => a + Math.floor(random() * (b - a + 1)),
};

function numbers(name: string, items: string, names: readonly string[]): readonly number[] {
  const found = parseItems(items, false).map(({ value }) => toNumber(value));
  const given = found.filter((value) => value !== undefined && Number.isFinite(value));
  if (found.length !== names.length || given.length !== names.length) {
    throw new SeriesError(`expected numbers: ${name}(${names.join(', ')})`);
  }
  return given.filter((value) => value !== undefined);
}

function numberOf(text: string): number {
  return toNumber(parseFlagValue(text)) ?? Number.NaN;
}

function roundTo(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function seriesNumber(number: number, isWhole: boolean): SeriesValue {
  const value: Value = isWhole ? number : float(number);
  return { value };
}

/** Whether an error says that a text is no series. */
export function isSeriesProblem(error: unknown): error is SeriesError | FlagTextError {
  return error instanceof SeriesError || error instanceof FlagTextError;
}
