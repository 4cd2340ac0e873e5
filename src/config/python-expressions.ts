import { Char } from './python-characters.ts';
import type { TokenCursor } from './python-cursor.ts';
import { readArguments, readParameters } from './python-arguments.ts';
import { checkFields } from './python-fields.ts';
import { TokenKind } from './python-tokens.ts';

/** What an expression is to a statement that assigns to it. */
export const Target = {
  None: 0,
  Name: 1,
  /** An attribute, or an item in square brackets. */
  Place: 2,
  /** Several targets with commas or in brackets. */
  Several: 3,
  /** As `Several`, one of them with a star. */
  StarredSeveral: 4,
  /** One target with a star. */
  Starred: 5,
} as const;

/** Operators with values on both sides, that leave more than one comparison or `not` can hold. */
const BINARY: ReadonlySet<string> = new Set(['/', '//', '%', '@', '&', '|', '^', '<<', '>>']);

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** More defaults of lambdas inside each other nobody writes; the limit keeps the call stack small. */
const MAX_LAMBDAS = 50;

/** Strings in fields of strings are looked into no deeper; each level is read once more for the one around it. */
const MAX_FIELD_DEPTH = 10;

/**
 * Goes over expressions without evaluating them. Each method starts at the cursor, goes behind what it is
 * named for, and throws `ConfigTextError` where Python's grammar has no such thing. Those that return
 * a {@link Target} say what the expression is to an assignment. Calls nest only as deep as brackets and
 * defaults of lambdas do.
 */
export class ExpressionReader {
  readonly #cursor: TokenCursor;
  /** How many strings with fields this is inside of. */
  readonly #fieldDepth: number;
  #lambdas = 0;

  constructor(cursor: TokenCursor, fieldDepth = 0) {
    this.#cursor = cursor;
    this.#fieldDepth = fieldDepth;
  }

  /** Expressions with commas, stars allowed; one at least. */
  list(): number {
    return this.#commaList(() => this.#starred(() => this.expression()));
  }

  /** What `for` assigns to: targets with commas. */
  targets(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const target = this.#commaList(() => this.#starred(() => this.#operation()));
    if (target === Target.None) throw this.#noTarget(start);
  }

  /** One target, as behind `as`. */
  target(): void {
    const start = this.#cursor.at;
    if (this.#operation() === Target.None) throw this.#noTarget(start);
  }

  /** `yield` with what is behind it, or a list. */
  yieldOrList(): number {
    const cursor = this.#cursor;
    if (!cursor.takes('yield')) return this.list();
    if (cursor.takes('from')) this.expression();
    else if (!this.#isEnd()) this.list();
    return Target.None;
  }

  /** What `match` looks at: several values with commas, or one. */
  subject(): void {
    this.#commaList(() => this.#starredNamed());
  }

  /** An expression or `name := expression`. */
  named(): number {
    const cursor = this.#cursor;
    if (cursor.isName && cursor.tokens.slice(cursor.at + 1) === ':=') {
      cursor.moveTo(cursor.at + 2);
      this.expression();
      return Target.None;
    }
    return this.expression();
  }

  expression(): number {
    const cursor = this.#cursor;
    let isPlain = true;
    for (;;) {
      if (cursor.takes('lambda')) {
        isPlain = false;
        this.parameters(Char.Colon, false);
        cursor.expectKind(Char.Colon);
        continue;
      }
      const target = this.#disjunction();
      if (!cursor.takes('if')) return isPlain ? target : Target.None;
      isPlain = false;
      this.#disjunction();
      cursor.expect('else');
    }
  }

  /** An expression, or one with a star in front of an operation. */
  starredExpression(): void {
    this.#starred(() => this.expression());
  }

  /** The arguments of a call or a class. */
  callArguments(): void {
    readArguments(this.#cursor, this);
  }

  /** The `for` parts of a comprehension, if there are any. @returns whether there are. */
  takesComprehension(): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    while (cursor.text === 'for' || cursor.text === 'async') {
      cursor.takes('async');
      cursor.expect('for');
      this.targets();
      cursor.expect('in');
      this.#disjunction();
      while (cursor.takes('if')) this.#disjunction();
    }
    return cursor.at > start;
  }

  /** The parameters of a function up to the token of kind `end`, which is left. */
  parameters(end: number, isAnnotated: boolean): void {
    if (++this.#lambdas > MAX_LAMBDAS) {
      throw this.#cursor.error('Too many functions inside each other');
    }
    readParameters(this.#cursor, end, isAnnotated, this);
    this.#lambdas--;
  }

  #disjunction(): number {
    const cursor = this.#cursor;
    let target: number = Target.None;
    for (let isFirst = true; ; isFirst = false) {
      let isPlain = isFirst;
      while (cursor.takes('not')) isPlain = false;
      const operand = this.#operation();
      while (this.#takesComparison()) {
        isPlain = false;
        this.#operation();
      }
      target = isPlain ? operand : Target.None;
      if (!cursor.takes('and') && !cursor.takes('or')) return target;
    }
  }

  #takesComparison(): boolean {
    const cursor = this.#cursor;
    if (cursor.takes('is')) {
      cursor.takes('not');
      return true;
    }
    if (cursor.text === 'not') {
      cursor.next();
      cursor.expect('in');
      return true;
    }
    if (!COMPARISONS.has(cursor.text)) return false;
    cursor.next();
    return true;
  }

  #operation(): number {
    const cursor = this.#cursor;
    let target: number = Target.None;
    for (let isPlain = true; ; isPlain = false) {
      while (isSign(cursor.kind)) {
        cursor.next();
        isPlain = false;
      }
      const operand = this.#primary();
      target = isPlain ? operand : Target.None;
      if (!isBinary(cursor)) return target;
      cursor.next();
    }
  }

