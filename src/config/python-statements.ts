import { Char, pythonError } from './python-characters.ts';
import { TokenKind } from './python-tokens.ts';
import type { TokenList } from './python-token-list.ts';

/**
 * Refuses a simple statement that cannot be one, whatever its words mean: operators without operands,
 * operands without an operator between them, values for keywords. This finds files that are half
 * edited, have conflict marks, or are for Python 2. Throws `ConfigTextError`.
 */
export function checkStatement(line: TokenList, from: number, to: number): void {
  if (from >= to) return;
  if (isOperator(line, from) && !STARTS.test(line.slice(from))) throw unexpected(line, from);
  let previous = from;
  for (let index = line.after(from); index < to; index = line.after(index)) {
    if (!canFollow(line, previous, index)) throw unexpected(line, index);
    previous = index;
  }
  if (isOperator(line, previous) && !ENDS.test(line.slice(previous))) {
    throw pythonError(line.text, line.start(previous), 'This operator has nothing behind it');
  }
}

/** What looks like an operator and may begin a statement: signs, `*rest = ...`, decorators, `...`. */
const STARTS = /^(?:[-+~*@]|\.+)$/;

/** What looks like an operator and may end a statement: `from x import *`, `...`. */
const ENDS = /^(?:\*|\.+)$/;

function canFollow(line: TokenList, previous: number, index: number): boolean {
  const kind = line.kind(index);
  switch (line.kind(previous)) {
    case TokenKind.Number:
      return !isOperand(kind);
    case TokenKind.String:
      return kind !== TokenKind.Number;
    case TokenKind.Name:
      if (kind === Char.Equals) return !KEYWORDS.test(line.slice(previous));
      return !isOperand(kind) || TAKES_OPERAND.test(line.slice(previous));
    case Char.Equals:
      return kind !== Char.Equals;
    default:
      return true;
  }
}

function isOperand(kind: number): boolean {
  return kind === TokenKind.Number || kind === TokenKind.String;
}

function isOperator(line: TokenList, index: number): boolean {
  switch (line.kind(index)) {
    case TokenKind.Other:
    case TokenKind.DoubleStar:
    case Char.Equals:
    case Char.Plus:
    case Char.Minus:
    case Char.Star:
    case Char.Tilde:
      return true;
    default:
      return false;
  }
}

/** Words that a number or a text may follow; others are names. */
const TAKES_OPERAND =
  /^(?:and|assert|await|case|del|elif|else|for|from|if|in|is|lambda|match|not|or|raise|return|type|while|with|yield)$/;

/** Words that nothing can be assigned to. */
const KEYWORDS =
  /^(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/;

function unexpected(line: TokenList, index: number): Error {
  return pythonError(line.text, line.start(index), `This cannot stand here: ${line.slice(index)}`);
}
