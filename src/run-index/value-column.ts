import { Buffer } from 'node:buffer';
import { formatJsonCompact, parseJson } from '../values/json-text.ts';
import { Float } from '../values/value.ts';
import { GrowingNumbers } from './growing-arrays.ts';
import type { Value } from '../values/value.ts';

/** How the number that a column has for a row is meant. */
const KIND = {
  none: 0,
  number: 1,
  float: 2,
  true: 3,
  false: 4,
  null: 5,
  text: 6,
  json: 7,
} as const;

/** The values that runs have under one name, of any kind, while a segment is made. */
export class ValueColumnBuilder {
  readonly #rows = new GrowingNumbers(Uint32Array);
  readonly #kinds = new GrowingNumbers(Uint8Array);
  readonly #numbers = new GrowingNumbers();
  readonly #texts: string[] = [];
  readonly #codes = new Map<string, number>();
  /** The largest of the numbers; infinite where one is no whole number from 0 on. */
  #largest = 0;

  /** @param row in the order of their addition, each once. */
  add(row: number, value: Value): void {
    this.#rows.add(row);
    if (typeof value === 'number') this.#put(KIND.number, value);
    else if (typeof value === 'string') this.#put(KIND.text, this.#code(value));
    else if (value instanceof Float) this.#put(KIND.float, value.value);
    else if (typeof value === 'boolean') this.#put(value ? KIND.true : KIND.false, 0);
    else if (value === null) this.#put(KIND.null, 0);
    else this.#put(KIND.json, this.#code(formatJsonCompact(value)));
  }

