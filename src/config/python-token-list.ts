import { Char, closingBracket, isClosingBracket } from './python-characters.ts';
import { TokenKind } from './python-tokens.ts';
import type { PythonTokens } from './python-tokens.ts';

/** Numbers kept of each token: its kind, start, end, and its partner. */
const FIELDS = 4;

/** The tokens of one logical line, to be walked forth and back. Used again for the next line. */
export class TokenList {
  readonly text: string;
  length = 0;
  #fields = new Int32Array(256 * FIELDS);
  readonly #open: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** Takes the tokens of the logical line that has been begun, in place of those it had. */
  readLine(tokens: PythonTokens): void {
    this.length = 0;
    let { kind } = tokens;
    while (kind !== TokenKind.Newline && kind !== TokenKind.End) {
      this.#push(tokens);
      kind = tokens.next();
    }
  }

  #push({ kind, start, end }: PythonTokens): void {
    const index = this.length++;
    const at = index * FIELDS;
    if (at === this.#fields.length) this.#grow();
    this.#fields[at] = kind;
    this.#fields[at + 1] = start;
    this.#fields[at + 2] = end;
    this.#fields[at + 3] = index;
    if (closingBracket(kind) !== 0) {
      this.#open.push(index);
    } else if (isClosingBracket(kind)) {
      const opening = this.#open.pop();
      if (opening !== undefined) this.#fields[opening * FIELDS + 3] = index;
    }
  }

  #grow(): void {
    const fields = new Int32Array(this.#fields.length * 2);
    fields.set(this.#fields);
    this.#fields = fields;
  }

  kind(index: number): number {
    return index < this.length ? this.#field(index, 0) : TokenKind.End;
  }

  start(index: number): number {
    return index < this.length ? this.#field(index, 1) : this.text.length;
  }

  end(index: number): number {
    return index < this.length ? this.#field(index, 2) : this.text.length;
  }

  /** The token behind this one, or behind the closing bracket of this opening one. */
  after(index: number): number {
    return (index < this.length ? this.#field(index, 3) : index) + 1;
  }

  #field(index: number, offset: number): number {
    return this.#fields[index * FIELDS + offset] ?? 0;
  }

  /** The source text of a token. */
  slice(index: number): string {
    return this.text.slice(this.start(index), this.end(index));
  }

  /**
   * The first token of this kind in `[from, to)` that is in no further brackets and in no parameters of
   * a lambda, or `to`.
   */
  find(kind: number, from: number, to: number): number {
    let lambdas = 0;
    let index = from;
    while (index < to) {
      const found = this.kind(index);
      if (found === kind && lambdas === 0) return index;
      if (found === TokenKind.Name && this.slice(index) === 'lambda') lambdas++;
      else if (found === Char.Colon && lambdas > 0) lambdas--;
      index = this.after(index);
    }
    return to;
  }
}
