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
  readonly #rows = new GrowingNumbers();
  readonly #kinds = new GrowingNumbers();
  readonly #numbers = new GrowingNumbers();
  readonly #texts: string[] = [];
  readonly #codes = new Map<string, number>();

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

  /** @param ranks the final place of each row. */
  encode(ranks: Uint32Array): readonly Uint8Array[] {
    const count = this.#rows.length;
    const numbers = this.#numbers.all();
    const rows = Uint32Array.from(this.#rows.all(), (row) => ranks[row] ?? 0);
    const kinds = Uint8Array.from(this.#kinds.all());
    const texts = Buffer.from(JSON.stringify(this.#texts));
    const head = Uint32Array.of(count, texts.length);
    return [bytesOf(head), bytesOf(numbers), bytesOf(rows), kinds, texts];
  }
}

/** The bytes of an array of numbers. */
export function bytesOf(array: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** The values that runs have under one name. */
export interface ValueColumn {
  /** Undefined where the run has none. */
  valueAt(row: number): Value | undefined;
}

/** Reads what {@link ValueColumnBuilder.encode} made for a segment of `rowCount` runs. */
export function decodeValueColumn(bytes: ArrayBuffer, rowCount: number): ValueColumn {
  const [count = 0, textBytes = 0] = new Uint32Array(bytes, 0, 2);
  const numbers = new Float64Array(bytes, 8, count);
  const rows = new Uint32Array(bytes, 8 + count * 8, count);
  const kinds = new Uint8Array(bytes, 8 + count * 12, count);
  const kindOf = new Uint8Array(rowCount);
  const numberOf = new Float64Array(rowCount);
  for (let index = 0; index < count; index++) {
    const row = rows[index] ?? 0;
    kindOf[row] = kinds[index] ?? KIND.none;
    numberOf[row] = numbers[index] ?? 0;
  }
  let texts: readonly string[] | undefined;
  const textOf = (row: number): string => {
    // Filters on numbers need no texts.
    texts ??= JSON.parse(
      Buffer.from(bytes, 8 + count * 13, textBytes).toString('utf8'),
    ) as readonly string[];
    return texts[numberOf[row] ?? 0] ?? '';
  };
  return {
    valueAt: (row) => {
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
    },
  };
}