  #put(kind: number, number: number): void {
    this.#kinds.add(kind);
    this.#numbers.add(number);
    const isWhole = Number.isInteger(number) && number >= 0 && !Object.is(number, -0);
    this.#largest = isWhole ? Math.max(this.#largest, number) : Infinity;
  }

  #code(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#texts.length;
      this.#texts.push(text);
      this.#codes.set(text, code);
    }
    return code;
  }

  /**
   * Numbers and kinds for each row where most runs have a value, so that they can be used as they are;
   * else of those that have one, with their rows. Numbers have as few bytes as the largest needs, and
   * of values that are all of one kind that is said once: filters read all of a column.
   * @param ranks the final place of each row.
   */
  encode(ranks: Uint32Array): readonly Uint8Array[] {
    const count = this.#rows.length;
    const isDense = isDenseColumn(count, ranks.length);
    const length = isDense ? ranks.length : count;
    const numbers = newNumbers(this.#largest, length);
    const kinds = new Uint8Array(length);
    const rows = new Uint32Array(isDense ? 0 : count);
    for (let index = 0; index < count; index++) {
      const row = ranks[this.#rows.at(index)] ?? 0;
      const place = isDense ? row : index;
      numbers[place] = this.#numbers.at(index);
      kinds[place] = this.#kinds.at(index);
      if (!isDense) rows[index] = row;
    }
    const [first = KIND.none] = kinds;
    const kind = kinds.every((other) => other === first) ? first : KIND.none;
    const texts = Buffer.from(JSON.stringify(this.#texts));
    const head = Uint32Array.of(count, numbers.BYTES_PER_ELEMENT, kind, texts.length);
    const parts = [head, numbers, rows, kind === KIND.none ? kinds : new Uint8Array(), texts];
    return parts.flatMap((part) => [
      bytesOf(part),
      new Uint8Array(aligned(part) - part.byteLength),
    ]);
  }
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Room for whole numbers from 0 on of which none is larger; for any, where the largest is infinite. */
function newNumbers(largest: number, length: number): Numbers {
  const fitting = WHOLE_NUMBERS.find(
    ({ BYTES_PER_ELEMENT }) => largest < 2 ** (8 * BYTES_PER_ELEMENT),
  );
  return new (fitting ?? Float64Array)(length);
}

const WHOLE_NUMBERS = [Uint8Array, Uint16Array, Uint32Array] as const;

/** Each part begins where any kind of number may. */
function aligned({ byteLength }: { readonly byteLength: number }): number {
  return Math.ceil(byteLength / 8) * 8;
}

/** Whether a column has a place for every row. */
function isDenseColumn(count: number, rowCount: number): boolean {
  return count * 2 >= rowCount;
}

/** The bytes of an array of numbers. */
export function bytesOf(array: Numbers): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The values that runs have under one name. */
export interface ValueColumn {
  /** Undefined where the run has none. */
  valueAt(row: number): Value | undefined;
  /** The values of some rows. */
  valuesAt(rows: readonly number[]): (Value | undefined)[];
  /** Whether one of some rows has a value. */
  hasAny(rows: readonly number[]): boolean;
  /**
   * Sets to 0 each of `rows` whose value, whatever is in it, is not in this order to a number or text.
   * @returns whether the values of all others are.
   */
  rule(rows: Uint8Array, operator: Comparison, wanted: number | string): boolean;
}

type Comparison = '<' | '<=' | '>' | '>=' | '==';

/** Reads what {@link ValueColumnBuilder.encode} made for a segment of `rowCount` runs. */
export function decodeValueColumn(bytes: ArrayBuffer, rowCount: number): ValueColumn {
  const [count = 0, numberBytes = 0, kind = 0, textBytes = 0] = new Uint32Array(bytes, 0, HEAD);
  const isDense = isDenseColumn(count, rowCount);
  const length = isDense ? rowCount : count;
  let at = 0;
  const next = <Part extends Numbers>(Part: PartConstructor<Part>, partLength: number): Part => {
    const part = new Part(bytes, at, partLength);
    at += aligned(part);
    return part;
  };
  next(Uint32Array, HEAD);
  const Whole = WHOLE_NUMBERS.find(({ BYTES_PER_ELEMENT }) => BYTES_PER_ELEMENT === numberBytes);
  const numbers: Numbers = next<Numbers>(Whole ?? Float64Array, length);
  const rows = next(Uint32Array, isDense ? 0 : count);
  const ownKinds = next(Uint8Array, kind === KIND.none ? length : 0);
  const textContent = next(Uint8Array, textBytes);
  const kinds = kind === KIND.none ? ownKinds : new Uint8Array(length).fill(kind);
  const numberOf = isDense ? numbers : spread(numbers, rows, new Float64Array(rowCount));
  const kindOf = isDense ? kinds : spread(kinds, rows, new Uint8Array(rowCount));
  let texts: readonly string[] | undefined;
  // Filters on numbers need no texts.
  const parseTexts = (): readonly string[] =>
    (texts ??= JSON.parse(Buffer.from(textContent).toString('utf8')) as readonly string[]);
  const textOf = (row: number): string => parseTexts()[numberOf[row] ?? 0] ?? '';
  const valueAt = (row: number): Value | undefined => {
    switch (kindOf[row]) {
      case KIND.number:
        return numberOf[row];
      case KIND.text:
        return textOf(row);
      case KIND.float:
        return new Float(numberOf[row] ?? 0);
      case KIND.true:
        return true;
      case KIND.false:
        return false;
      case KIND.null:
        return null;
      case KIND.json:
        return parseJson(textOf(row));
      default:
        return undefined;
    }
  };
  return {
    valueAt,
    valuesAt: (rows) => rows.map(valueAt),
    hasAny: (rows) => rows.some((row) => kindOf[row] !== KIND.none),
    rule: (ruled, operator, wanted) => {
      // What is in lists and maps is not looked at; texts have an order of their own.
      if (typeof wanted === 'string' && operator !== '==') return false;
      const isText = typeof wanted === 'string';
      const number = isText ? parseTexts().indexOf(wanted) : wanted;
      const kinds: readonly number[] = isText ? [KIND.text] : [KIND.number, KIND.float];
      const [kind, otherKind = kind] = kinds;
      const isLess = operator.startsWith('<');
      const isMore = operator.startsWith('>');
      const mayBeEqual = operator.endsWith('=');
      let isSure = true;
      // Few steps for each row: they are interpreted at first. What is ruled out already is passed over.
      for (let row = ruled.indexOf(1); row >= 0; row = ruled.indexOf(1, row + 1)) {
        for (; ruled[row] === 1; row++) {
          const kindThere = kindOf[row];
          if (kindThere !== kind && kindThere !== otherKind) {
            if (kindThere === KIND.json) isSure = false;
            else ruled[row] = 0;
            continue;
          }
          const there = numberOf[row] ?? 0;
          if ((isLess && there < number) || (isMore && there > number)) continue;
          if (!mayBeEqual || there !== number) ruled[row] = 0;
        }
      }
      return isSure;
    },
  };
}

type PartConstructor<Part> = new (bytes: ArrayBuffer, start: number, length: number) => Part;

/** Numbers that a column begins with: how many values, bytes of a number, the kind of all values or none, bytes of texts. */
const HEAD = 4;

/** Puts each item into its row of an empty column. */
function spread<Column extends Float64Array | Uint8Array>(
  items: Numbers,
  rows: Uint32Array,
  column: Column,
): Column {
  for (let index = 0; index < rows.length; index++) column[rows[index] ?? 0] = items[index] ?? 0;
  return column;
}
