import { fail } from '../failures/failures.ts';

/** A compiled pattern for paths (`/`) or dotted names (`.`). It always tests the whole path, case-sensitively. */
export interface Glob {
  /** The pattern as it was given. */
  readonly pattern: string;
  matches(path: string): boolean;
  /** Whether some path below `directory` can match; false lets a walk leave the directory out. */
  mayMatchBelow(directory: string): boolean;
  /**
   * Whether the pattern names `path` without wildcards: as itself or as a directory on the way.
   * `build/**` spells `build`, and so does `build/out/a.txt`; `b*` does not.
   */
  spells(path: string): boolean;
}

/**
 * Compiles a pattern:
 *
 * - `*` any characters of one segment, also none and also a leading dot; `?` exactly one;
 * - `[abc]`, `[a-z]` one of these characters, `[!a-z]` (or `[^a-z]`) one other;
 * - `{a,b}` either text, which may contain separators and wildcards;
 * - `**` as a whole segment: any number of segments, also none; at the end at least one;
 * - `\` takes the next character as it is.
 *
 * What is not complete, such as `[` without `]` or `{a}`, stands for itself. A segment that is
 * written exactly like the pattern's segment also matches, so `[x].txt` finds a file of that name.
 * For paths, leading `./` and trailing `/` do not count, and `.` is everything.
 *
 * Matching takes at most (pattern length × path length) steps.
 *
 * @throws GageError `invalid-pattern` when braces multiply to more than {@link MAX_ALTERNATIVES} texts.
 */
export function compileGlob(pattern: string, separator: '/' | '.' = '/'): Glob {
  const text = separator === '/' ? trimPath(pattern) : pattern;
  const alternatives = expandBraces(text).map((item) => compileAlternative(item, separator));
  return {
    pattern,
    matches: (path) => alternatives.some((alternative) => alternative.matches(path)),
    mayMatchBelow: (directory) => {
      const names = directory === '' ? [] : directory.split(separator);
      return alternatives.some((alternative) => mayContinue(alternative.segments, names));
    },
    spells: (path) =>
      alternatives.some(
        ({ head, text }) => leadsTo(path, head, separator) || leadsTo(path, text, separator),
      ),
  };
}

/** Whether a piece of a pattern contains characters with a meaning beyond themselves; braces count only if asked. */
export function hasWildcards(pattern: string, braces: 'braces' | 'no braces' = 'braces'): boolean {
  return (braces === 'braces' ? /[*?[\\{]/ : /[*?[\\]/).test(pattern);
}

function trimPath(pattern: string): string {
  const text = pattern.replace(/^(?:\.\/+)+/, '').replace(/(?<=[^/])\/+$/, '');
  return text === '.' || (text === '' && pattern !== '') ? '**' : text;
}

function leadsTo(path: string, target: string, separator: string): boolean {
  return (
    target.startsWith(path) && (target.length === path.length || target[path.length] === separator)
  );
}

/** More texts than any sensible pattern stands for; `{a,b}` twenty times over would be a million. */
const MAX_ALTERNATIVES = 1000;

/** The texts that `{a,b}` stands for, and, when there are any, the text itself for files so named. */
function expandBraces(pattern: string): readonly string[] {
  const finished = new Set<string>();
  const pending = [pattern];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    const group = findBraces(text);
    if (group === undefined) {
      finished.add(text);
      continue;
    }
    const before = text.slice(0, group.start);
    const after = text.slice(group.end);
    for (const item of group.items) pending.push(before + item + after);
    if (finished.size + pending.length > MAX_ALTERNATIVES) {
      fail({
        reason: 'invalid-pattern',
        pattern,
        problem: `its braces stand for more than ${MAX_ALTERNATIVES} texts`,
      });
    }
  }
  return [...finished.add(pattern)];
}

interface BraceGroup {
  readonly start: number;
  readonly end: number;
  readonly items: readonly string[];
}

/** The `{...}` with a comma of its own that closes first: an inner one comes before its outer one. */
function findBraces(text: string): BraceGroup | undefined {
  const open: { start: number; commas: number[] }[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '{') open.push({ start: at, commas: [] });
    else if (character === ',') open.at(-1)?.commas.push(at);
    else if (character === '}') {
      const group = open.pop();
      if (group === undefined || group.commas.length === 0) continue;
      const cuts = [group.start, ...group.commas, at];
      const items = cuts.slice(1).map((cut, index) => text.slice((cuts[index] ?? 0) + 1, cut));
      return { start: group.start, end: at + 1, items };
    }
  }
  return undefined;
}

/** Stands in a list of tests for "any number of items, also none". */
const ANY_NUMBER: unique symbol = Symbol('any number');
type Test = (item: string) => boolean;
type Step = Test | typeof ANY_NUMBER;

interface Alternative {
  readonly text: string;
  /** The leading segments without wildcards, escapes removed. */
  readonly head: string;
  readonly segments: readonly Step[];
  matches(path: string): boolean;
}

function compileAlternative(text: string, separator: string): Alternative {
  const sources = splitSegments(text, separator);
  const literals = sources.map(literalText);
  const wildAt = literals.indexOf(undefined);
  const head = literals.slice(0, wildAt < 0 ? undefined : wildAt).join(separator);
  const segments: Step[] = sources.map((source) =>
    /^\*{2,}$/.test(source) ? ANY_NUMBER : compileName(source),
  );
  if (segments.at(-1) === ANY_NUMBER) segments.push(isAnything);
  return {
    text,
    head,
    segments,
    matches: compileWhole(text, head, wildAt < 0, segments, separator),
  };
}

/** The test for a whole path, without splitting it where the pattern allows. */
function compileWhole(
  text: string,
  head: string,
  isLiteral: boolean,
  segments: readonly Step[],
  separator: string,
): Test {
  if (isLiteral) return (path) => path === head || path === text;
  const [first, second] = segments;
  if (segments.length === 2 && first === ANY_NUMBER && typeof second === 'function') {
    if (second === isAnything) return (path) => path !== '';
    return (path) => second(path.slice(path.lastIndexOf(separator) + 1));
  }
  const start = text.startsWith(head) ? head : '';
  const isOpen = segments.at(-2) === ANY_NUMBER && segments.at(-1) === isAnything;
  if (isOpen && text === `${head}${separator}**`) {
    const folder = head + separator;
    return (path) => path.startsWith(folder);
  }
  return (path) => path.startsWith(start) && matchesInOrder(segments, path.split(separator));
}

function splitSegments(text: string, separator: string): readonly string[] {
  if (!text.includes('\\')) return text.split(separator);
  const segments: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      segments.push(text.slice(start, at));
      start = at + 1;
    }
  }
  segments.push(text.slice(start));
  return segments;
}

