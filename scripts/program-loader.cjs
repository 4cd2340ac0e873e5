'use strict';
// The start of the program, completed by the build: finds, loads and evaluates the modules of packs.
const { readFileSync } = require('node:fs');

const packNames = PACK_NAMES;
const packOfModule = PACK_OF_MODULE;
const packOfCommand = PACK_OF_COMMAND;
const loaded = [START_PACK];
const evaluated = [];
let isGuessed = false;

/** What a module exports, evaluated when it is first needed. */
function need(number) {
  return (evaluated[number] ??= find(number)(need, load, require));
}

/** As `need`, for what the program imports on demand. */
async function load(number) {
  return need(number);
}

/** The function of a module, in a pack that is loaded already or in its own. */
function find(number) {
  for (const pack of loaded) if (number in pack) return pack[number];
  if (isGuessed) return loadPack(packOfModule[number])[number];
  isGuessed = true;
  const guess = process.argv.slice(2).find((word) => Object.hasOwn(packOfCommand, word));
  if (guess !== undefined) loadPack(packOfCommand[guess]);
  return find(number);
}

function loadPack(index) {
  const pack = evaluatePack(`${__dirname}/${packNames[index]}`);
  loaded.push(pack);
  return pack;
}

/** With the code that the build compiled, if it was for this Node.js. */
function evaluatePack(file) {
  const cachedData = exports.scripts === undefined ? readCompiled(file) : undefined;
  if (cachedData === undefined && exports.scripts === undefined) return requireCompiled(file);
  const { Script } = require('node:vm');
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData });
  exports.scripts?.set(file, script);
  return script.runInThisContext();
}

function readCompiled(file) {
  try {
    return readFileSync(`${file}.${process.versions.v8}-${process.arch}.code`);
  } catch {
    return undefined;
  }
}

/** Where the build did not compile for this Node.js, a newer one does so itself, once for each user. */
function requireCompiled(file) {
  require('node:module').enableCompileCache?.();
  return require(file);
}

exports.start = () => need(0).start();
/** For the build: what was evaluated, and, where it is a map, the scripts of packs that are loaded. */
exports.evaluated = evaluated;
exports.scripts = undefined;
