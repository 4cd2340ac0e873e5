import { describeWordsProblem } from '../failures/failure-messages.ts';
import { GageError, fail } from '../failures/failures.ts';
import { compileGlob, hasWildcards } from './glob.ts';
import type { Glob } from './glob.ts';
import { splitShellWords } from './shell-words.ts';

/** One pattern of a list. Of all rules that apply to a file, the last one decides. */
export interface SelectRule {
  /** As it was written. */
  readonly pattern: string;
  readonly isInclude: boolean;
  readonly glob: Glob;
  /** What it is about: `dir` rules decide which directories are entered, all others about files. */
  readonly type: 'any' | 'text' | 'binary' | 'dir';
  /** Whether a directory that the glob matches stands for everything below it. */
  readonly coversContents: boolean;
  /** Only files of more bytes. */
  readonly sizeAbove: number | undefined;
  /** Only files of fewer bytes. */
  readonly sizeBelow: number | undefined;
  /** How many paths the rule may decide about. */
  readonly maxMatches: number | undefined;
  /** Only directories in which this is found; one glob for each level below the directory. */
  readonly sentinel: readonly Glob[] | undefined;
}

/** What an operation without patterns of its own selects: text, within limits, outside hidden and marked directories. */
export const DEFAULT_SOURCE_PATTERNS: readonly string[] = [
  '**/* text size<100000 max-matches=500',
  '-**/.* dir',
  '-**/* dir sentinel=bin/activate',
  '-**/* dir sentinel=.nocopy',
  '-summary.json',
];

/**
 * The patterns an operation's `sourcecode` stands for: the defaults when it is missing or true, none
 * when it is false or empty. A list of nothing but exclusions is added to the defaults.
 */
export function sourceCodePatterns(
  setting: undefined | boolean | string | readonly string[],
): readonly string[] {
  if (setting === undefined || setting === true) return DEFAULT_SOURCE_PATTERNS;
  if (setting === false) return [];
  const patterns = typeof setting === 'string' ? [setting] : setting;
  if (patterns.length === 0 || patterns.some((pattern) => !pattern.startsWith('-')))
    return patterns;
  return [...DEFAULT_SOURCE_PATTERNS, ...patterns];
}

/**
 * Reads patterns: a glob, then annotations, split like words of a shell; `-` in front excludes, and
 * `\-` starts a glob with a dash. Annotations: `text`, `binary`, `dir`, `size<N`, `size>N` (bytes, or
 * with `k`, `M`, `G` for powers of 1000), `max-matches=N`, `sentinel=GLOB`. Of several types `dir`
 * wins over `text` over `binary`; of several sizes of a kind the last counts, of the others the
 * first. Only `dir` rules heed `sentinel=`.
 *
 * @throws GageError `invalid-pattern` for the first pattern that cannot be read.
 */
export function parseSelectRules(patterns: readonly string[]): readonly SelectRule[] {
  return patterns.map(parseSelectRule);
}

function parseSelectRule(pattern: string): SelectRule {
  const isInclude = !pattern.startsWith('-');
  const spec = isInclude ? pattern.replace(/^\\-/, '-') : pattern.slice(1);
  const [text, ...words] = splitSpec(pattern, spec);
  if (text === undefined || text === '')
    fail({ reason: 'invalid-pattern', pattern, problem: 'it is empty' });
  const annotations = parseAnnotations(pattern, words);
  return {
    pattern,
    isInclude,
    glob: compileGlob(text),
    coversContents: annotations.type !== 'dir' && coversContents(text, isInclude),
    ...annotations,
  };
}

function splitSpec(pattern: string, spec: string): readonly string[] {
  try {
    return splitShellWords(spec);
  } catch (error) {
    if (!(error instanceof GageError) || error.failure.reason !== 'invalid-shell-words')
      throw error;
    return fail({
      reason: 'invalid-pattern',
      pattern,
      problem: describeWordsProblem(error.failure.problem),
    });
  }
}

/**
 * A directory's name stands for what is in it. To exclude, any wildcard will do (`-.*`) but a bare
 * `*`, which is about the files at that level. To include, the last name has to be literal, so
 * that `train*` does not bring in `training-data`.
 */
function coversContents(glob: string, isInclude: boolean): boolean {
  if (glob.endsWith('/')) return true;
  const lastName = glob.slice(glob.lastIndexOf('/') + 1);
  return isInclude ? !hasWildcards(lastName, 'no braces') : !/^\*+$/.test(lastName);
}

type Annotations = Pick<SelectRule, 'type' | 'sizeAbove' | 'sizeBelow' | 'maxMatches' | 'sentinel'>;

function parseAnnotations(pattern: string, words: readonly string[]): Annotations {
  const types = new Set<string>();
  let sizeAbove: number | undefined;
  let sizeBelow: number | undefined;
  let maxMatches: number | undefined;
  let sentinel: readonly Glob[] | undefined;
  for (const word of words) {
    const [, name = '', value = ''] = /^(size[<>]|max-matches=|sentinel=)(.*)$/s.exec(word) ?? [];
    if (word === 'text' || word === 'binary' || word === 'dir') types.add(word);
    else if (name === 'size<') sizeBelow = parseSize(pattern, word, value);
    else if (name === 'size>') sizeAbove = parseSize(pattern, word, value);
    else if (name === 'max-matches=') maxMatches ??= parseCount(pattern, word, value);
    else if (name === 'sentinel=') sentinel ??= parseSentinel(pattern, word, value);
    else failOnWord(pattern, word, UNKNOWN_WORD);
  }
  const fileType = types.has('binary') ? 'binary' : 'any';
  const textType = types.has('text') ? 'text' : fileType;
  const type = types.has('dir') ? 'dir' : textType;
  return { type, sizeAbove, sizeBelow, maxMatches, sentinel };
}

const UNKNOWN_WORD =
  'is none of text, binary, dir, size<N, size>N, max-matches=N, sentinel=GLOB (a name with blanks needs quotes)';

function parseSize(pattern: string, word: string, value: string): number {
  const [, digits, suffix = ''] = /^(\d+)([kKmMgG]?)$/.exec(value) ?? [];
  if (digits === undefined) {
    failOnWord(pattern, word, 'needs a number of bytes, such as 100000, 100k or 2M');
  }
  return Number(digits) * 1000 ** ['', 'k', 'm', 'g'].indexOf(suffix.toLowerCase());
}

function parseCount(pattern: string, word: string, value: string): number {
  if (!/^\d+$/.test(value)) failOnWord(pattern, word, 'needs a number');
  return Number(value);
}

function parseSentinel(pattern: string, word: string, value: string): readonly Glob[] {
  const levels = value.split('/').filter((level) => level !== '' && level !== '.');
  if (levels.length === 0) failOnWord(pattern, word, 'needs the name of a file');
  return levels.map((level) => compileGlob(level));
}

function failOnWord(pattern: string, word: string, problem: string): never {
  fail({ reason: 'invalid-pattern', pattern, problem: `'${word}' ${problem}` });
}
