import { fail } from '../failures/failures.ts';

/**
 * Splits text into words as a POSIX shell does, without expanding anything: blanks, tabs and line
 * ends separate; `'...'` is literal; in `"..."` a backslash escapes only `"` and `\`; outside quotes
 * a backslash takes the next character as it is; adjacent pieces join; `''` is an empty word.
 * `#`, `$`, `<`, `>`, `;`, `|` and `&` are ordinary characters. The rules are the same on every system.
 *
 * @throws GageError `invalid-shell-words` when a quote is not closed or the text ends in a backslash.
 */
export function splitShellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(text, at);
      word = (word ?? '') + quoted.content;
      at = quoted.end;
    } else if (character === '\\') {
      if (++at === text.length) {
        fail({ reason: 'invalid-shell-words', text, problem: 'nothing-escaped' });
      }
      word = (word ?? '') + (text[at] ?? '');
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The content of the quotes that open at `start`, and where they close. */
function readQuoted(text: string, start: number): { content: string; end: number } {
  const quote = text[start];
  let content = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === quote) return { content, end: at };
    const next = text[at + 1];
    if (quote === '"' && character === '\\' && (next === '"' || next === '\\')) {
      content += next;
      at++;
    } else content += character;
  }
  return fail({ reason: 'invalid-shell-words', text, problem: 'quote-not-closed' });
}

/** One word that {@link splitShellWords} and any POSIX shell read back as `word`; plain words stay as they are. */
export function quoteShellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}
