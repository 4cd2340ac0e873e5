'use strict';
// Uses the program in the current directory, then writes the code of its packs as it was compiled.
const { writeFileSync } = require('node:fs');

const [, , loader, mainChunk] = process.argv;

const USES = [
  ['run', '-y'],
  ['run', '-y', '-q', '--batch', 'rows.json'],
  ['list'],
  ['show'],
  ['board'],
  ['help'],
  ['run', '--help'],
];

async function compile() {
  const program = require(loader);
  program.scripts = new Map();
  const { main } = await program.load(Number(mainChunk));
  for (const use of USES) {
    process.argv.splice(2, Infinity, ...use);
    const status = await main();
    if (status !== 0) throw new Error(`gage ${use.join(' ')}: ${status}`);
  }
  for (const [file, script] of program.scripts) {
    const { v8 } = process.versions;
    writeFileSync(`${file}.${v8}-${process.arch}.code`, script.createCachedData());
  }
}

void compile();
