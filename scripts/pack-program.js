/**
 * Makes packs of the program: few files, so that a command reads one or two of them, each with as little
 * as possible that the command does not need. docs/decisions has the reasons and figures.
 *
 * Every module is a function of a pack, called when the module is first needed. Frequent uses of the
 * program have a pack each, of the modules that are evaluated when the use is tried. A module can be in
 * several of them, and is evaluated once. Other modules are grouped by the commands that can need them.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { readProgramModules } from './program-modules.js';
import { USES, makeProjects } from './program-uses.js';
import { useProgram } from './use-program.js';

const LOADER = fileURLToPath(new URL('./program-loader.cjs', import.meta.url));

/**
 * Writes the program into a folder, with its code compiled for the Node.js that runs this.
 * @param {{ root: string, entry: string, folder: string, options: import('esbuild').BuildOptions }} program
 *   `entry` is the source file it begins with, `options` are for the packages in it
 * @returns {Promise<{ files: readonly string[], inputs: readonly string[] }>} names of the files without
 *   those of compiled code, and the files of packages that are in them
 */
export async function packProgram({ root, entry, folder, options }) {
  const { modules, inputs } = await readProgramModules(root, entry, options);
  const scratch = mkdtempSync(join(tmpdir(), 'gage-build-'));
  try {
    const untraced = { started: [], packs: [modules.map((_, number) => number)], commands: {} };
    await writeProgram(scratch, modules, untraced);
    await makeProjects(scratch);
    const packing = packsOf(modules, await traceUses(scratch));
    const names = await writeProgram(folder, modules, packing);
    await compileUses(scratch, folder, names);
    return { files: ['gage.cjs', ...names], inputs };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** For each use the modules that it evaluates. */
async function traceUses(scratch) {
  return Promise.all(
    USES.map(async (use) => {
      const report = join(scratch, `${use.name}.json`);
      await useProgram(scratch, scratch, use, { trace: report });
      return JSON.parse(readFileSync(report, 'utf8'));
    }),
  );
}

/** Writes the code that each use compiles of its pack. */
async function compileUses(scratch, folder, names) {
  const { v8 } = process.versions;
  await Promise.all(
    USES.slice(1).map(async (use, index) => {
      const pack = join(folder, names[index]);
      await useProgram(scratch, folder, use, {
        pack,
        code: `${pack}.${v8}-${process.arch}.code`,
      });
    }),
  );
}

/**
 * Which modules are in which pack. The first use is the start of the program; each of the others has a
 * pack without what is in that of the use it comes after.
 */
function packsOf(modules, traced) {
  const [started, ...used] = traced;
  const packs = used.map((numbers, index) => {
    const { base } = USES[index + 1];
    const ofBase = traced[USES.findIndex(({ name }) => name === base)] ?? [];
    const before = new Set([...started, ...ofBase]);
    return numbers.filter((number) => !before.has(number));
  });
  const others = modules.map((_, number) => number).filter((one) => !traced.flat().includes(one));
  const commands = USES.slice(1).flatMap(({ name, base }, index) =>
    base === undefined ? [[name, index]] : [],
  );
  return {
    started,
    packs: [...packs, ...groupsOf(modules, others)],
    commands: Object.fromEntries(commands),
  };
}

/** Groups modules by what is loaded on demand and leads to them. */
function groupsOf(modules, numbers) {
  const leaders = [...new Set(modules.flatMap(({ loads }) => loads))];
  const led = leaders.map((leader) => importedBy(modules, leader));
  const groups = new Map();
  for (const number of numbers) {
    const key = led.flatMap((set, index) => (set.has(number) ? [index] : [])).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), number]);
  }
  return [...groups.values()];
}

function importedBy(modules, start) {
  const found = new Set();
  const waiting = [start];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (!found.has(number)) waiting.push(...modules[number].imports);
    found.add(number);
  }
  return found;
}

/** @returns the names of the files of packs. */
async function writeProgram(folder, modules, { started, packs, commands }) {
  const names = await Promise.all(
    packs.map(async (numbers) => {
      // A script with a value, which is also a module: what is around it would be a copy of it all.
      const content = await minified(
        `'use strict'; (typeof module === 'object' ? module : {}).exports = ${packCode(modules, numbers)};`,
      );
      const name = `pack-${createHash('sha256').update(content).digest('hex').slice(0, 8)}.cjs`;
      writeFileSync(join(folder, name), content);
      return name;
    }),
  );
  const values = {
    PACK_NAMES: JSON.stringify(names),
    PACK_OF_MODULE: JSON.stringify(modules.map((_, number) => smallestWith(number, packs))),
    PACK_OF_COMMAND: JSON.stringify(commands),
    START_PACK: packCode(modules, started),
  };
  const loader = readFileSync(LOADER, 'utf8').replaceAll(
    /\b(?:PACK_NAMES|PACK_OF_MODULE|PACK_OF_COMMAND|START_PACK)\b/g,
    (name) => values[name],
  );
  writeFileSync(join(folder, 'gage.cjs'), await minified(loader));
  return names;
}

/** The pack to be loaded for a module: that of a use beyond another has few besides. */
function smallestWith(number, packs) {
  const having = packs.flatMap((numbers, index) => (numbers.includes(number) ? [index] : []));
  return having.toSorted((a, b) => packs[a].length - packs[b].length)[0] ?? -1;
}

/** An object with the functions of a pack's modules under their numbers. */
function packCode(modules, numbers) {
  return `{\n${numbers.map((number) => `${number}: ${modules[number].code}`).join(',\n')}\n}`;
}

async function minified(code) {
  const { code: small } = await transform(code, {
    minify: true,
    lineLimit: 200,
    target: 'node20',
    legalComments: 'none',
  });
  return small;
}
