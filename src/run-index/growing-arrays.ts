/** Numbers that are added one by one, NaN for none; outside the heap, whose growth costs more. */
export class GrowingNumbers {
  #numbers = new Float64Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(number: number | undefined): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = number ?? Number.NaN;
  }

  at(index: number): number {
    return this.#numbers[index] ?? Number.NaN;
  }

  /** A view of all numbers, for as long as none is added. */
  all(): Float64Array {
    return this.#numbers.subarray(0, this.#length);
  }
}

/** Bytes that are added piece by piece. */
export class GrowingBytes {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** A view of some bytes, for as long as none is added. */
  slice(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }
}
