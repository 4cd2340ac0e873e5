import type { Failure } from './failures.ts';

/** What happened, to which file or run, and what to do next; the first line stands alone. */
export function describeFailure(failure: Failure): string {
  switch (failure.reason) {
    case 'invalid-argument':
      return failure.message;
  }
}
