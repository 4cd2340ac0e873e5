import { findField } from './filter-fields.ts';
import { quoted, reject } from './filter-problem.ts';
import type { FilterToken } from './filter-tokens.ts';

/** An expression as it is built; what its words mean is not decided yet. `start` is an offset in UTF-16 units. */
export type FilterNode =
  | { readonly kind: 'term'; readonly token: FilterToken; readonly start: number }
  | { readonly kind: 'list'; readonly items: readonly FilterNode[]; readonly start: number }
  | ArithmeticNode
  | { readonly kind: 'negative'; readonly operand: FilterNode; readonly start: number }
  | ComparisonNode
  | { readonly kind: 'not'; readonly operand: FilterNode; readonly start: number }
  | {
      readonly kind: 'all' | 'any';
      /** At least two. */
      readonly operands: readonly FilterNode[];
      readonly start: number;
    };

/** `first`, then each operator with its operand in turn. A flat list, so that no sum is too long. */
export interface ArithmeticNode {
  readonly kind: 'arithmetic';
  readonly first: FilterNode;
  /** At least one. */
  readonly rest: readonly { readonly operator: Arithmetic; readonly operand: FilterNode }[];
  readonly start: number;
}

export interface ComparisonNode {
  readonly kind: 'comparison';
  readonly operator: Comparison;
  readonly left: FilterNode;
  readonly right: FilterNode;
  readonly start: number;
  readonly operatorStart: number;
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%';
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | '=~' | '!~' | 'in' | 'not-in';

/** Words that join conditions, in lower or in upper case, and what other languages have for them. */
export function isReservedWord({ kind, text }: FilterToken): boolean {
  return kind === 'word' && (RESERVED.has(text) || /^[&|]+$/.test(text));
}

const RESERVED: ReadonlySet<string> = new Set(
  ['and', 'or', 'not', 'in', 'not-in'].flatMap((word) => [word, word.toUpperCase()]),
);

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['=', '=='],
  ...(['==', '!=', '<', '<=', '>', '>=', '=~', '!~'] as const).map(
    (operator): [string, Comparison] => [operator, operator],
  ),
]);

/** Deeper parentheses are refused, so that no expression can exhaust the stack. */
const MAX_DEPTH = 200;

/** Builds an expression from its tokens. Fails with `invalid-filter`. */
export function parseFilterSyntax(expression: string, tokens: readonly FilterToken[]): FilterNode {
  return new SyntaxParser(expression, tokens).whole();
}

class SyntaxParser {
  readonly #expression: string;
  readonly #tokens: readonly FilterToken[];
  #at = 0;
  #depth = 0;

  constructor(expression: string, tokens: readonly FilterToken[]) {
    this.#expression = expression;
    this.#tokens = tokens;
  }

  whole(): FilterNode {
    const node = this.#any();
    const token = this.#peek();
    if (token.kind !== 'end') this.#rejectExtra(token);
    return node;
  }

