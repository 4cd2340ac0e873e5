'use strict';
// The start of the program, completed by the build: finds, loads and evaluates the chunks of packs.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const packNames = PACK_NAMES;
const packOfChunk = PACK_OF_CHUNK;
const packs = [START_PACK];
const evaluated = [];

/** What a chunk exports, evaluated when it is first needed. */
function need(number) {
  return (evaluated[number] ??= chunksOf(packOfChunk[number])[number](need, load, require));
}

/** As `need`, for what the program imports on demand. */
async function load(number) {
  return need(number);
}

function chunksOf(pack) {
  return (packs[pack] ??= loadPack(packNames[pack]));
}

/** With the code that the build compiled, if it was for this Node.js. */
function loadPack(name) {
  const file = `${__dirname}/${name}`;
  const cachedData = exports.scripts === undefined ? readCompiled(file) : undefined;
  if (cachedData === undefined && exports.scripts === undefined) return requireCompiled(file);
  const source = `(function (module) {${readFileSync(file, 'latin1')}\n})`;
  const script = new Script(source, { filename: file, cachedData });
  exports.scripts?.set(file, script);
  const module = {};
  script.runInThisContext()(module);
  return module.exports;
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

exports.start = () => need(START_CHUNK).start();
exports.load = load;
/** Set by the build, to get hold of what it has loaded. */
exports.scripts = undefined;
