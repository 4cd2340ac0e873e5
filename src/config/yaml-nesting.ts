import type { CST } from 'yaml';
import { checkDepth } from './located-value.ts';

/** Throws {@link ConfigTextError} when collections are nested too deep for the library, which follows them on the stack. */
export function checkYamlNesting(tokens: readonly CST.Token[], text: string): void {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [];
  const add = (token: CST.Token | null | undefined, depth: number): void => {
    if (token !== null && token !== undefined) open.push({ token, depth });
  };
  for (const token of tokens) add(token, 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (token.type === 'document') add(token.value, depth);
    if (!('items' in token)) continue;
    checkDepth(depth, text, token.offset);
    for (const item of token.items) {
      add(item.key, depth + 1);
      add(item.value, depth + 1);
    }
  }
}
