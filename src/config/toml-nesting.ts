import { checkDepth } from './located-value.ts';

/** Throws {@link ConfigTextError} when TOML text has brackets nested too deep. Anything else that is wrong is left to the parser. */
export function checkTomlNesting(text: string): void {
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    switch (text[at]) {
      case '[':
      case '{':
        checkDepth(++depth, text, at++);
        break;
      case ']':
      case '}':
        depth--;
        at++;
        break;
      case '"':
      case "'":
        at = stringEnd(text, at);
        break;
      case '#':
        at = indexOrEnd(text, '\n', at);
        break;
      default:
        at++;
    }
  }
}

/** Where the string at `start` ends; one that never ends, ends with its line or the text. */
function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  const isMultiline = text.startsWith(quote.repeat(3), start);
  const mark = isMultiline ? quote.repeat(3) : quote;
  for (let at = start + mark.length; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text.startsWith(mark, at)) return at + mark.length;
    else if (text[at] === '\n' && !isMultiline) return at;
  }
  return text.length;
}

function indexOrEnd(text: string, mark: string, from: number): number {
  const index = text.indexOf(mark, from);
  return index < 0 ? text.length : index;
}
