import type { ConfigTextError } from './config-format.ts';
import { JsxScanner } from './javascript-jsx.ts';
import { checkDepth, errorAt } from './located-value.ts';

/** A token of JavaScript or TypeScript, as far as finding constants needs it. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'template' | 'other' | 'mark' | 'end';
  /** The source text. Marks are single characters but for `=>`, `==`, `===`, `++`, `--`, `...` and `?.`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around it; a bracket is outside itself. */
  readonly depth: number;
  readonly isAfterLineBreak: boolean;
  /** Whether an operand ends right before it, so that an operator may follow. */
  readonly isAfterOperand: boolean;
}

interface OpenBracket {
  readonly mark: string;
  readonly offset: number;
  /** Whether an operand ends where it is closed. */
  readonly isOperand: boolean;
}

/**
 * Splits JavaScript, TypeScript or JSX into tokens. What begins a regular expression or an element is
 * guessed from the token before. Throws {@link ConfigTextError} for strings, templates, comments and
 * brackets without end.
 */
export class JavascriptLexer {
  /** The quotes of the first string, if there was one. */
  firstQuote: string | undefined;
  readonly #text: string;
  readonly #jsx: JsxScanner;
  /** How many templates or elements this text stands in. */
  readonly #nesting: number;
  readonly #brackets: OpenBracket[] = [];
  #at: number;
  #previous = '';
  #isAfterOperand = false;
  /** Where the line ends in which no regular expression was found: none is looked for before. */
  #noExpressionBefore = 0;

  constructor(text: string, start = 0, nesting = 0, jsx?: JsxScanner) {
    this.#text = text;
    this.#at = start;
    this.#nesting = nesting;
    this.#jsx = jsx ?? new JsxScanner(text);
    if (start === 0 && text.startsWith('#!')) this.#at = this.#indexOrEnd('\n', 0);
  }

  /** The next token; `end` again and again after the last. */
  next(): Token {
    const isAfterLineBreak = this.#skipBlanks();
    const start = this.#at;
    const isAfterOperand = this.#isAfterOperand;
    const before = this.#brackets.length;
    const kind = this.#scan();
    const text = this.#text.slice(start, this.#at);
    if (kind !== 'mark') this.#isAfterOperand = kind !== 'name' || !this.#isOperatorWord(text);
    // `x.for (…)` calls a method; no word behind a dot begins anything.
    this.#previous = kind === 'name' && this.#isBehindDot() ? MEMBER : text;
    const depth = Math.min(before, this.#brackets.length);
    return { kind, text, start, end: this.#at, depth, isAfterLineBreak, isAfterOperand };
  }

  #scan(): Token['kind'] {
    const character = this.#text.charAt(this.#at);
    if (character === '') return this.#end();
    if (character === '"' || character === "'") return this.#string(character);
    if (character === '`') return this.#template();
    if (this.#takes(ASCII_NAME) || this.#takes(NAME)) return 'name';
    if (this.#takes(NUMBER)) return 'number';
    if (!this.#isAfterOperand && character === '/' && this.#takesRegularExpression())
      return 'other';
    if (!this.#isAfterOperand && character === '<') {
      const end = this.#jsx.elementEnd(this.#at, (brace) => this.#skipBraces(brace));
      if (end !== undefined) {
        this.#at = end;
        return 'other';
      }
    }
    return this.#mark(character);
  }

  #end(): 'end' {
    const open = this.#brackets.at(-1);
    if (open !== undefined) throw this.#error(open.offset, `This '${open.mark}' is never closed`);
    return 'end';
  }

  #string(quote: string): 'string' {
    const start = this.#at;
    let at = start + 1;
    for (let code = this.#text.charAt(at); code !== quote; code = this.#text.charAt(at)) {
      if (code === '' || code === '\n' || code === '\r') {
        throw this.#error(start, 'This string has no end');
      }
      at += code === '\\' ? this.#escapeLength(at) : 1;
    }
    this.#at = at + 1;
    this.firstQuote ??= quote;
    return 'string';
  }

  #escapeLength(at: number): number {
    return this.#text.startsWith('\\\r\n', at) ? 3 : 2;
  }

  /** A template is a value only when nothing is put into it. */
  #template(): 'template' | 'other' {
    const start = this.#at;
    let kind: 'template' | 'other' = 'template';
    let at = start + 1;
    for (let code = this.#text.charAt(at); code !== '`'; code = this.#text.charAt(at)) {
      if (code === '') throw this.#error(start, 'This template has no end');
      if (code === '$' && this.#text[at + 1] === '{') {
        kind = 'other';
        at = this.#skipBraces(at + 1);
      } else at += code === '\\' ? 2 : 1;
    }
    this.#at = at + 1;
    return kind;
  }

