import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { formatFloat, formatFloatShort } from '../../src/values/number-text.ts';

/** Doubles spread over all magnitudes, and all that lie between two numbers of four digits near some powers of ten. */
function sampleFloats(): number[] {
  const floats: number[] = [];
  let bits = 0x9e3779b97f4a7c15n;
  const view = new DataView(new ArrayBuffer(8));
  for (let index = 0; index < 2000; index++) {
    bits = BigInt.asUintN(64, bits * 6364136223846793005n + 1442695040888963407n);
    view.setBigUint64(0, bits);
    const float = view.getFloat64(0);
    if (Number.isFinite(float)) floats.push(float);
  }
  for (let half = 10_005; half < 100_000; half += 450) {
    for (const scale of [1, 8, 1024, 1 / 16, 1 / 1024, 1e10])
      floats.push(half * scale, -half * scale);
  }
  return floats;
}

function pythonFormats(floats: readonly number[]): { repr: string; short: string }[] {
  const script = [
    'import json, struct, sys',
    'floats = [struct.unpack(">d", bytes.fromhex(line))[0] for line in sys.stdin.read().split()]',
    'json.dump([{"repr": repr(f), "short": "%.4g" % f} for f in floats], sys.stdout)',
  ].join('\n');
  const input = floats.map((float) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(float);
    return bytes.toString('hex');
  });
  const output = execFileSync('python3', ['-c', script], { input: input.join('\n') });
  return JSON.parse(output.toString()) as { repr: string; short: string }[];
}

test('thousands of floats have the texts Python and C give them', () => {
  const floats = sampleFloats();
  const ours = floats.map((float) => ({
    repr: formatFloat(float),
    short: formatFloatShort(float),
  }));
  expect(ours).toEqual(pythonFormats(floats));
});

describe('stored floats', () => {
  test.each([
    [1, '1.0'],
    [0, '0.0'],
    [-0, '-0.0'],
    [0.00001, '1e-05'],
    [0.0001, '0.0001'],
    [1e-7, '1e-07'],
    [1.5e-10, '1.5e-10'],
    [1e16, '1e+16'],
    [9999999999999998, '9999999999999998.0'],
    [1e100, '1e+100'],
    [0.1 + 0.2, '0.30000000000000004'],
    [-2.5, '-2.5'],
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%d is %s', (value, text) => {
    expect(formatFloat(value)).toBe(text);
  });
});

describe('shown floats', () => {
  test.each([
    [0.5, '0.5'],
    [1, '1'],
    [12345, '1.234e+04'],
    [12355, '1.236e+04'],
    [123456, '1.235e+05'],
    [99999.5, '1e+05'],
    [9999.5, '1e+04'],
    [9999.4, '9999'],
    [-0.000012345, '-1.234e-05'],
    [0.0001, '0.0001'],
    [0.00009999, '9.999e-05'],
    [0.000099999, '0.0001'],
    [7.12345, '7.123'],
    [0.12345, '0.1235'],
    [0, '0'],
    [-0, '-0'],
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [1e300, '1e+300'],
    [5e-324, '4.941e-324'],
  ])('%d is %s', (value, text) => {
    expect(formatFloatShort(value)).toBe(text);
  });
});
