import { Lexer, Parser } from 'yaml';
import type { CST } from 'yaml';

export interface YamlTokenOptions {
  /** How many levels below the root collection there may be. */
  readonly maxDepth: number;
  /** Called with the offset of the first collection that is too deep; throws. */
  readonly failTooDeep: (offset: number) => never;
  readonly onNewLine?: (offset: number) => void;
}

/**
 * The tokens of YAML text. The library follows nested collections on the stack, and takes long to get
 * there: text that nests too deep is refused as soon as it does.
 */
export function parseYamlTokens(text: string, options: YamlTokenOptions): readonly CST.Token[] {
  const { maxDepth, failTooDeep, onNewLine } = options;
  const parser = new Parser(onNewLine);
  onNewLine?.(0);
  const tokens: CST.Token[] = [];
  // What is open: the document, the collections, and perhaps a scalar.
  const mostOpen = maxDepth + 3;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > mostOpen) failTooDeep(parser.stack[maxDepth + 2]?.offset ?? 0);
  }
  for (const token of parser.end()) tokens.push(token);
  checkDepth(tokens, options);
  return tokens;
}

/** A collection can come to be inside another one after it has ended, as the key of a map. */
function checkDepth(
  tokens: readonly CST.Token[],
  { maxDepth, failTooDeep }: YamlTokenOptions,
): void {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    if (depth > maxDepth) failTooDeep(token.offset);
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
}
