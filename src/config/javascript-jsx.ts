/**
 * Finds where JSX elements end in a text that may be TypeScript, where `<T>` is mostly something else.
 * Something that looks like an element and then is none makes it find no more in that text, so that no
 * text is gone over again and again.
 */
export class JsxScanner {
  readonly #text: string;
  /** Where the last closing tag of a name is; -1 where there is none. */
  readonly #lastClosings = new Map<string, number>();
  #isOff = false;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The offset behind the element that starts at `start`; undefined when it is none. `skipBraces` gives
   * the offset behind the code in braces that starts at an offset.
   */
  elementEnd(start: number, skipBraces: (start: number) => number): number | undefined {
    if (this.#isOff || this.#text[start + 1] === '/') return undefined;
    let at = start;
    let depth = 0;
    do {
      const isClosing = this.#text[at + 1] === '/';
      const tagEnd = isClosing ? this.#match(CLOSING_TAG, at) : this.#openTagEnd(at, skipBraces);
      if (tagEnd === undefined) {
        if (at > start) this.#isOff = true;
        return undefined;
      }
      if (isClosing) depth--;
      else if (this.#text[tagEnd - 2] !== '/') depth++;
      at = depth === 0 ? tagEnd : this.#childrenEnd(tagEnd, skipBraces);
      if (at < 0) {
        this.#isOff = true;
        return undefined;
      }
    } while (depth > 0);
    return at;
  }

  /** Where a tag `<name attributes>` ends, with `/>` only where it is complete in itself. */
  #openTagEnd(start: number, skipBraces: (start: number) => number): number | undefined {
    let at = this.#match(OPENING_NAME, start);
    if (at === undefined) return undefined;
    const name = this.#text
      .slice(start + 1, at)
      .replace(/<[^]*/, '')
      .trim();
    let hasCode = false;
    for (;;) {
      at = this.#match(BLANKS, at) ?? at;
      if (this.#text.startsWith('/>', at)) return at + 2;
      // The `<T>` of TypeScript is never closed.
      if (this.#text[at] === '>') return this.#isClosedBehind(name, at) ? at + 1 : undefined;
      const attributeEnd = this.#match(ATTRIBUTE, at);
      if (attributeEnd !== undefined) at = attributeEnd;
      else if (this.#text[at] !== '{') break;
      if (this.#text[at] === '{') {
        hasCode = true;
        at = skipBraces(at);
      }
    }
    if (hasCode) this.#isOff = true;
    return undefined;
  }

  #isClosedBehind(name: string, offset: number): boolean {
    let last = this.#lastClosings.get(name);
    if (last === undefined) {
      last = this.#text.lastIndexOf(`</${name}`);
      this.#lastClosings.set(name, last);
    }
    return last > offset;
  }

  /** Where the next tag starts behind text and code in braces; -1 when there is none. */
  #childrenEnd(start: number, skipBraces: (start: number) => number): number {
    let at = start;
    for (;;) {
      const end = this.#match(TEXT, at) ?? at;
      if (this.#text[end] !== '{') return this.#text[end] === '<' ? end : -1;
      at = skipBraces(end);
    }
  }

  #match(pattern: RegExp, at: number): number | undefined {
    pattern.lastIndex = at;
    return pattern.test(this.#text) ? pattern.lastIndex : undefined;
  }
}

const BLANKS = /\s*/y;
const TEXT = /[^<{]*/y;
/** Also with type arguments, or without a name. */
const OPENING_NAME = /<\s*(?:[A-Za-z_$][\w$.:-]*(?:<[\w\s$.,|&'"[\]]*>)?|(?=>))/y;
const CLOSING_TAG = /<\/\s*[\w$.:-]*\s*>/y;

/** A name, with `="text"` or the `=` before braces if it has that. A type parameter `extends` something instead. */
const ATTRIBUTE = /(?!extends\b)[A-Za-z_$][\w$:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|(?=\{)))?/y;
