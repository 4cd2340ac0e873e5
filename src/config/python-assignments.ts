import { Char, pythonError } from './python-characters.ts';
import { isPythonKeyword } from './python-cursor.ts';
import { readLiteral } from './python-literals.ts';
import type { PythonLiteral } from './python-literals.ts';
import { PythonSyntax } from './python-syntax.ts';
import { TokenList } from './python-token-list.ts';
import { PythonTokens, TokenKind } from './python-tokens.ts';
import type { PythonDialect } from './python-tokens.ts';

/** A module-level `name = literal`. `a = b = 1` is two of them with the same literal. */
export interface PythonAssignment {
  /** In Unicode's NFKC form, as Python compares names. */
  readonly name: string;
  readonly literal: PythonLiteral;
  /** The annotation as written, or the type of a `# type:` comment. */
  readonly typeHint?: string;
}

/**
 * The assignments of literals at module level, in file order; those inside `if`, `def` and other
 * blocks do not count. Throws `ConfigTextError` when the text is no Python, see {@link PythonSyntax}.
 */
export function findAssignments(text: string, dialect: PythonDialect = 'file'): PythonAssignment[] {
  const found: PythonAssignment[] = [];
  const tokens = new PythonTokens(text, dialect);
  const line = new TokenList(text);
  const blocks = new Blocks(text);
  const syntax = new PythonSyntax(line, dialect);
  while (tokens.nextLine()) {
    blocks.startLine(tokens);
    line.readLine(tokens);
    const isHeader = syntax.checkLine(blocks.depth);
    blocks.opens = isHeader && line.kind(line.length - 1) === Char.Colon;
    if (blocks.depth === 0 && !isHeader) readStatements(line, tokens.commentStart, found);
  }
  blocks.finish();
  syntax.finish();
  return found;
}

/** Indentation columns: with tabs to every 8th column, and with tabs as one. */
interface Indentation {
  readonly column: number;
  readonly narrowColumn: number;
}

const MARGIN: Indentation = { column: 0, narrowColumn: 0 };

/** The indented blocks around the current line; a block is opened by a `:` at the end of a line. */
class Blocks {
  /** Whether the last line opened a block. */
  opens = false;
  readonly #text: string;
  readonly #stack: Indentation[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  get depth(): number {
    return this.#stack.length;
  }

  startLine({ column, narrowColumn, start }: PythonTokens): void {
    const isDeeper = column > this.#current.column;
    if (isDeeper !== this.opens) {
      const problem = isDeeper ? 'Unexpected indentation' : 'An indented block is missing here';
      throw pythonError(this.#text, start, problem);
    }
    if (isDeeper) {
      if (narrowColumn <= this.#current.narrowColumn) throw this.#mixed(start);
      this.#stack.push({ column, narrowColumn });
      return;
    }
    while (column < this.#current.column) this.#stack.pop();
    if (column !== this.#current.column) {
      throw pythonError(this.#text, start, 'This indentation matches no outer block');
    }
    if (narrowColumn !== this.#current.narrowColumn) throw this.#mixed(start);
  }

  finish(): void {
    if (!this.opens) return;
    throw pythonError(this.#text, this.#text.length, 'An indented block is missing here');
  }

  get #current(): Indentation {
    return this.#stack.at(-1) ?? MARGIN;
  }

  #mixed(start: number): Error {
    return pythonError(this.#text, start, 'Tabs and blanks are mixed in this indentation');
  }
}

/** Adds the assignments of a line without its `;`. The comment belongs to the last statement. */
function readStatements(line: TokenList, commentStart: number, found: PythonAssignment[]): void {
  for (let from = 0; from < line.length;) {
    const to = findAny(line, Char.Semicolon, from, line.length);
    const isLast = to >= line.length - 1;
    readStatement(line, from, to, isLast ? commentStart : -1, found);
    from = to + 1;
  }
}

function readStatement(
  line: TokenList,
  from: number,
  to: number,
  commentStart: number,
  found: PythonAssignment[],
): void {
  const targets: { readonly from: number; readonly to: number }[] = [];
  let value = from;
  for (;;) {
    const equals = findAny(line, Char.Equals, value, to);
    if (equals === to) break;
    targets.push({ from: value, to: equals });
    value = equals + 1;
  }
  const [first] = targets;
  if (first === undefined) return;
  const colon = findAny(line, Char.Colon, first.from, first.to);
  const isAnnotated = colon < first.to;
  if (isAnnotated && targets.length > 1) return;
  const names = isAnnotated
    ? [targetName(line, first.from, colon)]
    : targets.map((target) => targetName(line, target.from, target.to));
  if (names.every((name) => name === undefined)) return;
  const literal = readLiteral(line, value, to);
  if (literal === undefined) return;
  const typeHint = isAnnotated
    ? line.text.slice(line.start(colon + 1), line.end(first.to - 1))
    : typeComment(line.text, commentStart);
  for (const name of names) {
    if (name === undefined) continue;
    found.push({ name, literal, ...(typeHint === undefined ? {} : { typeHint }) });
  }
}

/** Like {@link TokenList.find}, but also in the parameters of a lambda. */
function findAny(line: TokenList, kind: number, from: number, to: number): number {
  let index = from;
  while (index < to && line.kind(index) !== kind) index = line.after(index);
  return index;
}

/** The name that is assigned to, possibly in parentheses; undefined for other targets. */
function targetName(line: TokenList, from: number, to: number): string | undefined {
  let first = from;
  let end = to;
  while (line.kind(first) === Char.OpenParenthesis && line.after(first) === end) {
    first++;
    end--;
  }
  if (end - first !== 1 || line.kind(first) !== TokenKind.Name) return undefined;
  const name = line.slice(first);
  return isPythonKeyword(name) ? undefined : name.normalize('NFKC');
}

/** The type in `# type: float`; `ignore` is none. */
function typeComment(text: string, start: number): string | undefined {
  if (start < 0) return undefined;
  const comment = /^#\s*type:\s*([^#\r\n]*)/.exec(text.slice(start, start + 400))?.[1]?.trim();
  return comment === undefined || comment === '' || /^ignore\b/.test(comment) ? undefined : comment;
}