  #any(): FilterNode {
    return this.#joined('any', 'or', () => this.#all());
  }

  #all(): FilterNode {
    return this.#joined('all', 'and', () => this.#not());
  }

  #joined(kind: 'all' | 'any', word: string, parse: () => FilterNode): FilterNode {
    const first = parse();
    if (!this.#isWord(word)) return first;
    const operands = [first];
    while (this.#takesWord(word)) operands.push(parse());
    return { kind, operands, start: first.start };
  }

  #not(): FilterNode {
    const { start } = this.#peek();
    let isNegated = false;
    while (this.#takesWord('not')) isNegated = !isNegated;
    const operand = this.#comparison();
    return isNegated ? { kind: 'not', operand, start } : operand;
  }

  #comparison(): FilterNode {
    const left = this.#sum();
    const { start: operatorStart } = this.#peek();
    const operator = this.#takeComparison();
    if (operator === undefined) return left;
    const isMembership = operator === 'in' || operator === 'not-in';
    const right = isMembership && this.#isSymbol('(') ? this.#list(')') : this.#sum();
    const next = this.#peek();
    if (this.#takeComparison() !== undefined) {
      const problem = 'comparisons cannot be chained';
      reject(this.#expression, next.start, problem, `Write 'a < b and b < c'.`);
    }
    return { kind: 'comparison', operator, left, right, start: left.start, operatorStart };
  }

  #takeComparison(): Comparison | undefined {
    const token = this.#peek();
    if (this.#takesWord('in')) return 'in';
    if (this.#takesWord('not-in')) return 'not-in';
    if (this.#isWord('not') && this.#isWord('in', 1)) {
      this.#at += 2;
      return 'not-in';
    }
    const operator = token.kind === 'symbol' ? COMPARISONS.get(token.text) : undefined;
    if (operator !== undefined) this.#at++;
    return operator;
  }

  #sum(): FilterNode {
    return this.#arithmetic(['+', '-'], () => this.#product());
  }

  #product(): FilterNode {
    return this.#arithmetic(['*', '/', '%'], () => this.#signed());
  }

  #arithmetic(operators: readonly Arithmetic[], parse: () => FilterNode): FilterNode {
    const first = parse();
    const rest: { operator: Arithmetic; operand: FilterNode }[] = [];
    for (;;) {
      const operator = operators.find((symbol) => this.#isSymbol(symbol));
      if (operator === undefined) break;
      this.#at++;
      rest.push({ operator, operand: parse() });
    }
    return rest.length === 0 ? first : { kind: 'arithmetic', first, rest, start: first.start };
  }

  #signed(): FilterNode {
    const { start } = this.#peek();
    let isNegative = false;
    while (this.#isSymbol('-')) {
      isNegative = !isNegative;
      this.#at++;
    }
    const operand = this.#primary();
    return isNegative ? { kind: 'negative', operand, start } : operand;
  }

  #primary(): FilterNode {
    const token = this.#peek();
    if (token.kind === 'symbol' && token.text === '(') return this.#group();
    if (token.kind === 'symbol' && token.text === '[') return this.#list(']');
    if (token.kind === 'symbol' || token.kind === 'end' || isReservedWord(token)) {
      this.#rejectMissing(token);
    }
    this.#at++;
    return { kind: 'term', token, start: token.start };
  }

  #group(): FilterNode {
    const opening = this.#peek();
    this.#enter(opening);
    const node = this.#any();
    this.#close(opening, ')');
    return node;
  }

  #list(closing: ')' | ']'): FilterNode {
    const opening = this.#peek();
    this.#enter(opening);
    const items: FilterNode[] = [];
    while (!this.#isSymbol(closing)) {
      items.push(this.#sum());
      if (!this.#isSymbol(',')) break;
      this.#at++;
    }
    this.#close(opening, closing);
    return { kind: 'list', items, start: opening.start };
  }

  #enter(opening: FilterToken): void {
    this.#at++;
    this.#depth++;
    if (this.#depth > MAX_DEPTH) {
      const problem = `the parentheses are nested deeper than ${MAX_DEPTH} levels`;
      reject(this.#expression, opening.start, problem);
    }
  }

  #close(opening: FilterToken, closing: ')' | ']'): void {
    const token = this.#peek();
    if (!this.#isSymbol(closing)) {
      if (token.kind !== 'end') this.#rejectExtra(token, closing);
      reject(this.#expression, opening.start, `${quoted(opening.text)} is not closed`);
    }
    this.#at++;
    this.#depth--;
  }

  #rejectMissing(token: FilterToken): never {
    const isEnd = token.kind === 'end';
    const found = isEnd ? 'the end' : quoted(token.text);
    const problem = `expected a field or a value, not ${found}`;
    reject(
      this.#expression,
      token.start,
      problem,
      'Quote a text that has operators or their words.',
    );
  }

  #rejectExtra(token: FilterToken, closing?: string): never {
    const expected = closing === undefined ? '' : `, '${closing}'`;
    const problem = `expected an operator${expected} or 'and' or 'or' before ${quoted(token.text)}`;
    reject(this.#expression, token.start, problem, this.#suggestOperator(token));
  }

  #suggestOperator(token: FilterToken): string {
    if (token.text === ')' || token.text === ']') return `It closes nothing.`;
    const known = ELSEWHERE.get(token.text);
    if (known !== undefined) return `Write '${known}'.`;
    const before = this.#tokens[this.#at - 1];
    const isComparison = before !== undefined && findField(before.text) !== undefined;
    return isComparison && token.kind === 'word'
      ? `Write '==' between them, or quote a text that has blanks.`
      : 'Quote a text that has blanks, as in "best so far".';
  }

  #peek(ahead = 0): FilterToken {
    const token = this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('an expression has at least one token');
    return token;
  }

  #isWord(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === 'word' && (token.text === word || token.text === word.toUpperCase());
  }

  #takesWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at++;
    return true;
  }

  #isSymbol(symbol: string): boolean {
    const token = this.#peek();
    return token.kind === 'symbol' && token.text === symbol;
  }
}

/** What other languages call our operators. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['&', 'and'],
  ['||', 'or'],
  ['|', 'or'],
  ['is', '=='],
  ['like', '=~'],
  ['contains', '=~'],
]);
