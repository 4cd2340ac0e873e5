'use strict';
// The start of the program, completed by the build: finds, loads and evaluates the modules of packs.
const fs = require('node:fs');

const packNames = PACK_NAMES;
const packOfModule = PACK_OF_MODULE;
const packOfCommand = PACK_OF_COMMAND;
const loaded = [START_PACK];
const evaluated = [];
let isGuessed = false;
/** Scripts without compiled code, by their files, with the least code that is worth keeping. */
const compiledHere = new Map();
/** Packs that frequent uses of commands have. */
const commandPacks = new Set(Object.values(packOfCommand));

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
  if (guess !== undefined) loadPack(packOfCommand[guess], true);
  return find(number);
}

/** A use that needs one function of another command's pack leaves no code of it: it would have that function alone, for all uses. */
function loadPack(index, isGuess = false) {
  const isOfCommand = commandPacks.has(index);
  const pack = evaluatePack(`${__dirname}/${packNames[index]}`, {
    mayKeep: isGuess || !isOfCommand,
    isOfCommand,
  });
  loaded.push(pack);
  return pack;
}

/** With the code that the build compiled or an earlier use left, if it was for this Node.js. */
function evaluatePack(file, { mayKeep, isOfCommand }) {
  const isBuild = exports.scripts !== undefined;
  const cachedData = isBuild ? undefined : readCompiled(file);
  if (cachedData === undefined && !isBuild && !(mayKeep && canKeep())) return requireCompiled(file);
  const { Script } = require('node:vm');
  const source = fs.readFileSync(file, 'latin1');
  const script = new Script(source, { filename: file, cachedData });
  if (isBuild) exports.scripts.set(file, script);
  else if (
    cachedData === undefined ||
    (script.cachedDataRejected === true && mayKeep && canKeep())
  ) {
    // A whole use compiles twice as much code as there is text; `--help` does not.
    compiledHere.set(file, { script, leastBytes: isOfCommand ? source.length : 0 });
  }
  return script.runInThisContext();
}

function compiledPath(file) {
  return `${file}.${process.versions.v8}-${process.arch}.code`;
}

function readCompiled(file) {
  try {
    return fs.readFileSync(compiledPath(file));
  } catch {
    return undefined;
  }
}

/** Whether compiled code can be left beside the packs, for all uses: with options it is for these options only. */
function canKeep() {
  const { NODE_OPTIONS, NODE_V8_COVERAGE } = process.env;
  if (process.execArgv.length > 0 || NODE_OPTIONS || NODE_V8_COVERAGE) return false;
  try {
    fs.accessSync(__dirname, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** After this time V8 may have dropped code that was used at the beginning. */
const KEEPS_FOR_SECONDS = 10;

/** Leaves what was compiled to the next use, when all that it needed was used. */
function keepCompiled() {
  if (process.uptime() > KEEPS_FOR_SECONDS) return;
  for (const [file, { script, leastBytes }] of compiledHere) {
    try {
      const code = script.createCachedData();
      if (code.length >= leastBytes) writeWhole(compiledPath(file), code);
    } catch {
      // It is compiled again next time.
    }
  }
}

/** V8 does not notice all damage: never with a part of the content, also after a loss of power. */
function writeWhole(path, content) {
  const beside = `${path}.${Math.floor(Math.random() * 2 ** 48).toString(16)}.tmp`;
  // Whoever may change it can change what others execute: not more people than may change the packs.
  const descriptor = fs.openSync(beside, 'wx', 0o644);
  try {
    fs.writeFileSync(descriptor, content);
    fs.fsyncSync(descriptor);
    fs.renameSync(beside, path);
  } catch (error) {
    fs.rmSync(beside, { force: true });
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Where nothing can be left, a newer Node.js keeps a part itself, for each user. */
function requireCompiled(file) {
  require('node:module').enableCompileCache?.();
  return require(file);
}

exports.start = () => need(0).start(keepCompiled);
/** For the build: what was evaluated, and, where it is a map, the scripts of packs that are loaded. */
exports.evaluated = evaluated;
exports.scripts = undefined;
