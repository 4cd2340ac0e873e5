import { Buffer } from 'node:buffer';

type Numbers = Float64Array | Uint32Array | Uint8Array;

/** Numbers that are added one by one, NaN for none; outside the heap, whose growth costs more. */
export class GrowingNumbers {
  readonly #Column: new (length: number) => Numbers;
  #numbers: Numbers;
  #length = 0;

  /** @param Column smaller where all numbers are, and there is no NaN: of very many runs, each byte is a tenth of a megabyte. */
  constructor(Column: new (length: number) => Numbers = Float64Array) {
    this.#Column = Column;
    this.#numbers = new Column(FIRST_LENGTH);
  }

  get length(): number {
    return this.#length;
  }

  add(number: number | undefined): void {
    if (this.#length === this.#numbers.length) {
      const larger = new this.#Column(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number ?? Number.NaN;
  }

  at(index: number): number {
    return this.#numbers[index] ?? Number.NaN;
  }
}

const FIRST_LENGTH = 64;

/** Bytes that are added piece by piece. */
export class GrowingBytes {
  #bytes = Buffer.allocUnsafeSlow(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    this.#makeRoom(piece.length);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** Adds a text in UTF-8. */
  addText(text: string): void {
    // No text of so many UTF-16 units has more bytes.
    this.#makeRoom(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  #makeRoom(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#length + length) * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  at(index: number): number {
    return this.#bytes[index] ?? 0;
  }

  /** A view of some bytes, for as long as none is added. */
  slice(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }
}
