/** What it costs to record the output of a command, and to look at it when there is much. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { writeLines } from '../generate/bytes.js';

const CAPTURE = fileURLToPath(new URL('../work/capture.js', import.meta.url));
const RECORD_BYTES = 9;

/** @type {import('../measure.js').Case[]} */
export const cases = [
  capture('output/capture-80-mb', 80, [10, 102, 1024], { ratio: 1.8, memoryMb: 120 }),
  capture('output/capture-37-mb', 37, [2, 20, 200], { ratio: 2.5, memoryMb: 120 }),
  capture('output/echo-80-mb', 80, [10, 102, 1024], { ratio: 3 }, 'echo'),
  capture('output/echo-37-mb', 37, [2, 20, 200], { ratio: 3 }, 'echo'),
  capture('output/finalize-mb', 80, [10, 102, 1024], { memoryMb: 150 }, 'finalize'),
  look('output/show-mb', ['show']),
  look('output/logs-tail-mb', ['logs', '--tail', '20']),
];

/** Records the output of a command that prints a file, beside `tee`; for the largest there is something to reach. */
function capture(name, width, sizes, reach, word) {
  const isEcho = word === 'echo';
  return {
    name,
    reach: (size) => (size === sizes.at(-1) ? reach : {}),
    sizes,
    smallSize: 1,
    repetitions: 5,
    hasReference: false,
    isMemoryMeasured: reach.memoryMb !== undefined,
    floor: ({ fixtures, size }) => {
      const { file } = lines(fixtures, size, width);
      const target = fixtures.fresh('output-floor');
      const pipe = `cat '${file}' | tee '${target}/output' ${isEcho ? '| cat ' : ''}> /dev/null`;
      return { argv: ['sh', '-c', pipe], after: () => emptied(target) };
    },
    gage: ({ fixtures, size }) => {
      const { file, count } = lines(fixtures, size, width);
      const target = fixtures.fresh('output-gage');
      const argv = [process.execPath, CAPTURE, target, `cat '${file}'`, ...(word ? [word] : [])];
      const after = () => {
        if (word !== 'finalize') checkOutput(target, statSync(file).size, count);
        emptied(target);
      };
      return { argv: isEcho ? ['sh', '-c', '"$@" | cat > /dev/null', 'sh', ...argv] : argv, after };
    },
  };
}

/** Looks at a run that has much output, beside a Node.js that does nothing. */
function look(name, args) {
  return {
    name,
    reach: { ratio: 3, memoryMb: 150 },
    sizes: [10, 102, 1024],
    smallSize: 1,
    isMemoryMeasured: true,
    floor: () => ({ argv: [process.execPath, '-e', '0'] }),
    gage: ({ gage, fixtures, size }) => ({
      argv: [...gage, ...args],
      env: { GAGE_RUNS: runWithOutput(fixtures, size) },
    }),
  };
}

function lines(fixtures, megabytes, width) {
  const folder = fixtures.keep(`lines-${megabytes}-${width}`, (directory) => {
    writeLines(join(directory, 'lines'), megabytes * 2 ** 20, width);
  });
  const file = join(folder, 'lines');
  return { file, count: statSync(file).size / width };
}

/** A runs directory with one finalized run that printed so much. */
function runWithOutput(fixtures, megabytes) {
  const { file } = lines(fixtures, megabytes, 80);
  return fixtures.keep(`run-with-output-${megabytes}`, (directory) => {
    const argv = [CAPTURE, directory, `cat '${file}'`, 'finalize'];
    const { status, stderr } = spawnSync(process.execPath, argv);
    if (status !== 0) throw new Error(stderr.toString());
  });
}

/** Throws unless every byte was recorded, and a time for every line. */
function checkOutput(runsDir, bytes, lineCount) {
  const meta = readdirSync(runsDir).find((name) => name.endsWith('.meta'));
  const output = join(runsDir, meta ?? '', 'output', '40_run');
  const records = statSync(`${output}.index`).size / RECORD_BYTES;
  if (statSync(output).size !== bytes || records !== lineCount) {
    throw new Error(`${statSync(output).size} bytes and ${records} records are recorded`);
  }
}

function emptied(folder) {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}
