/** Splits at `mark` where it is not in brackets or quotes. */
export function splitOutside(text: string, mark: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|./gs)) {
    if (/^[[<({]$/.test(token)) depth++;
    if (/^[\]>)}]$/.test(token)) depth--;
    if (token === mark && depth === 0) {
      parts.push(part);
      part = '';
    } else {
      part += token;
    }
  }
  return [...parts, part];
}
