import { Char, pythonError } from './python-characters.ts';
import type { ConfigTextError } from './config-format.ts';
import { TokenKind } from './python-tokens.ts';
import type { PythonTokens } from './python-tokens.ts';

/** What the tokens of a statement have come to. Bits, so that a rule names several. */
const After = {
  /** Nothing yet. */
  Start: 1,
  /** A value: a name, a number, a closed bracket. */
  Value: 2,
  /** A text; another one may follow. */
  Text: 4,
  /** An operator or keyword that needs a value behind it. */
  Operator: 8,
  /** A keyword that may have a value behind it. */
  Keyword: 16,
  Bracket: 32,
  SquareBracket: 64,
  Comma: 128,
  Colon: 256,
  Star: 512,
  /** A value and `not`: only `in` can follow. */
  NotIn: 1024,
  /** What too much can follow for a rule, such as `match` and `...`. */
  Anything: 2048,
} as const;

const VALUE = After.Value | After.Text | After.Anything;
const ALL = 4095;
const NO_VALUE = ALL & ~(After.Value | After.Text | After.NotIn);
const STATEMENT = After.Start | After.Anything;
const SIMPLE_STATEMENT = STATEMENT | After.Colon;

/** A statement may end after these. */
const END = VALUE | After.Start | After.Keyword | After.Comma | After.Colon | After.Star;

/** Where a token may stand, and what it comes to. */
interface Rule {
  readonly follows: number;
  readonly after: number;
}

const rule = (follows: number, after: number): Rule => ({ follows, after });

const OPERAND = rule(NO_VALUE, After.Value);
const BINARY = rule(VALUE, After.Operator);

/** By kind of token; for what can be an operator or the beginning of a value see `ruleOf`. */
const KINDS: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [TokenKind.Number, OPERAND],
  [TokenKind.String, rule(NO_VALUE | After.Text, After.Text)],
  [Char.OpenParenthesis, rule(ALL & ~After.NotIn, After.Bracket)],
  [Char.OpenBracket, rule(ALL & ~After.NotIn, After.SquareBracket)],
  [Char.OpenBrace, rule(NO_VALUE, After.Bracket)],
  ...[Char.CloseParenthesis, Char.CloseBracket, Char.CloseBrace].map((kind): [number, Rule] => [
    kind,
    rule(
      VALUE | After.Keyword | After.Bracket | After.SquareBracket | After.Comma | After.Colon,
      After.Value,
    ),
  ]),
  [Char.Comma, rule(VALUE | After.Star | After.Colon, After.Comma)],
  [
    Char.Colon,
    rule(VALUE | After.SquareBracket | After.Comma | After.Colon | After.Keyword, After.Colon),
  ],
  // Also behind a comma: `first, = values`.
  [Char.Equals, rule(VALUE | After.Comma, After.Operator)],
  [Char.Tilde, rule(NO_VALUE, After.Operator)],
]);

/** What statements that hold others begin with. */
const BLOCK_WORDS: ReadonlySet<string> = new Set([
  'class',
  'def',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'if',
  'try',
  'while',
  'with',
]);

const WORDS: ReadonlyMap<string, Rule> = new Map([
  ...words('and or is as', BINARY),
  ...words('in', rule(VALUE | After.Comma | After.NotIn, After.Operator)),
  ...words('if', rule(VALUE | After.Start | After.Comma, After.Operator)),
  ...words('else', rule(VALUE | After.Start, After.Keyword)),
  ...words('for', rule(VALUE | After.Start, After.Operator)),
  ...words('from', rule(VALUE | SIMPLE_STATEMENT | After.Keyword, After.Operator)),
  ...words('import', rule(VALUE | SIMPLE_STATEMENT, After.Operator)),
  ...words('async', rule(VALUE, After.Anything)),
  ...words('lambda yield', rule(NO_VALUE, After.Keyword)),
  ...words('await', rule(NO_VALUE, After.Operator)),
  ...words('class def elif while with', rule(STATEMENT, After.Operator)),
  ...words('except finally try', rule(STATEMENT, After.Keyword)),
  ...words('assert del global nonlocal', rule(SIMPLE_STATEMENT, After.Operator)),
  ...words('raise return', rule(SIMPLE_STATEMENT, After.Keyword)),
  ...words('break continue pass', rule(SIMPLE_STATEMENT, After.Value)),
  ...words('case match type', rule(NO_VALUE, After.Anything)),
]);

