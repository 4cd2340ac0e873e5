import { describe, expect, test } from 'vitest';
import { OpRef } from '../../src/index.ts';
import { compareParts } from '../../src/reuse/compare-parts.ts';
import {
  describeParts,
  fingerprints,
  formatFingerprint,
  parseFingerprint,
} from '../../src/reuse/fingerprint.ts';
import type { Fingerprint, FingerprintParts } from '../../src/reuse/fingerprint.ts';
import { formatJsonPretty } from '../../src/values/json-text.ts';
import { float } from '../../src/values/value.ts';

const PARTS: FingerprintParts = {
  opref: new OpRef('p', 'train'),
  config: { rate: float(1), n: 1 },
  commands: { run: ['python', 'train.py'] },
  environment: { A: '1' },
  source: new Map([
    ['train.py', 'aa'],
    ['grid.csv', 'bb'],
  ]),
  dependencies: new Map([['data.csv', 'cc']]),
  runtime: new Map([['python', { version: '3.11.2', packages: { numpy: '1.26', rich: '13' } }]]),
  uncounted: [],
};

const fingerprintOf = (parts: FingerprintParts): Fingerprint => describeParts(parts).fingerprint;

const withPython = (version: string, packages = {}): FingerprintParts => ({
  ...PARTS,
  runtime: new Map([['python', { version, packages }]]),
});

describe('two runs differ', () => {
  test.each<readonly [string, Partial<FingerprintParts>, readonly unknown[]]>([
    ['in nothing', {}, []],
    [
      'in the kind of a number',
      { config: { rate: 1, n: 1 } },
      [{ part: 'config', name: 'rate', from: float(1), to: 1 }],
    ],
    ['in no order of keys', { config: { n: 1, rate: float(1) } }, []],
    [
      'in nothing, where a file does not count',
      { source: new Map([['train.py', 'aa']]), uncounted: ['grid.csv'] },
      [],
    ],
    [
      'in the interpreter and its packages',
      withPython('3.12.0', { numpy: '2.0', scipy: '1' }),
      [
        { part: 'runtime', name: 'python', from: '3.11.2', to: '3.12.0' },
        { part: 'runtime', name: 'python package numpy', from: '1.26', to: '2.0' },
        { part: 'runtime', name: 'python package rich', from: '13', to: undefined },
        { part: 'runtime', name: 'python package scipy', from: undefined, to: '1' },
      ],
    ],
    ['in nothing, where the runtime of one is not known', { runtime: undefined }, []],
  ])('%s', (_title, change, expected) => {
    expect(compareParts(PARTS, { ...PARTS, ...change })).toEqual(expected);
  });

  test('in no interpreter that the operation makes itself', () => {
    const commands = { ...PARTS.commands, 'stage-runtime': 'make venv' };
    const from = { ...PARTS, commands };
    expect(compareParts(from, { ...withPython('3.12.0'), commands })).toEqual([]);
  });
});

describe('a fingerprint', () => {
  const { digest, digestWithoutSource } = fingerprintOf(PARTS);
  test.each<readonly [string, Partial<FingerprintParts>, 'none' | 'source' | 'both']>([
    ['is the same for another order', { config: { n: 1, rate: float(1) } }, 'none'],
    ['knows kinds of numbers', { config: { rate: 1, n: 1 } }, 'both'],
    ['knows the source', { source: new Map([['train.py', 'ab']]) }, 'source'],
    ['knows dependencies', { dependencies: new Map() }, 'both'],
    ['knows commands', { commands: { run: 'x' } }, 'both'],
    ['knows the environment', { environment: {} }, 'both'],
    ['knows the operation', { opref: new OpRef('p', 'train', '2') }, 'both'],
    ['does not know the runtime', { runtime: undefined }, 'none'],
  ])('%s', (_title, change, changed) => {
    const other = fingerprintOf({ ...PARTS, ...change });
    expect(other.digest === digest).toBe(changed === 'none');
    expect(other.digestWithoutSource === digestWithoutSource).toBe(changed !== 'both');
  });

  test('is the same with and without a file that does not count', () => {
    const uncounted = ['grid.csv'];
    const without = { ...PARTS, source: new Map([['train.py', 'aa']]), uncounted };
    expect(fingerprintOf(without)).toEqual(fingerprintOf({ ...PARTS, uncounted }));
  });

  test('is the same as the one of many that share their parts', () => {
    for (const uncounted of [[], ['grid.csv'], ['other.csv']]) {
      const parts = { ...PARTS, uncounted };
      expect(fingerprints(parts)(PARTS.config)).toEqual(fingerprintOf(parts));
    }
  });

  test('has its parts stored as any other document of a run', () => {
    const source = new Map([
      ['b é"\\.py', 'bb'],
      ['😀', 'cc'],
      ['￮', 'dd'],
      ['a.py', 'aa'],
    ]);
    const { text } = describeParts({ ...PARTS, source, uncounted: ['x'] });
    const { commands, environment } = PARTS;
    expect(text).toBe(
      formatJsonPretty({
        commands,
        environment,
        source: Object.fromEntries(source),
        dependencies: { 'data.csv': 'cc' },
        uncounted: ['x'],
      }),
    );
  });

  test('is read back, and none of another version', () => {
    const text = formatFingerprint({ digest, digestWithoutSource });
    expect(parseFingerprint(`${text}\n`)).toEqual({ digest, digestWithoutSource });
    expect(parseFingerprint(text.replace('1 ', '2 '))).toBeUndefined();
    expect(parseFingerprint(undefined)).toBeUndefined();
  });
});
