import type { Scalar } from '../values/value.ts';
import type { ConfigFormat } from './config-format.ts';
import { readJavascriptNumber, readJavascriptString } from './javascript-literals.ts';
import { writeJavascript } from './javascript-text.ts';
import { JavascriptLexer } from './javascript-tokens.ts';
import type { Token } from './javascript-tokens.ts';
import { makeMap, setPart } from './located-value.ts';
import type { LocatedList, LocatedMap, LocatedValue } from './located-value.ts';
import { makeDocument } from './splice-text.ts';

/**
 * JavaScript and TypeScript: the names declared by `const`, `let` or `var` at the top level with a
 * literal: a number, string, template without `${}`, `true`, `false`, `null`, `NaN`, `Infinity`, or an
 * array or object of such, perhaps in parentheses. `as` and `satisfies` with a type may follow.
 * Everything else is skipped.
 */
export const javascriptFormat: ConfigFormat = {
  extensions: ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.jsx', '.tsx'],
  read: (text) =>
    makeDocument(text, (body) => {
      const lexer = new JavascriptLexer(body);
      const root = new DeclarationReader(body, lexer).read();
      const quote = lexer.firstQuote ?? "'";
      return { root, write: (value, replaced) => writeJavascript(value, replaced, quote) };
    }),
};

/** Reads from one token to the next. A level is the number of brackets around what is read. */
class DeclarationReader {
  readonly #text: string;
  readonly #lexer: JavascriptLexer;
  readonly #root = makeMap();
  #previous: Token | undefined;
  #token: Token;
  /** How many `<` stood in what was skipped. */
  #skippedAngles = 0;

  constructor(text: string, lexer: JavascriptLexer) {
    this.#text = text;
    this.#lexer = lexer;
    this.#token = lexer.next();
  }

  read(): LocatedMap {
    while (this.#token.kind !== 'end') {
      const isDeclaration = this.#isWord('const', 'let', 'var') && this.#isAtStatement();
      this.#advance();
      if (isDeclaration) this.#declarations();
    }
    return this.#root;
  }

