import { fail } from '../failures/failures.ts';
import { listDirectory } from '../platform/files.ts';

/** Things of which the machine has so many and a trial gets one: graphics processors, licences, ports. */
export interface SlotKind {
  readonly name: string;
  readonly count: number;
}

/** One of each kind, as a trial has them: its number among those of the kind. */
export type HeldSlots = ReadonlyMap<string, number>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `gpu=2`, `licence=3`. Fails with `invalid-slots`. */
export function parseSlots(texts: readonly string[]): readonly SlotKind[] {
  const names = new Set<string>();
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const match = /^\s*(?<name>[a-z][a-z0-9_]*)=(?<count>[1-9]\d{0,5})\s*$/i.exec(text);
      const { name = '', count = '' } = match?.groups ?? {};
      if (name === '' || names.has(name.toLowerCase())) fail({ reason: 'invalid-slots', text });
      names.add(name.toLowerCase());
      return { name: name.toLowerCase(), count: Number(count) };
    });
}

/** Fails with `not-enough-slots` where it is known that the machine has fewer than are to be given. */
export function checkSlots(kinds: readonly SlotKind[], env: Environment): void {
  for (const { name, count } of kinds) {
    const present = name === GPU ? presentGpus(env)?.length : undefined;
    if (present !== undefined && present < count) {
      fail({ reason: 'not-enough-slots', name, asked: count, present });
    }
  }
}

const GPU = 'gpu';
const VISIBLE = 'CUDA_VISIBLE_DEVICES';

/** The graphics processors as the variable calls them; undefined where nothing tells. */
function presentGpus(env: Environment): readonly string[] | undefined {
  const visible = env[VISIBLE];
  if (visible !== undefined) return visible.split(',').filter((name) => name.trim() !== '');
  const cards = listDirectory('/proc/driver/nvidia/gpus');
  return cards.length === 0 ? undefined : cards.map((_, index) => String(index));
}

/** Gives trials their slots, and takes them back. */
export class SlotPool {
  readonly #kinds: readonly SlotKind[];
  readonly #taken = new Map<string, Set<number>>();

  constructor(kinds: readonly SlotKind[]) {
    this.#kinds = kinds;
  }

  /** How many trials can have slots at once; undefined when there are none to have. */
  get capacity(): number | undefined {
    return this.#kinds.length === 0
      ? undefined
      : Math.min(...this.#kinds.map(({ count }) => count));
  }

  /** One of each kind: the lowest that is free. Whoever asks has seen to it that there is one. */
  take(): HeldSlots {
    const held = new Map<string, number>();
    for (const { name } of this.#kinds) {
      const taken = this.#taken.get(name) ?? new Set();
      let number = 0;
      while (taken.has(number)) number++;
      taken.add(number);
      this.#taken.set(name, taken);
      held.set(name, number);
    }
    return held;
  }

  giveBack(held: HeldSlots): void {
    for (const [name, number] of held) this.#taken.get(name)?.delete(number);
  }
}

/** What tells a trial its slots: `GAGE_SLOT_GPU=0`, and the variable that programs for graphics processors look at. */
export function slotVariables(held: HeldSlots, env: Environment): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const [name, number] of held) {
    variables[`GAGE_SLOT_${name.toUpperCase()}`] = String(number);
    if (name === GPU) variables[VISIBLE] = presentGpus(env)?.[number] ?? String(number);
  }
  return variables;
}