/** The one name a segment stands for, or undefined when it has wildcards. */
function literalText(source: string): string | undefined {
  const plain = source.replaceAll(/\\(.)/gsu, '');
  return hasWildcards(plain.replace(/\\$/, ''), 'no braces')
    ? undefined
    : source.replaceAll(/\\(.)/gsu, '$1');
}

function isAnything(): boolean {
  return true;
}

/** The test for one segment. */
function compileName(source: string): Test {
  const literal = literalText(source);
  if (literal !== undefined) return (name) => name === literal || name === source;
  if (source === '*') return isAnything;
  if (source.startsWith('*') && literalText(source.slice(1)) === source.slice(1)) {
    const suffix = source.slice(1);
    return (name) => name.endsWith(suffix);
  }
  const steps = compileCharacters(source);
  const start = /^[^*?[\\]*/.exec(source)?.[0] ?? '';
  return (name) =>
    name.startsWith(start) && (name === source || matchesInOrder(steps, Array.from(name)));
}

function compileCharacters(source: string): readonly Step[] {
  const characters = Array.from(source);
  const steps: Step[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    const characterClass = character === '[' ? parseClass(characters, at) : undefined;
    if (character === '*') steps.push(ANY_NUMBER);
    else if (character === '?') steps.push(isAnything);
    else if (characterClass !== undefined) {
      steps.push(characterClass.test);
      at = characterClass.end;
    } else if (character === '\\' && at + 1 < characters.length) {
      at++;
      steps.push(isCharacter(characters[at] ?? ''));
    } else steps.push(isCharacter(character));
  }
  return steps;
}

function isCharacter(expected: string): Test {
  return (character) => character === expected;
}

/** Reads `[...]` from its `[` to its `]` (`end`); undefined when it is not closed. */
function parseClass(
  characters: readonly string[],
  start: number,
): { readonly test: Test; readonly end: number } | undefined {
  const isNegated = characters[start + 1] === '!' || characters[start + 1] === '^';
  const ranges: (readonly [from: number, to: number])[] = [];
  let at = start + (isNegated ? 2 : 1);
  const first = at;
  const take = (): number => {
    if (characters[at] === '\\' && at + 1 < characters.length) at++;
    return characters[at++]?.codePointAt(0) ?? 0;
  };
  // A `]` in first place is a member.
  while (at < characters.length && (at === first || characters[at] !== ']')) {
    const from = take();
    const isRange =
      characters[at] === '-' && at + 1 < characters.length && characters[at + 1] !== ']';
    if (isRange) at++;
    ranges.push([from, isRange ? take() : from]);
  }
  if (at >= characters.length) return undefined;
  const test: Test = (character) => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(([from, to]) => from <= code && code <= to) !== isNegated;
  };
  return { test, end: at };
}

/**
 * Whether `items` pass `steps` from the first to the last. After a mismatch the latest "any number"
 * takes one item more; earlier ones need no second try, which keeps this free of backtracking.
 */
function matchesInOrder(steps: readonly Step[], items: readonly string[]): boolean {
  let step = 0;
  let item = 0;
  let retryStep = -1;
  let retryItem = 0;
  while (item < items.length) {
    const test = steps[step];
    if (test === ANY_NUMBER) {
      retryStep = ++step;
      retryItem = item;
    } else if (test?.(items[item] ?? '') === true) {
      step++;
      item++;
    } else if (retryStep >= 0) {
      step = retryStep;
      item = ++retryItem;
    } else return false;
  }
  while (steps[step] === ANY_NUMBER) step++;
  return step === steps.length;
}

/** Whether `names` can be the beginning of a longer path that passes `steps`. */
function mayContinue(steps: readonly Step[], names: readonly string[]): boolean {
  for (const [index, name] of names.entries()) {
    const step = steps[index];
    if (step === ANY_NUMBER) return true;
    if (step?.(name) !== true) return false;
  }
  return steps.length > names.length;
}