  #isAtStatement(): boolean {
    const { depth, isAfterLineBreak, isAfterOperand } = this.#token;
    if (depth > 0) return false;
    const before = this.#previous?.text ?? ';';
    if (!isAfterLineBreak) return before === ';' || before === '}' || before === 'export';
    // Behind `if (…)`, `else` and `do`, a declaration does not always take place.
    if (before === ')') return isAfterOperand;
    return !['else', 'do', '.', '?.'].includes(before);
  }

  #declarations(): void {
    do {
      const { kind, text: name } = this.#token;
      if (kind === 'name') {
        this.#advance();
        this.#initializer(name);
      }
      this.#skip(0);
    } while (this.#takes(','));
  }

  #initializer(name: string): void {
    let typeHint: string | undefined;
    if (this.#isMark('!')) this.#advance();
    if (this.#isMark(':')) {
      const start = this.#token.end;
      this.#advance();
      this.#skipType(0);
      typeHint = this.#text.slice(start, this.#token.start).trim();
    }
    if (!this.#takes('=')) return;
    const value = this.#item(0);
    // An initializer that is no literal leaves an earlier one, as for `var` in a loader's shim.
    if (value === undefined) return;
    setPart(this.#root, name, typeHint === undefined ? value : { ...value, typeHint });
  }

  /** Reads a whole expression; undefined when it is more than a literal. */
  #item(level: number): LocatedValue | undefined {
    const value = this.#literal(level);
    if (this.#isWord('as', 'satisfies') && !this.#token.isAfterLineBreak) this.#skipType(level);
    if (this.#isAtEnd(level)) return value;
    this.#skip(level);
    return undefined;
  }

  #literal(level: number): LocatedValue | undefined {
    const { kind, text, start } = this.#token;
    if (kind === 'mark' && text === '[') return this.#list(level + 1);
    if (kind === 'mark' && text === '{') return this.#map(level + 1);
    if (kind === 'mark' && text === '(') return this.#parenthesized(level + 1);
    const isSigned = kind === 'mark' && (text === '-' || text === '+');
    if (isSigned) this.#advance();
    const value = isSigned ? this.#number(text === '-') : this.#scalar();
    if (value === undefined) return undefined;
    const { end } = this.#token;
    this.#advance();
    return { kind: 'scalar', value, place: { start, end } };
  }

  /** The value in parentheses, as behind the comment of a type: `/** @type {const} *\/ ('a')`. */
  #parenthesized(level: number): LocatedValue | undefined {
    this.#advance();
    const value = this.#item(level);
    return this.#takes(')') ? value : undefined;
  }

  #scalar(): Scalar | undefined {
    const { kind, text } = this.#token;
    if (kind === 'string' || kind === 'template') return readJavascriptString(text);
    if (this.#isWord('true', 'false')) return text === 'true';
    return this.#isWord('null') ? null : this.#number(false);
  }

  #number(isNegative: boolean): Scalar | undefined {
    const { kind, text } = this.#token;
    if (kind === 'number') return readJavascriptNumber(text, isNegative);
    if (this.#isWord('NaN', 'Infinity')) return isNegative ? -Number(text) : Number(text);
    return undefined;
  }

  #list(level: number): LocatedList {
    const { start } = this.#token;
    const items: (LocatedValue | undefined)[] = [];
    this.#advance();
    let arePositionsKnown = true;
    while (!this.#isMark(']')) {
      const angles = this.#skippedAngles;
      const item = this.#item(level);
      // The comma in `f<A, B>(x)` does not separate items in TypeScript.
      if (this.#skippedAngles > angles) arePositionsKnown = false;
      items.push(arePositionsKnown ? item : undefined);
      this.#takes(',');
    }
    return { kind: 'list', items, place: { start, end: this.#closing() } };
  }

  #map(level: number): LocatedMap {
    const { start } = this.#token;
    const map = makeMap();
    this.#advance();
    while (!this.#isMark('}')) {
      this.#member(map, level);
      this.#takes(',');
    }
    return { ...map, place: { start, end: this.#closing() } };
  }

  #member(map: LocatedMap, level: number): void {
    const name = this.#memberName();
    if (name !== undefined) {
      this.#advance();
      if (this.#takes(':')) {
        setPart(map, name, this.#item(level));
        return;
      }
    }
    // A method, `...rest`, a computed or shorthand name.
    if (name === undefined) map.isPartial = true;
    else setPart(map, name, undefined);
    this.#skip(level);
  }

  #memberName(): string | undefined {
    const { kind, text } = this.#token;
    if (kind === 'name') return text;
    if (kind === 'string') return readJavascriptString(text);
    const value = kind === 'number' ? readJavascriptNumber(text, false) : undefined;
    return value === undefined ? undefined : String(Number(value));
  }

  /** Passes the bracket that closes a list or map; where it ends. */
  #closing(): number {
    const { end } = this.#token;
    this.#advance();
    return end;
  }

  /** Passes what is left of an expression. */
  #skip(level: number): void {
    while (!this.#isAtEnd(level)) {
      if (this.#isMark('<')) this.#skippedAngles++;
      this.#advance();
    }
  }

  /** Passes a type, up to its end or to the `=` behind it. */
  #skipType(level: number): void {
    let angles = 0;
    while (this.#token.kind !== 'end' && this.#token.depth >= level) {
      if (angles <= 0 && (this.#isAtEnd(level) || this.#isMark('='))) return;
      if (this.#isMark('<')) angles++;
      if (this.#isMark('>')) angles--;
      this.#advance();
    }
  }

  /** Whether an expression or type of this level ends before the token. */
  #isAtEnd(level: number): boolean {
    const { kind, text, depth } = this.#token;
    if (kind === 'end' || depth < level) return true;
    if (depth > level) return false;
    if (kind === 'mark' && text === ',') return true;
    return level === 0 && ((kind === 'mark' && text === ';') || this.#isAtNewStatement());
  }

  /** Whether the line break before the token ends a statement without semicolon. */
  #isAtNewStatement(): boolean {
    const { kind, text, isAfterLineBreak, isAfterOperand } = this.#token;
    if (!isAfterLineBreak) return false;
    const isMember = this.#previous?.text === '.' || this.#previous?.text === '?.';
    if (kind === 'name' && !isMember && STATEMENT_WORDS.has(text)) return true;
    // A type may end in `>`, which is no operand.
    if (!isAfterOperand && this.#previous?.text !== '>') return false;
    // A `}` here closes what the expression or type has opened.
    if (kind === 'mark') return ['{', '@', '#', '!', '~', '++', '--'].includes(text);
    return kind !== 'template' && !this.#isWord('in', 'instanceof');
  }

  #isWord(...words: readonly string[]): boolean {
    return this.#token.kind === 'name' && words.includes(this.#token.text);
  }

  #isMark(text: string): boolean {
    return this.#token.kind === 'mark' && this.#token.text === text;
  }

  #takes(mark: string): boolean {
    if (!this.#isMark(mark)) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    this.#previous = this.#token;
    this.#token = this.#lexer.next();
  }
}

/** Words that begin a statement wherever they begin a line outside of brackets. */
const STATEMENT_WORDS: ReadonlySet<string> = new Set(
  'const let var export import function class if for while do return switch throw try type interface enum declare async'.split(
    ' ',
  ),
);
