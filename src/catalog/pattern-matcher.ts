import { parsePattern } from './pattern-syntax.ts';
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
      return add(states, { kind: 'character', matches: tabulated(node.matches), next });
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

const ASCII = 128;

/** Answers for ASCII from a table: it is nearly all there is in names and labels. */
function tabulated(matches: CharacterTest): CharacterTest {
  const table = Uint8Array.from({ length: ASCII }, (_, code) => (matches(code) ? 1 : 0));
  return (code) => (code < ASCII ? table[code] === 1 : matches(code));
}

/** Follows all states at once, from every place of the text. */
function searcher(states: readonly State[], start: number): TextTest {
  // The step in which a state was last entered: each is entered once for every character.
  const enteredAt = new Float64Array(states.length);
  let step = 0;
  const pending: number[] = [];

  /** Enters a state and what follows without a character; tells whether that is a match. */
  function enter(
    first: number,
    before: number | undefined,
    after: number | undefined,
    entered: number[],
  ): boolean {
    pending.push(first);
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      const state = states[index];
      if (state === undefined || enteredAt[index] === step) continue;
      enteredAt[index] = step;
      if (state.kind === 'match') {
        pending.length = 0;
        return true;
      }
      if (state.kind === 'character') entered.push(index);
      else if (state.kind === 'split') pending.push(...state.next);
      else if (state.holds(before, after)) pending.push(state.next);
    }
    return false;
  }

  return (text) => {
    let current: number[] = [];
    let following: number[] = [];
    let before: number | undefined;
    let at = 0;
    step++;
    for (;;) {
      const after = text.codePointAt(at);
      if (enter(start, before, after, current)) return true;
      if (after === undefined) return false;
      at += after > 0xffff ? 2 : 1;
      step++;
      following.length = 0;
      const beyond = text.codePointAt(at);
      for (const index of current) {
        const state = states[index];
        if (state?.kind !== 'character' || !state.matches(after)) continue;
        if (enter(state.next, after, beyond, following)) return true;
      }
      [current, following] = [following, current];
      before = after;
    }
  };
}
