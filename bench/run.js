/**
 * Measures the program: `npm run bench -- [options] [case …]`. Each case is measured beside its floor,
 * the least that anything could take for the same work, and beside another program where the variable
 * GAGE_REFERENCE names its command. How to add a case is told in docs/performance.md.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createFixtures } from './fixtures.js';
import { measureCase } from './measure.js';
import { formatGrowth, formatTable } from './table.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const USAGE = `Usage: npm run bench -- [options] [case …]

Measures the cases whose names begin with the given ones; all of them without any.

  --list               show the names of the cases
  --small              small amounts, one repetition: shows that everything works
  --repetitions <n>    how often each case is measured
  --fixtures <folder>  where fixtures are made and kept (bench/fixtures)
  --results <folder>   where the results are written (bench/results)
  --help               show this

Set GAGE_REFERENCE to a command to measure it as well.`;

const { values: options, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean' },
    small: { type: 'boolean' },
    repetitions: { type: 'string' },
    fixtures: { type: 'string', default: join(HERE, 'fixtures') },
    results: { type: 'string', default: join(HERE, 'results') },
    help: { type: 'boolean' },
  },
});

const cases = (await loadCases()).filter(
  ({ name }) => chosen.length === 0 || chosen.some((start) => name.startsWith(start)),
);

if (options.help) console.log(USAGE);
else if (options.list) for (const { name } of cases) console.log(name);
else await measureAll();

async function loadCases() {
  const groups = readdirSync(join(HERE, 'cases')).sort();
  const modules = await Promise.all(
    groups.map(async (file) => import(pathToFileURL(join(HERE, 'cases', file)).href)),
  );
  return modules.flatMap((module) => module.cases);
}

async function measureAll() {
  const isSmall = options.small === true;
  const repetitions = options.repetitions === undefined ? undefined : Number(options.repetitions);
  const fixtures = createFixtures(options.fixtures);
  try {
    const rows = await measureCases(isSmall, repetitions, fixtures);
    report(rows, isSmall);
  } finally {
    process.stderr.write('removing what was measured …\n');
    fixtures.close();
  }
}

async function measureCases(isSmall, repetitions, fixtures) {
  const rows = [];
  for (const one of cases) {
    const sizes = one.sizes === undefined ? [undefined] : isSmall ? [one.smallSize] : one.sizes;
    for (const size of sizes) {
      process.stderr.write(`${one.name}${size === undefined ? '' : ` ${size}`} …\n`);
      rows.push(
        await measureCase(one, {
          size,
          fixtures,
          isSmall,
          repetitions: repetitions ?? (isSmall ? 1 : undefined),
          reference: process.env.GAGE_REFERENCE,
        }),
      );
    }
  }
  return rows;
}

function report(rows, isSmall) {
  console.log(formatTable(rows));
  const growth = formatGrowth(rows);
  if (growth !== '') console.log(`\nWhat ten and a hundred times the work costs:\n\n${growth}`);
  mkdirSync(options.results, { recursive: true });
  const date = new Date().toISOString();
  const file = join(options.results, `${date.replaceAll(':', '-').slice(0, 19)}.json`);
  writeFileSync(file, `${JSON.stringify({ date, machine: machine(), isSmall, rows }, null, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}

function machine() {
  return {
    system: `${type()} ${release()}`,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryBytes: totalmem(),
    node: process.version,
  };
}
