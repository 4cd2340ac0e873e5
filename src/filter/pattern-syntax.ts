/** A regular expression, built. */
export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly matches: CharacterTest; readonly literal?: string }
  | { readonly kind: 'place'; readonly holds: PlaceTest }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly min: number;
      /** Infinity when there is no end. */
      readonly max: number;
    };

/** Whether a character, by its code point, is meant. */
export type CharacterTest = (code: number) => boolean;

/**
 * Whether a place between two characters is meant; undefined beyond the ends of the text. All that
 * counts of a character is whether it is one of a word.
 */
export type PlaceTest = (before: number | undefined, after: number | undefined) => boolean;

/** Why a text is not a regular expression; the offset is in UTF-16 units. */
export class PatternSyntaxError extends Error {
  override readonly name = 'PatternSyntaxError';
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}

/** Deeper groups are refused, so that no pattern can exhaust the stack. */
const MAX_DEPTH = 100;

/** The most a counted repetition such as `a{3}` may ask for. */
const MAX_COUNT = 1000;

/**
 * Builds a regular expression in the syntax people know from JavaScript and Python, without
 * references back to groups and without looking ahead or behind, for which no matcher is fast for
 * every text. Throws {@link PatternSyntaxError}.
 */
export function parsePattern(pattern: string): PatternNode {
  return new PatternParser(pattern).whole();
}

class PatternParser {
  readonly #pattern: string;
  readonly #ignoresCase: boolean;
  #at = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#ignoresCase = pattern.startsWith('(?i)');
    if (this.#ignoresCase) this.#at = 4;
  }

  whole(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#pattern.length) throw this.#error(`')' closes nothing`);
    return node;
  }

