/** A piece of text that must stay together, with the terminal columns it takes. */
interface Cluster {
  readonly text: string;
  readonly width: number;
}

const ZERO_WIDTH_JOINER = '\u200d';
const EMOJI_VARIATION = '\ufe0f';

/** How many terminal columns a line takes; escape sequences and control characters take none. */
export function textWidth(text: string): number {
  if (text === '') return 0;
  const known = knownWidths.get(text);
  if (known !== undefined) return known;
  const width = measureText(text);
  if (knownWidths.size === MAX_KNOWN_WIDTHS) knownWidths.clear();
  knownWidths.set(text, width);
  return width;
}

/** Tables measure the same texts again and again, while they share out their room. */
const knownWidths = new Map<string, number>();
const MAX_KNOWN_WIDTHS = 1000;

function measureText(text: string): number {
  if (isOneColumnEach(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += cluster.width;
  return width;
}

/** The longest start of `text` that fits `width` columns; a wide character is never cut in half. */
export function takeColumns(text: string, width: number): string {
  if (isOneColumnEach(text)) return text.slice(0, Math.max(0, width));
  let taken = '';
  let used = 0;
  for (const cluster of clusters(text)) {
    if (used + cluster.width > width) break;
    taken += cluster.text;
    used += cluster.width;
  }
  return taken;
}

/** `text` in at most `width` columns, ending in `ellipsis` if something had to go. */
export function cutToWidth(text: string, width: number, ellipsis: string): string {
  if (textWidth(text) <= width) return text;
  const mark = takeColumns(ellipsis, width);
  return takeColumns(text, width - textWidth(mark)) + mark;
}

/** `text` followed by blanks up to `width` columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/**
 * Where to break `text` so that no line is wider than `width`: the indices at which a new line
 * starts, the first of them 0. Lines break before words; a word wider than a line is broken within.
 */
export function lineStarts(text: string, width: number): readonly number[] {
  const starts = [0];
  if (textWidth(text) <= width) return starts;
  let used = 0;
  for (const match of text.matchAll(/ *[^ ]+ *| +$/g)) {
    const word = match[0];
    const start = match.index;
    const wordWidth = textWidth(word.trimEnd());
    if (used + wordWidth <= width) {
      used += textWidth(word);
    } else {
      if (start > 0) starts.push(start);
      const pieces = wordWidth <= width ? [0] : pieceStarts(word.trimEnd(), width);
      for (const piece of pieces.slice(1)) starts.push(start + piece);
      used = textWidth(word.slice(pieces.at(-1)));
    }
  }
  return starts;
}

/** The lines of `text` broken as {@link lineStarts} says, without blanks at their ends. */
export function wrapText(text: string, width: number): readonly string[] {
  const starts = lineStarts(text, width);
  return starts.map((start, index) => text.slice(start, starts[index + 1]).trimEnd());
}

/** Breaks one word; every piece has at least one character, however narrow the line. */
function pieceStarts(word: string, width: number): readonly number[] {
  const starts = [0];
  let used = 0;
  let at = 0;
  for (const cluster of clusters(word)) {
    if (used > 0 && used + cluster.width > width) {
      starts.push(at);
      used = 0;
    }
    used += cluster.width;
    at += cluster.text.length;
  }
  return starts;
}

/**
 * Whether a text has nothing but ASCII, Latin, Greek and Cyrillic letters without marks of their own, the
 * lines of tables and the ellipsis of what was cut: of these it is known at once.
 */
function isOneColumnEach(text: string): boolean {
  return /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2026\u2500-\u257f]*$/.test(
    text,
  );
}

/**
 * Splits text where a terminal may move its cursor. A rule set far smaller than Unicode's grapheme
 * clusters, because loading those costs more than a whole command.
 */
function* clusters(text: string): Generator<Cluster> {
  const units = text.match(clusterPattern()) ?? [];
  for (const unit of units) yield { text: unit, width: clusterWidth(unit) };
}

function clusterWidth(cluster: string): number {
  const first = cluster.codePointAt(0) ?? 0;
  if (first < 0x20 || (first >= 0x7f && first < 0xa0)) return 0;
  if (cluster.length > 1 && cluster.includes(EMOJI_VARIATION)) return 2;
  const character = String.fromCodePoint(first);
  if (first < 0x300) return first === 0xad ? 0 : 1;
  if (zeroWidthPattern().test(character)) return 0;
  // A lone half of a flag is drawn as a letter in a box, two columns wide, as is a pair.
  return widePattern().test(character) || isFlagHalf(first) ? 2 : 1;
}

function isFlagHalf(codePoint: number): boolean {
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
}

// The patterns are compiled when the first text beyond ASCII is measured.
let clusterExpression: RegExp | undefined;
let zeroWidthExpression: RegExp | undefined;
let wideExpression: RegExp | undefined;

/** An escape sequence; a flag; or a character with all that joins it: accents, variations, skin tones, joined emoji. */
function clusterPattern(): RegExp {
  const join = `(?:[\\p{M}\\u{1f3fb}-\\u{1f3ff}]|${ZERO_WIDTH_JOINER}\\p{Extended_Pictographic})*`;
  const escape = `\\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?)`;
  clusterExpression ??= new RegExp(
    `${escape}|[\\u{1f1e6}-\\u{1f1ff}]{2}|\\p{Extended_Pictographic}${join}|[^]\\p{M}*`,
    'gu',
  );
  return clusterExpression;
}

/** Marks, invisible format characters and the later letters of a Hangul syllable. */
function zeroWidthPattern(): RegExp {
  zeroWidthExpression ??= /[\p{Mn}\p{Me}\p{Cf}\u2028\u2029\u1160-\u11ff\ud7b0-\ud7ff]/u;
  return zeroWidthExpression;
}

/** Wide and full-width characters of East Asian scripts, and the emoji that are drawn as pictures by default. */
function widePattern(): RegExp {
  wideExpression ??=
    /[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u3247\u3250-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;
  return wideExpression;
}
