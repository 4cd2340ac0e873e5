/**
 * Compiles an `output-summary` pattern. `.` matches line breaks. Besides JavaScript's own, some
 * spellings of other languages are understood: flags at the start (`(?is)`), `(?P<name>`,
 * `(?P=name)`, `\A` and `\Z`. Throws `SyntaxError`.
 */
export function compileOutputPattern(pattern: string): RegExp {
  const [flagGroup = '', letters = ''] = /^\(\?([ims]{1,3})\)/.exec(pattern) ?? [];
  const source = pattern
    .slice(flagGroup.length)
    .replace(/\\[\s\S]|\(\?P<|\(\?P=(\w+)\)/g, (found: string, name: string | undefined) =>
      translate(found, name),
    );
  return new RegExp(source, `s${letters.replaceAll('s', '')}`);
}

/** Takes escapes as wholes, so that `\\A` (a backslash, then A) stays what it is. */
function translate(found: string, name: string | undefined): string {
  if (name !== undefined) return `\\k<${name}>`;
  if (found === '(?P<') return '(?<';
  if (found === '\\A') return '(?<![\\s\\S])';
  return found === '\\Z' ? '(?![\\s\\S])' : found;
}
