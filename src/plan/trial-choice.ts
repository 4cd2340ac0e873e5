import { seededRandom } from '../values/random.ts';

/** More combinations than these are not gone through. */
export const MAX_COMBINATIONS = 10_000_000;

/** Which of the combinations of sources are trials, and in which order: all, or as many as are asked for at random. */
export interface Sample {
  readonly seed: number;
}

/**
 * The numbers from 0 below `total`, in their order; with a sample in an order that is random and the
 * same for the same seed. Made as they are asked for: of many combinations few may be wanted.
 */
export function* combinationIndices(total: number, sample?: Sample): Generator<number> {
  if (sample === undefined) {
    for (let index = 0; index < total; index++) yield index;
    return;
  }
  const random = seededRandom(sample.seed, 'sample');
  // A shuffle that remembers only what it has moved.
  const moved = new Map<number, number>();
  for (let done = 0; done < total; done++) {
    const chosen = done + Math.floor(random() * (total - done));
    yield moved.get(chosen) ?? chosen;
    moved.set(chosen, moved.get(done) ?? done);
    moved.delete(done);
  }
}
