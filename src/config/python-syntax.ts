import type { ConfigTextError } from './config-format.ts';
import { Char, pythonError } from './python-characters.ts';
import { TokenCursor } from './python-cursor.ts';
import { StatementReader } from './python-statements.ts';
import type { TokenList } from './python-token-list.ts';
import { TokenKind } from './python-tokens.ts';
import type { PythonDialect } from './python-tokens.ts';

/** What goes on with a statement: `else` behind an `if`, and the like. */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  if: ['elif', 'else'],
  elif: ['elif', 'else'],
  for: ['else'],
  while: ['else'],
  try: ['except', 'finally'],
  except: ['except', 'else', 'finally'],
  'else of try': ['finally'],
};

/** Words that begin the header of a block wherever they stand first; `match` and `case` also are names. */
const HEADERS: ReadonlySet<string> = new Set(
  'if elif else for while try except finally with class def'.split(' '),
);

/** Those of them that only go on with another statement. */
const CONTINUATIONS: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);

/** The statements of one block so far. */
interface Block {
  readonly isMatch: boolean;
  /** What may be gone on with: a word of {@link FOLLOWERS}, `@` for a decorator, or nothing. */
  last: string;
}

/**
 * Checks that the lines of a text are statements of Python's grammar, the newest of all versions. What
 * only makes no sense, such as a `return` outside of functions, is not looked for.
 */
export class PythonSyntax {
  readonly #text: string;
  readonly #isNotebook: boolean;
  readonly #cursor: TokenCursor;
  readonly #statements: StatementReader;
  readonly #blocks: Block[] = [{ isMatch: false, last: '' }];
  /** The word of the header that the last line was. */
  #opener = '';

  constructor(line: TokenList, dialect: PythonDialect) {
    this.#text = line.text;
    this.#isNotebook = dialect === 'notebook';
    this.#cursor = new TokenCursor(line);
    this.#statements = new StatementReader(this.#cursor, dialect);
  }

  /**
   * Checks the line that the list now holds, inside of `depth` blocks. Throws `ConfigTextError`.
   * @returns whether it is, or begins with, the header of a block.
   */
  checkLine(depth: number): boolean {
    const cursor = this.#cursor;
    cursor.moveTo(0);
    const block = this.#blockAt(depth, cursor.tokens.start(0));
    this.#opener = '';
    if (this.#isCommand()) return false;
    const isAsync = cursor.text === 'async';
    if (isAsync) cursor.next();
    const word = this.#headerWord(block);
    this.#checkOrder(block, word);
    if (word === undefined) {
      if (isAsync || block.isMatch) throw cursor.misplaced();
      if (cursor.text === '@') {
        block.last = '@';
        this.#statements.decorator();
      } else {
        block.last = '';
        this.#statements.simpleStatements();
      }
      return false;
    }
    if (isAsync && !/^(?:def|for|with)$/.test(word)) throw cursor.misplaced();
    block.last = word === 'else' && block.last === 'except' ? 'else of try' : word;
    this.#checkHeader(word);
    return true;
  }

  /** Checks that nothing is missing at the end of the text. Throws `ConfigTextError`. */
  finish(): void {
    this.#blockAt(0, this.#text.length);
    this.#checkComplete(this.#blocks[0], this.#text.length);
  }

  #blockAt(depth: number, at: number): Block {
    const isMatch = this.#opener === 'match';
    while (this.#blocks.length > depth + 1) this.#checkComplete(this.#blocks.pop(), at);
    let block = this.#blocks[depth];
    if (block === undefined) {
      block = { isMatch, last: '' };
      this.#blocks.push(block);
    }
    return block;
  }

  #checkComplete(block: Block | undefined, at: number): void {
    const problem = block === undefined ? undefined : incompleteness(block.last);
    if (problem !== undefined) throw this.#error(at, problem);
  }

  /** A line that only IPython understands. */
  #isCommand(): boolean {
    if (!this.#isNotebook) return false;
    const { tokens, text } = this.#cursor;
    return /^[%!?,;/]/.test(text) || tokens.slice(tokens.length - 1) === '?';
  }

  #headerWord(block: Block): string | undefined {
    const { kind, text, tokens, at } = this.#cursor;
    if (kind !== TokenKind.Name) return undefined;
    if (HEADERS.has(text)) return text;
    if (text === 'case' && block.isMatch) return text;
    // No other statement with this name in front ends with a colon.
    const isMatch = text === 'match' && tokens.kind(tokens.length - 1) === Char.Colon;
    return isMatch && at === 0 && tokens.length > 2 ? text : undefined;
  }

  #checkOrder(block: Block, word: string | undefined): void {
    const cursor = this.#cursor;
    if (word !== undefined && CONTINUATIONS.has(word)) {
      if (FOLLOWERS[block.last]?.includes(word) !== true) throw cursor.misplaced();
      return;
    }
    const isDecorated = word === 'def' || word === 'class' || cursor.text === '@';
    if (block.last === '@' && isDecorated) return;
    const problem = incompleteness(block.last);
    if (problem !== undefined) throw cursor.error(problem, 0);
  }

  #checkHeader(word: string): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.next();
    this.#statements.header(word);
    if (cursor.isAtEnd()) throw cursor.error("The ':' of this line is missing", start);
    cursor.expectKind(Char.Colon);
    if (cursor.isAtEnd()) {
      this.#opener = word;
    } else {
      if (word === 'match') throw cursor.misplaced();
      this.#statements.simpleStatements();
    }
  }

  #error(at: number, problem: string): ConfigTextError {
    return pythonError(this.#text, at, problem);
  }
}

function incompleteness(last: string): string | undefined {
  if (last === 'try') return "The 'except' or 'finally' of a 'try' is missing before this";
  return last === '@' ? "The 'def' or 'class' of a decorator is missing before this" : undefined;
}
