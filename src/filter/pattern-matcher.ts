import { isWordCharacter, parsePattern } from './pattern-syntax.ts';
import type { CharacterTest, PatternNode, PlaceTest } from './pattern-syntax.ts';

/** Whether a text has a match anywhere. */
export type TextTest = (text: string) => boolean;

/** A pattern with more states is refused: the time of a search is their number times the text's length. */
const MAX_STATES = 1000;

/**
 * Compiles a regular expression. A search takes time in proportion to the text whatever the
 * pattern, because all ways to match are followed at once. That is why this is not `RegExp`, for
 * which `(a+)+$` takes for ever, nor {@link searchBounded}, whose time limit is one for every run.
 * Throws {@link PatternSyntaxError}.
 * @returns undefined when the pattern has too many states.
 */
export function compilePattern(pattern: string): TextTest | undefined {
  const node = parsePattern(pattern);
  const literal = literalOf(node);
  if (literal !== undefined) return (text) => text.includes(literal);
  const states: State[] = [{ kind: 'match' }];
  const start = addStates(node, 0, states);
  return start === undefined ? undefined : searcher(states, start);
}

/** The text that is all a pattern means, for patterns that are just one. */
function literalOf(node: PatternNode): string | undefined {
  switch (node.kind) {
    case 'empty':
      return '';
    case 'character':
      return node.literal;
    case 'sequence': {
      const parts = node.parts.map(literalOf);
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    default:
      return undefined;
  }
}

/** What to do next; other states are given by index. */
type State =
  | { readonly kind: 'match' }
  | { readonly kind: 'character'; readonly matches: CharacterTest; readonly next: number }
  | { readonly kind: 'place'; readonly holds: PlaceTest; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly number[] };

/** Adds the states of a node that go on with `next`; gives the first, or undefined when they are too many. */
function addStates(node: PatternNode, next: number, states: State[]): number | undefined {
  switch (node.kind) {
    case 'empty':
      return next;
    case 'character':
      return add(states, { kind: 'character', matches: node.matches, next });
    case 'place':
      return add(states, { kind: 'place', holds: node.holds, next });
    case 'sequence': {
      let first: number | undefined = next;
      for (const part of node.parts.toReversed()) {
        if (first === undefined) return undefined;
        first = addStates(part, first, states);
      }
      return first;
    }
    case 'choice': {
      const ways: number[] = [];
      for (const part of node.parts) {
        const way = addStates(part, next, states);
        if (way === undefined) return undefined;
        ways.push(way);
      }
      return add(states, { kind: 'split', next: ways });
    }
    case 'repeat':
      return addRepeat(node, next, states);
  }
}

function addRepeat(
  { part, min, max }: PatternNode & { kind: 'repeat' },
  next: number,
  states: State[],
): number | undefined {
  let first: number | undefined = next;
  if (max === Number.POSITIVE_INFINITY) {
    const ways = [next];
    first = add(states, { kind: 'split', next: ways });
    const body = first === undefined ? undefined : addStates(part, first, states);
    if (body === undefined) return undefined;
    ways.push(body);
  } else {
    for (let count = min; count < max && first !== undefined; count++) {
      const body = addStates(part, first, states);
      if (body === undefined) return undefined;
      first = add(states, { kind: 'split', next: [body, next] });
    }
  }
  for (let count = 0; count < min && first !== undefined; count++) {
    const again = addStates(part, first, states);
    // What adds nothing once adds nothing a thousand times.
    if (again === first) break;
    first = again;
  }
  return first;
}

function add(states: State[], state: State): number | undefined {
  if (states.length >= MAX_STATES) return undefined;
  return states.push(state) - 1;
}

/** Characters whose steps are kept in a table: nearly all there are in names and labels. */
const ASCII = 128;

/** Places beyond these are worked out anew each time, so that no pattern fills the memory. */
const MAX_KEPT_PLACES = 1000;

/** How far all ways to match have come at a place in a text. */
interface Progress {
  /** States entered by the last character; what follows from them depends on the next one. */
  readonly states: readonly number[];
  /** The last character or one that is no different for a place test; undefined at the beginning. */
  readonly before: number | undefined;
  /** Where each ASCII character leads, as far as that was worked out. */
  readonly steps: (Progress | typeof MATCHED | undefined)[];
}

const MATCHED = 'matched';

/** Follows all states at once, and remembers the steps: most texts take ones that were taken before. */
function searcher(states: readonly State[], start: number): TextTest {
  const kept = new Map<string, Progress>();
  const beginning: Progress = { states: [], before: undefined, steps: [] };

  return (text) => {
    let progress = beginning;
    for (let at = 0; at < text.length; at++) {
      const code = text.codePointAt(at) ?? 0;
      if (code > 0xffff) at++;
      const next =
        code < ASCII ? (progress.steps[code] ?? advance(progress, code)) : advance(progress, code);
      if (next === MATCHED) return true;
      progress = next;
    }
    return follow(states, start, progress, undefined) === MATCHED;
  };

  function advance(progress: Progress, code: number): Progress | typeof MATCHED {
    const waiting = follow(states, start, progress, code);
    const next = waiting === MATCHED ? MATCHED : keep(enteredBy(code, waiting), code);
    if (code < ASCII && kept.size < MAX_KEPT_PLACES) progress.steps[code] = next;
    return next;
  }

  function keep(entered: readonly number[], before: number): Progress {
    const key = `${isWordCharacter(before) ? 'w' : ''} ${entered.join(' ')}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const progress: Progress = { states: entered, before, steps: [] };
    if (kept.size < MAX_KEPT_PLACES) kept.set(key, progress);
    return progress;
  }
}

/** A state that waits for a character. */
type Waiting = State & { readonly kind: 'character' };

function enteredBy(code: number, waiting: readonly Waiting[]): readonly number[] {
  const entered = new Set<number>();
  for (const { matches, next } of waiting) if (matches(code)) entered.add(next);
  return [...entered].sort((a, b) => a - b);
}

/** What follows from the states without a character, a match or states that wait for the next one. */
function follow(
  states: readonly State[],
  start: number,
  progress: Progress,
  after: number | undefined,
): readonly Waiting[] | typeof MATCHED {
  const waiting: Waiting[] = [];
  const seen = new Set<number>();
  // A match may begin at every place.
  const pending = [...progress.states, start];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    const state = states[index];
    if (state === undefined || seen.has(index)) continue;
    seen.add(index);
    if (state.kind === 'match') return MATCHED;
    if (state.kind === 'character') waiting.push(state);
    else if (state.kind === 'split') pending.push(...state.next);
    else if (state.holds(progress.before, after)) pending.push(state.next);
  }
  return waiting;
}
