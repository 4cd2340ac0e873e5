import { Char } from './python-characters.ts';
import type { TokenCursor } from './python-cursor.ts';
import { ExpressionReader, Target } from './python-expressions.ts';
import { PatternReader } from './python-patterns.ts';
import { TokenKind } from './python-tokens.ts';
import type { PythonDialect } from './python-tokens.ts';

/** `+=` and the like. */
const AUGMENTED = /^(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>)=$/;

/**
 * Goes over statements. Each method starts at the cursor, goes behind what it is named for, and throws
 * `ConfigTextError` where Python's grammar has no such thing.
 */
export class StatementReader {
  readonly #cursor: TokenCursor;
  readonly #isNotebook: boolean;
  readonly #expressions: ExpressionReader;
  readonly #patterns: PatternReader;

  constructor(cursor: TokenCursor, dialect: PythonDialect) {
    this.#cursor = cursor;
    this.#isNotebook = dialect === 'notebook';
    this.#expressions = new ExpressionReader(cursor);
    this.#patterns = new PatternReader(cursor);
  }

  /** Statements up to the end of the line, with `;` between them. */
  simpleStatements(): void {
    const cursor = this.#cursor;
    do this.#simpleStatement();
    while (cursor.takesKind(Char.Semicolon) && !cursor.isAtEnd());
    if (!cursor.isAtEnd()) throw cursor.misplaced();
  }

  decorator(): void {
    this.#cursor.next();
    this.#expressions.named();
    if (!this.#cursor.isAtEnd()) throw this.#cursor.misplaced();
  }

  /** The header of a block behind its first word, without the `:`. */
  header(word: string): void {
    switch (word) {
      case 'if':
      case 'elif':
      case 'while':
        this.#expressions.named();
        return;
      case 'for':
        this.#expressions.targets();
        this.#cursor.expect('in');
        this.#expressions.list();
        return;
      case 'with':
        this.#withItems();
        return;
      case 'except':
        this.#except();
        return;
      case 'class':
        this.#cursor.expectName();
        this.#typeParameters();
        if (this.#cursor.kind === Char.OpenParenthesis) this.#expressions.callArguments();
        return;
      case 'def':
        this.#function();
        return;
      case 'match':
        this.#expressions.subject();
        return;
      case 'case':
        this.#patterns.patterns();
        if (this.#cursor.takes('if')) this.#expressions.named();
        return;
      default:
        // `else`, `try` and `finally` have nothing more.
        return;
    }
  }

  #simpleStatement(): void {
    const cursor = this.#cursor;
    switch (cursor.text) {
      case 'pass':
      case 'break':
      case 'continue':
        cursor.next();
        return;
      case 'return':
        cursor.next();
        if (!this.#isStatementEnd()) this.#expressions.list();
        return;
      case 'raise':
        this.#raise();
        return;
      case 'del':
        this.#delete();
        return;
      case 'assert':
        cursor.next();
        this.#expressions.expression();
        if (cursor.takesKind(Char.Comma)) this.#expressions.expression();
        return;
      case 'global':
      case 'nonlocal':
        do {
          cursor.next();
          cursor.expectName();
        } while (cursor.kind === Char.Comma);
        return;
      case 'import':
        this.#import();
        return;
      case 'from':
        this.#fromImport();
        return;
      case 'type':
        if (this.#isTypeStatement()) this.#typeStatement();
        else this.#assignment();
        return;
      default:
        this.#assignment();
    }
  }

  #isStatementEnd(): boolean {
    return this.#cursor.isAtEnd() || this.#cursor.kind === Char.Semicolon;
  }

  /** An expression, or an assignment to one. */
  #assignment(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    let target = this.#expressions.yieldOrList();
    if (cursor.kind === Char.Colon) {
      this.#checkSingle(target, start);
      cursor.next();
      this.#expressions.expression();
      if (cursor.takesKind(Char.Equals)) this.#assigned();
    } else if (cursor.kind === TokenKind.Other && AUGMENTED.test(cursor.text)) {
      this.#checkSingle(target, start);
      cursor.next();
      this.#assigned();
    } else {
      while (cursor.kind === Char.Equals) {
        if (target === Target.None) throw cursor.misplaced();
        cursor.next();
        target = this.#assigned();
      }
    }
  }

  /** What is assigned; in notebooks also the output of a command. */
  #assigned(): number {
    const cursor = this.#cursor;
    if (this.#isNotebook && /^[!%]/.test(cursor.text)) {
      cursor.next();
      return Target.None;
    }
    return this.#expressions.yieldOrList();
  }

  #checkSingle(target: number, start: number): void {
    if (target === Target.Name || target === Target.Place) return;
    throw target === Target.None
      ? this.#cursor.misplaced()
      : this.#cursor.error('This cannot be several values', start);
  }