function words(list: string, rule: Rule): [string, Rule][] {
  return list.split(' ').map((word) => [word, rule]);
}

/**
 * Refuses tokens that cannot stand beside each other in any statement: operators without operands,
 * operands without an operator between them, headers of blocks without `:`. This finds files that are
 * half edited, have conflict marks, or are for Python 2. It knows nothing of what statements mean.
 */
export class NeighbourCheck {
  readonly #text: string;
  #after: number = After.Start;
  #previous = 0;
  /** Where the header of a block starts whose `:` has not come yet; -1 for none. */
  #header = -1;
  /** `raise A, b` is for Python 2. */
  #isRaise = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Takes the next token of a logical line, or its end. Throws `ConfigTextError`. */
  take(tokens: PythonTokens): void {
    const { kind, start } = tokens;
    if (kind === TokenKind.Newline || kind === TokenKind.End) {
      this.#end();
      if (this.#header >= 0) throw this.#error(this.#header, "The ':' of this line is missing");
      return;
    }
    if (kind === Char.Semicolon) {
      this.#end();
      return;
    }
    const { follows, after } = this.#ruleOf(tokens);
    if ((follows & this.#after) === 0) throw this.#misplaced(tokens);
    if (tokens.depth === 0) {
      if (kind === Char.Colon) this.#header = -1;
      if (kind === Char.Comma && this.#isRaise) throw this.#misplaced(tokens);
    }
    this.#after = after;
    this.#previous = start;
  }

  #end(): void {
    if ((END & this.#after) === 0) {
      throw this.#error(this.#previous, 'This operator has nothing behind it');
    }
    this.#after = After.Start;
    this.#isRaise = false;
  }

  #ruleOf(tokens: PythonTokens): Rule {
    const { kind } = tokens;
    const isBehindValue = (VALUE & this.#after) !== 0;
    switch (kind) {
      case TokenKind.Name:
        return this.#ruleOfWord(tokens);
      case Char.Plus:
      case Char.Minus:
        return rule(ALL & ~After.NotIn, After.Operator);
      case Char.Star:
      case TokenKind.DoubleStar:
        return rule(ALL & ~After.NotIn, isBehindValue ? After.Operator : After.Star);
      case TokenKind.Other:
        return this.#ruleOfOperator(tokens);
      default:
        return KINDS.get(kind) ?? BINARY;
    }
  }

  #ruleOfWord({ text, start }: PythonTokens): Rule {
    if (this.#after === After.Start) {
      if (text === 'async') return rule(After.Start, After.Start);
      if (BLOCK_WORDS.has(text)) this.#header = start;
    }
    if (text === 'raise') this.#isRaise = true;
    if (text === 'not') {
      if (this.#after === After.Anything) return rule(ALL, After.NotIn | After.Operator);
      const isBehindValue = (this.#after & (After.Value | After.Text)) !== 0;
      return isBehindValue ? rule(ALL, After.NotIn) : rule(NO_VALUE, After.Operator);
    }
    return WORDS.get(text) ?? OPERAND;
  }

  #ruleOfOperator({ text }: PythonTokens): Rule {
    switch (text) {
      // The dot of an attribute, or one of those of `...` or `from ..x`.
      case '.':
        return (this.#after & (After.Value | After.Text)) === 0
          ? rule(NO_VALUE, After.Anything)
          : BINARY;
      case '@':
        return rule(VALUE | After.Start, After.Operator);
      // Also the mark behind parameters without names.
      case '/':
        return rule(
          VALUE | After.Comma,
          this.#after === After.Comma ? After.Value : After.Operator,
        );
      default:
        return BINARY;
    }
  }

  #misplaced({ start, text }: PythonTokens): ConfigTextError {
    return this.#error(start, `This cannot stand here: ${text}`);
  }

  #error(at: number, problem: string): ConfigTextError {
    return pythonError(this.#text, at, problem);
  }
}