  #choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#takes('|')) parts.push(this.#sequence());
    return joined('choice', parts);
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#pattern.length && !/[|)]/.test(this.#next())) {
      parts.push(this.#repeated());
    }
    return joined('sequence', parts);
  }

  #repeated(): PatternNode {
    const start = this.#at;
    if (this.#quantifier() !== undefined) {
      throw this.#error('there is nothing to repeat', start);
    }
    const part = this.#atom();
    const count = this.#quantifier();
    if (count === undefined) return part;
    if (part.kind === 'place' && this.#pattern.charAt(start) !== '(')
      throw this.#error('there is nothing to repeat', start);
    // The shortest or the longest match: for whether there is one it is the same.
    this.#takes('?');
    const next = this.#at;
    if (this.#quantifier() !== undefined) throw this.#error('a repetition is repeated', next);
    return { kind: 'repeat', part, ...count };
  }

  #quantifier(): { readonly min: number; readonly max: number } | undefined {
    if (this.#takes('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#takes('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#takes('?')) return { min: 0, max: 1 };
    COUNTED.lastIndex = this.#at;
    const counted = COUNTED.exec(this.#pattern);
    if (counted === null) return undefined;
    const [whole, least = '', comma, most] = counted;
    const min = Number(least);
    const unlimited = comma === undefined ? min : Number.POSITIVE_INFINITY;
    const max = most === undefined || most === '' ? unlimited : Number(most);
    if (min > MAX_COUNT || (max > MAX_COUNT && max !== Number.POSITIVE_INFINITY)) {
      throw this.#error(`repetitions are counted to ${MAX_COUNT} at most`);
    }
    if (max < min) throw this.#error('the counts of the repetition are in the wrong order');
    this.#at += whole.length;
    return { min, max };
  }

  #atom(): PatternNode {
    const start = this.#at;
    const character = this.#take();
    switch (character) {
      case '(':
        return this.#group(start);
      case '[':
        return { kind: 'character', matches: this.#class(start) };
      case '.':
        return { kind: 'character', matches: (code) => code !== LINE_FEED };
      case '^':
        return { kind: 'place', holds: (before) => before === undefined };
      case '$':
        return { kind: 'place', holds: (_, after) => after === undefined };
      case '\\':
        return this.#escape(start);
      default:
        return this.#literal(character);
    }
  }

  #group(start: number): PatternNode {
    GROUP_START.lastIndex = this.#at;
    this.#at += GROUP_START.exec(this.#pattern)?.[0].length ?? 0;
    if (this.#next() === '?') {
      throw this.#error(
        `'(${this.#pattern.slice(this.#at, this.#at + 2)}' is not supported`,
        start,
      );
    }
    if (++this.#depth > MAX_DEPTH) throw this.#error('its groups are nested too deep', start);
    const node = this.#choice();
    if (!this.#takes(')')) throw this.#error(`'(' is not closed`, start);
    this.#depth--;
    return node;
  }

  #escape(start: number): PatternNode {
    const letter = this.#next();
    const place = PLACES.get(letter);
    if (place !== undefined) {
      this.#at++;
      return { kind: 'place', holds: place };
    }
    const escaped = this.#escapedCharacter(start);
    return typeof escaped === 'string'
      ? this.#literal(escaped)
      : { kind: 'character', matches: escaped };
  }

  /** A character, or a class such as `\d`. */
  #escapedCharacter(start: number): string | CharacterTest {
    const letter = this.#take();
    if (letter === '') throw this.#error('nothing follows the last backslash', start);
    const known = CLASSES.get(letter);
    if (known !== undefined) return known;
    const opposite = CLASSES.get(letter.toLowerCase());
    if (opposite !== undefined) return (code) => !opposite(code);
    const control = CONTROLS.get(letter);
    if (control !== undefined) return control;
    if (letter === 'x' || letter === 'u') return this.#hexadecimal(letter, start);
    if (/[1-9k]/.test(letter)) throw this.#error('references to groups are not supported', start);
    if (/[a-z0-9]/i.test(letter)) throw this.#error(`'\\${letter}' is not supported`, start);
    return letter;
  }

  #hexadecimal(letter: 'x' | 'u', start: number): string {
    const digits = letter === 'x' ? 2 : 4;
    const text = this.#pattern.slice(this.#at, this.#at + digits);
    if (text.length < digits || !/^[\da-f]+$/i.test(text)) {
      throw this.#error(`'\\${letter}' needs ${digits} hexadecimal digits`, start);
    }
    this.#at += digits;
    return String.fromCharCode(Number.parseInt(text, 16));
  }

  #class(start: number): CharacterTest {
    const isNegated = this.#takes('^');
    const tests: CharacterTest[] = [];
    // A bracket that comes first is a member.
    while (tests.length === 0 || this.#next() !== ']') {
      if (this.#at >= this.#pattern.length) throw this.#error(`'[' is not closed`, start);
      tests.push(this.#classItem());
    }
    this.#at++;
    const matches = this.#folded((code) => tests.some((test) => test(code)));
    return isNegated ? (code) => !matches(code) : matches;
  }

  #classItem(): CharacterTest {
    const start = this.#at;
    const first = this.#classMember();
    const isRange = this.#next() === '-' && !']'.includes(this.#pattern.charAt(this.#at + 1));
    if (typeof first !== 'string') return first;
    const low = codeOf(first);
    if (!isRange) return (code) => code === low;
    this.#at++;
    const last = this.#classMember();
    const high = typeof last === 'string' ? codeOf(last) : -1;
    if (high < low) throw this.#error('a range of characters is in the wrong order', start);
    return (code) => code >= low && code <= high;
  }

  #classMember(): string | CharacterTest {
    const start = this.#at;
    const character = this.#take();
    if (character !== '\\') return character;
    if (this.#takes('b')) return '\b';
    return this.#escapedCharacter(start);
  }

  #literal(character: string): PatternNode {
    const wanted = codeOf(character);
    const matches = this.#folded((code) => code === wanted);
    return this.#ignoresCase
      ? { kind: 'character', matches }
      : { kind: 'character', matches, literal: character };
  }

  #folded(test: CharacterTest): CharacterTest {
    if (!this.#ignoresCase) return test;
    return (code) => {
      if (test(code)) return true;
      const character = String.fromCodePoint(code);
      return test(codeOf(character.toLowerCase())) || test(codeOf(character.toUpperCase()));
    };
  }

  #next(): string {
    return this.#pattern.charAt(this.#at);
  }

  /** The next character, whole; empty at the end. */
  #take(): string {
    const code = this.#pattern.codePointAt(this.#at);
    if (code === undefined) return '';
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }

  #takes(mark: string): boolean {
    if (this.#next() !== mark) return false;
    this.#at++;
    return true;
  }

  #error(problem: string, offset = this.#at): PatternSyntaxError {
    return new PatternSyntaxError(problem, offset);
  }
}

const LINE_FEED = 0x0a;

/** `{2}`, `{2,}` or `{2,5}`; other braces are characters. */
const COUNTED = /\{(\d+)(,)?(\d*)\}/y;

/** Groups need no names and no numbers here. */
const GROUP_START = /\?(?::|P?<[\p{L}_][\p{L}\p{N}_]*>)/uy;

function joined(kind: 'sequence' | 'choice', parts: readonly PatternNode[]): PatternNode {
  const [first] = parts;
  if (first === undefined) return { kind: 'empty' };
  return parts.length === 1 ? first : { kind, parts };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? -1;
}

/** Whether a character is one of a word: a letter, digit or `_`. */
export function isWordCharacter(code: number | undefined): boolean {
  if (code === undefined) return false;
  if (code > 0x7f) return /[\p{L}\p{N}]/u.test(String.fromCodePoint(code));
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f
  );
}

const CLASSES: ReadonlyMap<string, CharacterTest> = new Map<string, CharacterTest>([
  ['d', (code) => code >= 0x30 && code <= 0x39],
  ['w', isWordCharacter],
  ['s', (code) => /\s/.test(String.fromCodePoint(code))],
]);

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
]);

const PLACES: ReadonlyMap<string, PlaceTest> = new Map<string, PlaceTest>([
  ['b', (before, after) => isWordCharacter(before) !== isWordCharacter(after)],
  ['B', (before, after) => isWordCharacter(before) === isWordCharacter(after)],
  ['A', (before) => before === undefined],
  ['Z', (_, after) => after === undefined],
]);