  #raise(): void {
    this.#cursor.next();
    if (this.#isStatementEnd()) return;
    this.#expressions.expression();
    if (this.#cursor.takes('from')) this.#expressions.expression();
  }

  #delete(): void {
    const cursor = this.#cursor;
    cursor.next();
    const start = cursor.at;
    const target = this.#expressions.list();
    const isDeletable =
      target === Target.Name || target === Target.Place || target === Target.Several;
    if (!isDeletable) throw cursor.error('This cannot be deleted', start);
  }

  #import(): void {
    const cursor = this.#cursor;
    do {
      cursor.next();
      this.#dottedName();
      if (cursor.takes('as')) cursor.expectName();
    } while (cursor.kind === Char.Comma);
  }

  #dottedName(): void {
    do this.#cursor.expectName();
    while (this.#cursor.takes('.'));
  }

  #fromImport(): void {
    const cursor = this.#cursor;
    cursor.next();
    let dots = 0;
    while (cursor.takes('.')) dots++;
    if (dots === 0 || cursor.text !== 'import') this.#dottedName();
    cursor.expect('import');
    if (cursor.takesKind(Char.Star)) return;
    const isInParentheses = cursor.takesKind(Char.OpenParenthesis);
    do {
      cursor.expectName();
      if (cursor.takes('as')) cursor.expectName();
    } while (this.#takesComma(isInParentheses));
    if (isInParentheses) cursor.expectKind(Char.CloseParenthesis);
  }

  /** Whether there is one more item of a list; in parentheses there may be a comma at its end. */
  #takesComma(isInParentheses: boolean): boolean {
    if (!this.#cursor.takesKind(Char.Comma)) return false;
    return !isInParentheses || !this.#cursor.isKind(Char.CloseParenthesis);
  }

  /** `type` is a name everywhere else. */
  #isTypeStatement(): boolean {
    const { at, tokens } = this.#cursor;
    if (tokens.kind(at + 1) !== TokenKind.Name) return false;
    const behind = tokens.kind(at + 2);
    return behind === Char.Equals || behind === Char.OpenBracket;
  }

  #typeStatement(): void {
    const cursor = this.#cursor;
    cursor.next();
    cursor.expectName();
    this.#typeParameters();
    cursor.expectKind(Char.Equals);
    this.#expressions.expression();
  }

  /** `[T, *Ts, **P]`, if there are any. */
  #typeParameters(): void {
    const cursor = this.#cursor;
    if (!cursor.takesKind(Char.OpenBracket)) return;
    do {
      const isPlain = !cursor.takesKind(Char.Star) && !cursor.takesKind(TokenKind.DoubleStar);
      cursor.expectName();
      if (isPlain && cursor.takesKind(Char.Colon)) this.#expressions.expression();
      if (cursor.takesKind(Char.Equals)) this.#expressions.starredExpression();
    } while (cursor.takesKind(Char.Comma) && cursor.kind !== Char.CloseBracket);
    cursor.expectKind(Char.CloseBracket);
  }

  #function(): void {
    const cursor = this.#cursor;
    cursor.expectName();
    this.#typeParameters();
    cursor.expectKind(Char.OpenParenthesis);
    this.#expressions.parameters(Char.CloseParenthesis, true);
    cursor.expectKind(Char.CloseParenthesis);
    if (cursor.takes('->')) this.#expressions.expression();
  }

  #except(): void {
    const cursor = this.#cursor;
    const isGroup = cursor.takesKind(Char.Star);
    if (cursor.kind === Char.Colon && !isGroup) return;
    do this.#expressions.expression();
    while (cursor.takesKind(Char.Comma) && cursor.kind !== Char.Colon);
    if (cursor.takes('as')) cursor.expectName();
  }

  /** Items with `as`, perhaps all of them in parentheses. */
  #withItems(): void {
    const cursor = this.#cursor;
    const isInParentheses = this.#hasItemsInParentheses();
    if (isInParentheses) cursor.next();
    do {
      this.#expressions.expression();
      if (cursor.takes('as')) this.#expressions.target();
    } while (this.#takesComma(isInParentheses));
    if (isInParentheses) cursor.expectKind(Char.CloseParenthesis);
  }

  /** Whether the header is one pair of parentheses with an `as` in it; without, it is an expression. */
  #hasItemsInParentheses(): boolean {
    const { at, kind, tokens } = this.#cursor;
    if (kind !== Char.OpenParenthesis) return false;
    const close = tokens.after(at) - 1;
    if (tokens.kind(close + 1) !== Char.Colon) return false;
    for (let index = at + 1; index < close; index = tokens.after(index)) {
      if (tokens.kind(index) === TokenKind.Name && tokens.slice(index) === 'as') return true;
    }
    return false;
  }
}
