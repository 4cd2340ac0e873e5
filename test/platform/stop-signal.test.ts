import { expect, test } from 'vitest';
import { StopController } from '../../src/platform/stop-signal.ts';
import type { StopSignal } from '../../src/platform/stop-signal.ts';

/** What is seen of a signal that is given twice, with a listener that is removed and one that is added twice. */
function seen(controller: {
  readonly signal: StopSignal;
  abort: (reason?: unknown) => void;
}): unknown {
  const { signal } = controller;
  const calls: string[] = [];
  const note = (): void => {
    calls.push(`noted, ${String(signal.aborted)}, ${String(signal.reason)}`);
  };
  const removed = (): void => {
    calls.push('removed');
  };
  for (const listener of [note, removed, note]) signal.addEventListener('abort', listener);
  signal.removeEventListener('abort', removed);
  const before = [signal.aborted, signal.reason];
  controller.abort('SIGTERM');
  controller.abort('SIGINT');
  return { before, calls, after: [signal.aborted, signal.reason] };
}

test('a stop signal does what an AbortSignal does', () => {
  expect(seen(new StopController())).toEqual(seen(new AbortController()));
});
