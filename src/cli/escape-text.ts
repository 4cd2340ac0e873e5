/**
 * Text of users, runs and files made safe to print on one line: control characters become visible
 * (`^[` for escape, `\x9b`, `\u202e`), line breaks and tabs become blanks. Other text, accents and
 * emoji included, is unchanged.
 */
export function escapeLine(text: string): string {
  if (!hasUnsafeCharacter(text)) return text;
  return escapeLines(text).replace(/\n/g, ' ');
}

/** As {@link escapeLine}, but the text keeps its lines, whatever kind of line break they end in. */
export function escapeLines(text: string): string {
  if (!hasUnsafeCharacter(text)) return text;
  return text
    .replace(/[\ud800-\udfff]/gu, '\ufffd')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNSAFE_EXCEPT_LINE_BREAKS, visibleForm);
}

// Control characters, characters that turn the direction of writing (they make text read as
// something it is not), separators of lines, and halves of a character.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/u;
const UNSAFE_EXCEPT_LINE_BREAKS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function hasUnsafeCharacter(text: string): boolean {
  return UNSAFE.test(text);
}

function visibleForm(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  if (code <= 0xff) return `\\x${code.toString(16)}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
