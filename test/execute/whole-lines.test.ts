import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OutputStream } from '../../src/platform/child-process.ts';
import { WholeLines } from '../../src/execute/whole-lines.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What is taken, with the stream it came by. */
function record(): {
  readonly taken: string[];
  readonly push: (text: string, stream: OutputStream) => void;
  readonly lines: WholeLines;
} {
  const taken: string[] = [];
  const lines = new WholeLines((bytes, stream) => {
    taken.push(`${stream}: ${Buffer.from(bytes).toString()}`);
  });
  const push = (text: string, stream: OutputStream): void => {
    const bytes = Buffer.from(text);
    void lines.push(bytes, stream);
    // Whoever calls uses its memory again.
    bytes.fill(0);
  };
  return { taken, push, lines };
}

describe('lines of two streams', () => {
  test('are passed on as they come', () => {
    const { taken, push } = record();
    push('a\nb\n', 'stdout');
    push('c\n', 'stderr');
    expect(taken).toEqual(['stdout: a\nb\n', 'stderr: c\n']);
  });

  test('are not cut by those of the other', () => {
    const { taken, push, lines } = record();
    push('a\nbeg', 'stdout');
    push('error\nmore', 'stderr');
    push('un', 'stdout');
    push(' and ended\n', 'stdout');
    lines.end();
    expect(taken).toEqual([
      'stdout: a\n',
      'stderr: error\n',
      'stdout: begun and ended\n',
      'stderr: more',
    ]);
  });

  test('that are not ended come after a moment: a question waits for an answer', async () => {
    const { taken, push } = record();
    push('Continue? ', 'stdout');
    await vi.advanceTimersByTimeAsync(40);
    expect(taken).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(taken).toEqual(['stdout: Continue? ']);
    push('yes\n', 'stdout');
    push('really? ', 'stdout');
    await vi.advanceTimersByTimeAsync(60);
    expect(taken.slice(1)).toEqual(['stdout: yes\n', 'stdout: really? ']);
  });

  test('that cannot be taken later fail with what comes next, or at the end', async () => {
    const failing = (): WholeLines =>
      new WholeLines(() => {
        throw new Error('no space');
      });
    const [next, last] = [failing(), failing()];
    void next.push(Buffer.from('begun'), 'stdout');
    void last.push(Buffer.from('begun'), 'stdout');
    await vi.advanceTimersByTimeAsync(60);
    expect(() => next.push(Buffer.from('x'), 'stderr')).toThrow('no space');
    expect(() => {
      last.end();
    }).toThrow('no space');
  });
});
