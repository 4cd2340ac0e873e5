import { describe, expect, test } from 'vitest';
import { ProgressLine } from '../../src/cli/progress-line.ts';
import type { ProgressClock } from '../../src/cli/progress-line.ts';
import { recordingTerminal } from '../rig/terminal.ts';

const ERASE = '\r\u001b[K';

/** A clock that the test moves, ticking every timer. */
class TestClock implements ProgressClock {
  #nowMs = 0;
  readonly timers = new Set<() => void>();

  readonly nowMs = (): number => this.#nowMs;

  readonly every = (_intervalMs: number, tick: () => void): (() => void) => {
    this.timers.add(tick);
    return () => void this.timers.delete(tick);
  };

  pass(ms: number): void {
    this.#nowMs += ms;
    for (const tick of this.timers) tick();
  }
}

function progressLine(isTerminal = true, env = {}) {
  const terminal = recordingTerminal(env, isTerminal);
  const clock = new TestClock();
  const line = new ProgressLine(terminal, clock);
  /** What was written since the last call. */
  const output = (): string => {
    const { out } = terminal.written;
    terminal.written.out = '';
    return out;
  };
  return { line, clock, output };
}

describe('on a terminal', () => {
  test('a spinner turns and is erased at the end', () => {
    const { line, clock, output } = progressLine();
    line.update({ description: 'Staging runtime' });
    expect(output()).toBe(`${ERASE}⠋ Staging runtime`);
    clock.pass(100);
    expect(output()).toBe(`${ERASE}⠙ Staging runtime`);
    line.stop();
    expect(output()).toBe(ERASE);
    expect(clock.timers.size).toBe(0);
    clock.pass(100);
    expect(output()).toBe('');
  });

  test('updates between ticks write nothing', () => {
    const { line, clock, output } = progressLine();
    line.update({ description: 'Staging' });
    output();
    for (let count = 0; count < 1000; count++) line.update({ description: `Step ${count}` });
    expect(output()).toBe('');
    clock.pass(100);
    expect(output()).toBe(`${ERASE}⠙ Step 999`);
  });

  test('a known fraction is a bar with the percentage and the remaining time', () => {
    const { line, clock, output } = progressLine();
    line.update({ description: 'Running train', fraction: 0 });
    expect(output()).toBe(`${ERASE}Running train ${'─'.repeat(40)}   0%`);
    line.update({ description: 'Running train', fraction: 0.25 });
    clock.pass(30_000);
    expect(output()).toBe(
      `${ERASE}Running train ${'━'.repeat(10)}${'─'.repeat(30)}  25% 0:01:30 left`,
    );
    // The estimate is not renewed within a second.
    line.update({ description: 'Running train', fraction: 0.5 });
    clock.pass(100);
    expect(output()).toBe(
      `${ERASE}Running train ${'━'.repeat(20)}${'─'.repeat(20)}  50% 0:01:30 left`,
    );
    clock.pass(900);
    expect(output()).toContain('50% 0:00:31 left');
    line.update({ description: 'Running train', fraction: 2 });
    clock.pass(1000);
    expect(output()).toContain(`${'━'.repeat(40)} 100% 0:00:00 left`);
  });

  test('no time is told before so much is done that it tells something', () => {
    const { line, clock, output } = progressLine();
    line.update({ description: 'Copying', fraction: 0 });
    line.update({ description: 'Copying', fraction: 0.0001 });
    clock.pass(5000);
    expect(output()).not.toContain('left');
    line.update({ description: 'Copying', fraction: 0.01 });
    clock.pass(5000);
    expect(output()).toContain('1% 0:16:30 left');
    // Of slow work it is told after a minute.
    line.update({ description: 'Training', fraction: 0 });
    line.update({ description: 'Training', fraction: 0.001 });
    clock.pass(60_000);
    expect(output()).toContain('0% 16:39:00 left');
  });

  test('other output goes above it', () => {
    const { line, output } = progressLine();
    line.update({ description: 'Running train' });
    output();
    line.writeAbove('epoch 1\n');
    expect(output()).toBe(`${ERASE}epoch 1\n${ERASE}⠋ Running train`);
  });

  test('a line of output that is still open is not drawn over', () => {
    const { line, clock, output } = progressLine();
    line.update({ description: 'Running train' });
    output();
    line.writeAbove('epoch 1: ');
    clock.pass(100);
    expect(output()).toBe(`${ERASE}epoch 1: `);
    line.writeAbove('done\n');
    expect(output()).toBe(`done\n${ERASE}⠙ Running train`);
    line.writeAbove('');
    expect(output()).toBe('');
  });

  test('it is cut to less than the width, so that it never wraps', () => {
    const { line, output } = progressLine(true, { COLUMNS: '12' });
    line.update({ description: 'Staging dependencies' });
    expect(output()).toBe(`${ERASE}⠋ Staging …`);
    line.stop();
    line.update({ description: 'Staging', fraction: 0.5 });
    expect(output()).toContain('Staging  5…');
  });
});

describe.each([
  ['in a pipe', false, {}],
  ['on a simple terminal', true, { TERM: 'dumb' }],
])('%s', (_title, isTerminal, env) => {
  test('nothing but other output is written, and no timer runs', () => {
    const { line, clock, output } = progressLine(isTerminal, env);
    line.update({ description: 'Running train', fraction: 0.5 });
    clock.pass(100);
    expect(output()).toBe('');
    expect(clock.timers.size).toBe(0);
    line.writeAbove('epoch 1\n');
    line.stop();
    expect(output()).toBe('epoch 1\n');
  });
});