  /** Where the code in the braces that open at `start` ends, behind them. */
  #skipBraces(start: number): number {
    const nesting = this.#nesting + this.#brackets.length + 1;
    checkDepth(nesting, this.#text, start);
    const inner = new JavascriptLexer(this.#text, start, nesting, this.#jsx);
    let token = inner.next();
    do {
      token = inner.next();
    } while (token.depth > 0);
    return token.end;
  }

  /** Passes a regular expression; false where the `/` is something else, as its line has no other end for it. */
  #takesRegularExpression(): boolean {
    if (this.#at < this.#noExpressionBefore) return false;
    let isInClass = false;
    let at = this.#at + 1;
    for (
      let code = this.#text.charAt(at);
      code !== '/' || isInClass;
      code = this.#text.charAt(at)
    ) {
      if (code === '' || code === '\n' || code === '\r') {
        this.#noExpressionBefore = at;
        return false;
      }
      if (code === '[') isInClass = true;
      if (code === ']') isInClass = false;
      at += code === '\\' ? 2 : 1;
    }
    this.#at = at + 1;
    this.#takes(REGULAR_EXPRESSION_FLAGS);
    return true;
  }

  #mark(character: string): 'mark' {
    const start = this.#at;
    if (!this.#takes(LONG_MARK)) this.#at += character.length;
    if (character === '(' || character === '[' || character === '{') this.#open(character);
    else if (character === ')' || character === ']' || character === '}') this.#close(character);
    else {
      // `x++` and TypeScript's `x!` end an operand as `x` does; in front of one they change nothing either.
      const mark = this.#text.slice(start, this.#at);
      const isPostfix = mark === '++' || mark === '--' || mark === '!';
      this.#isAfterOperand = isPostfix && this.#isAfterOperand;
    }
    return 'mark';
  }

  #open(mark: string): void {
    checkDepth(this.#nesting + this.#brackets.length + 1, this.#text, this.#at - 1);
    const isOperand =
      mark === '[' ||
      (mark === '('
        ? !CONTROL_WORDS.has(this.#previous)
        : !this.#isAfterOperand && !BLOCK_STARTS.has(this.#previous));
    this.#brackets.push({ mark, offset: this.#at - 1, isOperand });
    this.#isAfterOperand = false;
  }

  #close(mark: string): void {
    const open = this.#brackets.pop();
    if (open === undefined) throw this.#error(this.#at - 1, `This '${mark}' closes nothing`);
    if (CLOSING[open.mark] !== mark) {
      throw this.#error(
        this.#at - 1,
        `Expected '${CLOSING[open.mark] ?? ''}' before this '${mark}'`,
      );
    }
    this.#isAfterOperand = open.isOperand;
  }

  /** Passes blanks and comments; whether there was a line break among them. */
  #skipBlanks(): boolean {
    const start = this.#at;
    for (;;) {
      this.#takes(BLANKS);
      if (this.#text.startsWith('//', this.#at)) this.#at = this.#indexOrEnd('\n', this.#at);
      else if (this.#text.startsWith('/*', this.#at)) {
        const end = this.#text.indexOf('*/', this.#at + 2);
        if (end < 0) throw this.#error(this.#at, 'This comment has no end');
        this.#at = end + 2;
      } else break;
    }
    return this.#at > start && /[\n\r\u2028\u2029]/.test(this.#text.slice(start, this.#at));
  }

  #isOperatorWord(text: string): boolean {
    return !this.#isBehindDot() && OPERATOR_WORDS.has(text);
  }

  #isBehindDot(): boolean {
    return this.#previous === '.' || this.#previous === '?.';
  }

  #takes(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #indexOrEnd(mark: string, from: number): number {
    const index = this.#text.indexOf(mark, from);
    return index < 0 ? this.#text.length : index;
  }

  #error(offset: number, problem: string): ConfigTextError {
    return errorAt(this.#text, offset, problem);
  }
}

const BLANKS = /[\s\uFEFF]*/y;
const ASCII_NAME = /[A-Za-z_$][\w$]*(?![\\\u0080-\uffff\w$])/y;
const NAME =
  /(?:[$_\p{ID_Start}]|\\u[\dA-Fa-f]{4}|\\u\{[\dA-Fa-f]+\})(?:[$\u200c\u200d\p{ID_Continue}]|\\u[\dA-Fa-f]{4}|\\u\{[\dA-Fa-f]+\})*/uy;
const NUMBER = /0[xbo][\da-f_]+n?|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[-+]?[\d_]+)?n?/iy;
const REGULAR_EXPRESSION_FLAGS = /[\w$]*/y;
const LONG_MARK = /===?|=>|\+\+|--|\.\.\.|\?\.(?!\d)/y;

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Stands for the name of a member. */
const MEMBER = 'member';

/** Words before parentheses that are not an operand. */
const CONTROL_WORDS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'with']);

/** What stands before a brace that opens a block, not an object, where an operand is expected. */
const BLOCK_STARTS: ReadonlySet<string> = new Set(' ; { } ) => else do try finally'.split(' '));

/** Words after which an operand is expected. */
const OPERATOR_WORDS: ReadonlySet<string> = new Set(
  'await case default delete do else export extends in instanceof new of return throw typeof void yield'.split(
    ' ',
  ),
);
