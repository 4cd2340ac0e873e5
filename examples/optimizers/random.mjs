/*
 * An optimizer that tries values at random: `node random.mjs lr=0.0001:0.1:log layers=1:4`.
 *
 * Each argument is a flag with the ends of its range; `:log` behind them draws evenly in the logarithm.
 * Integers stay integers. It is done when Gage asks for no more: say how many with --trials.
 */
import { createInterface } from 'node:readline';

const ranges = process.argv.slice(2).map((argument) => {
  const [key, range = ''] = argument.split('=');
  const [low, high, scale] = range.split(':');
  return {
    key,
    low: Number(low),
    high: Number(high),
    isLogarithmic: scale === 'log',
    isWhole: Number.isInteger(Number(low)) && Number.isInteger(Number(high)) && scale !== 'log',
  };
});

let random = Math.random;

/** A small generator that begins with a seed, so that a sweep can be repeated. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function draw({ low, high, isLogarithmic, isWhole }) {
  if (isLogarithmic) return low * (high / low) ** random();
  if (isWhole) return low + Math.floor(random() * (high - low + 1));
  return low + (high - low) * random();
}

function answer(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === 'start') random = seeded(message.seed);
  if (message.type === 'ask') {
    const values = Object.fromEntries(ranges.map((range) => [range.key, draw(range)]));
    answer({ type: 'trial', values });
  }
  if (message.type === 'end') break;
}
