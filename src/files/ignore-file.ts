import { compileGlob, hasWildcards } from './glob.ts';

/** The ignore files of a directory; of two that disagree the later in this list wins. */
export const IGNORE_FILE_NAMES: readonly string[] = ['.gitignore', '.gageignore'];

/** One line of an ignore file that says something. */
export interface IgnoreRule {
  /** The ignore file, as named when it was read. */
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
  readonly pattern: string;
  /** `!pattern`: what earlier lines ignore is not ignored. */
  readonly isNegated: boolean;
}

/** The rules of one directory. */
export interface IgnoreList {
  /**
   * The last rule about a path, which may be a negated one; undefined when none is.
   * `path` is relative to the directory of the ignore file.
   */
  find(path: string, isDirectory: boolean): IgnoreRule | undefined;
}

/** An ignore file's name and content. */
export interface IgnoreText {
  readonly source: string;
  readonly text: string;
}

/**
 * Reads the ignore files of one directory, later ones winning, by the rules of `.gitignore`: `#`
 * comments, `!` to take back, a trailing `/` for directories only, a `/` elsewhere to tie the pattern
 * to the directory of the file (without one it applies at every depth below). Braces are literal.
 */
export function parseIgnoreFiles(files: readonly IgnoreText[]): IgnoreList {
  const index = new RuleIndex();
  for (const { source, text } of files) {
    for (const [at, line] of text
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .entries()) {
      addLine(index, source, at + 1, line);
    }
  }
  return index;
}

function addLine(index: RuleIndex, source: string, line: number, text: string): void {
  const pattern = trimUnescapedSpaces(text);
  if (pattern === '' || pattern.startsWith('#')) return;
  const isNegated = pattern.startsWith('!');
  const spec = isNegated ? pattern.slice(1) : pattern;
  const isDirectoryOnly = spec.endsWith('/');
  const path = spec.replace(/\/+$/, '');
  const isTied = path.includes('/');
  const body = path.replace(/^\/+/, '');
  if (body !== '') {
    index.add({ rule: { source, line, pattern, isNegated }, body, isDirectoryOnly, isTied });
  }
}

function trimUnescapedSpaces(line: string): string {
  const text = line.replace(/ +$/, '');
  const backslashes = /\\*$/.exec(text)?.[0].length ?? 0;
  return text.length < line.length && backslashes % 2 === 1 ? `${text} ` : text;
}

interface ParsedLine {
  readonly rule: IgnoreRule;
  readonly body: string;
  readonly isDirectoryOnly: boolean;
  readonly isTied: boolean;
}

interface RankedRule {
  readonly rank: number;
  readonly rule: IgnoreRule;
  readonly isDirectoryOnly: boolean;
}

interface PatternRule extends RankedRule {
  matches(path: string, name: string): boolean;
}

/** Finds most rules by name, path or extension, so that a long file costs each path only a few tests. */
class RuleIndex implements IgnoreList {
  #count = 0;
  readonly #byName = new Map<string, RankedRule[]>();
  readonly #byPath = new Map<string, RankedRule[]>();
  readonly #byExtension = new Map<string, RankedRule[]>();
  readonly #others: PatternRule[] = [];

  add({ rule, body, isDirectoryOnly, isTied }: ParsedLine): void {
    const ranked: RankedRule = { rank: this.#count++, rule, isDirectoryOnly };
    if (!hasWildcards(body, 'no braces')) {
      addTo(isTied ? this.#byPath : this.#byName, body, ranked);
    } else if (!isTied && /^\*\.[^.*?[\\]+$/.test(body)) {
      addTo(this.#byExtension, body.slice(1), ranked);
    } else {
      const glob = compileGlob(escapeBraces(body));
      const matches = (path: string, name: string) => glob.matches(isTied ? path : name);
      this.#others.push({ ...ranked, matches });
    }
  }

  find(path: string, isDirectory: boolean): IgnoreRule | undefined {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    const byName = latest(this.#byName.get(name), isDirectory);
    const byPath = latest(this.#byPath.get(path), isDirectory);
    const extension = dot < 0 ? undefined : this.#byExtension.get(name.slice(dot));
    const byExtension = latest(extension, isDirectory);
    let last = later(byName, later(byPath, byExtension));
    for (const other of this.#others) {
      if ((isDirectory || !other.isDirectoryOnly) && other.matches(path, name)) {
        last = later(last, other);
      }
    }
    return last?.rule;
  }
}

function latest(
  rules: readonly RankedRule[] | undefined,
  isDirectory: boolean,
): RankedRule | undefined {
  return rules?.findLast((rule) => isDirectory || !rule.isDirectoryOnly);
}

function later(a: RankedRule | undefined, b: RankedRule | undefined): RankedRule | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.rank > b.rank ? a : b;
}

function addTo(map: Map<string, RankedRule[]>, key: string, rule: RankedRule): void {
  const rules = map.get(key);
  if (rules === undefined) map.set(key, [rule]);
  else rules.push(rule);
}

function escapeBraces(pattern: string): string {
  return pattern.replaceAll(/\\.|\{/gs, (found) => (found === '{' ? '\\{' : found));
}
