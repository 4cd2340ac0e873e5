import { Char, closingBracket, isClosingBracket } from './python-characters.ts';
import { TokenKind } from './python-tokens.ts';
import type { PythonTokens } from './python-tokens.ts';

/** The tokens of one logical line, to be walked forth and back. Used again for the next line. */
export class TokenList {
  readonly text: string;
  readonly kinds: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** For an opening bracket the index of its closing one; otherwise the token's own index. */
  readonly partners: number[] = [];
  readonly #open: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get length(): number {
    return this.kinds.length;
  }

  clear(): void {
    this.kinds.length = this.starts.length = this.ends.length = this.partners.length = 0;
  }

  push(token: PythonTokens): void {
    const index = this.kinds.push(token.kind) - 1;
    this.starts.push(token.start);
    this.ends.push(token.end);
    this.partners.push(index);
    if (closingBracket(token.kind) !== 0) {
      this.#open.push(index);
    } else if (isClosingBracket(token.kind)) {
      const opening = this.#open.pop();
      if (opening !== undefined) this.partners[opening] = index;
    }
  }

  kind(index: number): number {
    return this.kinds[index] ?? TokenKind.End;
  }

  start(index: number): number {
    return this.starts[index] ?? this.text.length;
  }

  end(index: number): number {
    return this.ends[index] ?? this.text.length;
  }

  /** The token behind this one, or behind the closing bracket of this opening one. */
  after(index: number): number {
    return (this.partners[index] ?? index) + 1;
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