  #primary(): number {
    const cursor = this.#cursor;
    const isAwaited = cursor.takes('await');
    let target = this.#atom();
    for (;;) {
      if (cursor.takes('.')) {
        cursor.expectName();
        target = Target.Place;
      } else if (cursor.kind === Char.OpenBracket) {
        this.#slices();
        target = Target.Place;
      } else if (cursor.kind === Char.OpenParenthesis) {
        this.callArguments();
        target = Target.None;
      } else {
        return isAwaited ? Target.None : target;
      }
    }
  }

  #atom(): number {
    const cursor = this.#cursor;
    switch (cursor.kind) {
      case TokenKind.Name:
        if (cursor.isName) {
          cursor.next();
          return Target.Name;
        }
        if (!/^(?:True|False|None)$/.test(cursor.text)) throw cursor.misplaced();
        cursor.next();
        return Target.None;
      case TokenKind.Number:
        cursor.next();
        return Target.None;
      case TokenKind.String:
        this.#strings();
        return Target.None;
      case Char.OpenParenthesis:
        return this.#parentheses();
      case Char.OpenBracket:
        return this.#squareBrackets();
      case Char.OpenBrace:
        this.#braces();
        return Target.None;
      default:
        for (let dots = 0; dots < 3; dots++) cursor.expect('.');
        return Target.None;
    }
  }

  #strings(): void {
    const { tokens, at } = this.#cursor;
    this.#cursor.takeStrings();
    const depth = this.#fieldDepth + 1;
    if (depth > MAX_FIELD_DEPTH) return;
    checkFields(tokens, at, this.#cursor.at, (field) => new ExpressionReader(field, depth).list());
  }

  #parentheses(): number {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.takesKind(Char.CloseParenthesis)) return Target.Several;
    if (cursor.text === 'yield') {
      this.yieldOrList();
      cursor.expectKind(Char.CloseParenthesis);
      return Target.None;
    }
    const start = cursor.at;
    let target = this.#starredNamed();
    if (this.takesComprehension()) {
      target = Target.None;
    } else if (cursor.kind === Char.Comma) {
      target = this.#restOfNamed(target);
    } else if (cursor.tokens.kind(start) === Char.Star) {
      throw cursor.error('This cannot stand here: *', start);
    }
    cursor.expectKind(Char.CloseParenthesis);
    return target;
  }

  #squareBrackets(): number {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.takesKind(Char.CloseBracket)) return Target.Several;
    let target = this.#starredNamed();
    if (this.takesComprehension()) {
      target = Target.None;
    } else {
      target = this.#restOfNamed(target);
    }
    cursor.expectKind(Char.CloseBracket);
    return target;
  }

  /** A dictionary, a set, or a comprehension of one. */
  #braces(): void {
    const cursor = this.#cursor;
    cursor.next();
    if (cursor.takesKind(Char.CloseBrace)) return;
    const isMap = this.#braceItem(undefined);
    if (!this.takesComprehension()) {
      while (cursor.takesKind(Char.Comma) && cursor.kind !== Char.CloseBrace) {
        this.#braceItem(isMap);
      }
    }
    cursor.expectKind(Char.CloseBrace);
  }

  /** @returns whether it is an item of a dictionary, as all or none have to be. */
  #braceItem(isMap: boolean | undefined): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (cursor.takesKind(TokenKind.DoubleStar)) {
      if (isMap === false) throw cursor.error('This cannot stand here: **', start);
      this.#operation();
      return true;
    }
    if (isMap !== true && cursor.takesKind(Char.Star)) {
      this.#operation();
      return false;
    }
    this.named();
    const hasColon = cursor.kind === Char.Colon;
    if (hasColon !== (isMap ?? hasColon)) throw cursor.misplaced();
    if (!cursor.takesKind(Char.Colon)) return false;
    this.expression();
    return true;
  }

  #slices(): void {
    const cursor = this.#cursor;
    cursor.next();
    do {
      if (cursor.takesKind(Char.Star)) {
        this.#operation();
        continue;
      }
      if (cursor.kind !== Char.Colon) this.named();
      for (let colons = 0; colons < 2 && cursor.takesKind(Char.Colon); colons++) {
        if (!isSliceEnd(cursor.kind)) this.expression();
      }
    } while (cursor.takesKind(Char.Comma) && cursor.kind !== Char.CloseBracket);
    cursor.expectKind(Char.CloseBracket);
  }

  #starredNamed = (): number => this.#starred(() => this.named());

  #restOfNamed(first: number): number {
    return this.#restOfList(first, this.#starredNamed);
  }

  #starred(read: () => number): number {
    if (!this.#cursor.takesKind(Char.Star)) return read();
    return this.#operation() === Target.None ? Target.None : Target.Starred;
  }

  #commaList(read: () => number): number {
    const first = read();
    return this.#cursor.kind === Char.Comma ? this.#restOfList(first, read) : first;
  }

  /** What is behind the first item: more of them, each behind a comma, and perhaps a comma at the end. */
  #restOfList(first: number, read: () => number): number {
    let isTarget = first !== Target.None;
    let hasStar = first === Target.Starred || first === Target.StarredSeveral;
    while (this.#cursor.takesKind(Char.Comma) && !this.#isEnd()) {
      const item = read();
      isTarget &&= item !== Target.None;
      hasStar ||= item === Target.Starred || item === Target.StarredSeveral;
    }
    if (!isTarget) return Target.None;
    return hasStar ? Target.StarredSeveral : Target.Several;
  }

  /** Whether nothing of a list can follow. */
  #isEnd(): boolean {
    const { kind, text } = this.#cursor;
    if (kind === TokenKind.Other) return text.endsWith('=') && !COMPARISONS.has(text);
    return (
      kind === TokenKind.End ||
      kind === Char.Equals ||
      kind === Char.Colon ||
      kind === Char.Semicolon ||
      kind === Char.CloseParenthesis ||
      kind === Char.CloseBracket ||
      kind === Char.CloseBrace ||
      text === 'in'
    );
  }

  #noTarget(index: number): Error {
    return this.#cursor.error('Nothing can be assigned to this', index);
  }
}

function isSign(kind: number): boolean {
  return kind === Char.Minus || kind === Char.Plus || kind === Char.Tilde;
}

function isBinary({ kind, text }: TokenCursor): boolean {
  if (kind === TokenKind.Other) return BINARY.has(text);
  return (
    kind === Char.Plus || kind === Char.Minus || kind === Char.Star || kind === TokenKind.DoubleStar
  );
}

function isSliceEnd(kind: number): boolean {
  return kind === Char.Colon || kind === Char.Comma || kind === Char.CloseBracket;
}
