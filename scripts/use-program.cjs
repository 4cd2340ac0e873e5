'use strict';
// Uses the program once, in the current directory, then writes what became of it: the modules that were
// evaluated, or the code that was compiled of a pack.
const { writeFileSync } = require('node:fs');
const path = require('node:path');

const [, , folder, program, order, ...args] = process.argv;
const { trace, pack, code } = JSON.parse(order);

const loader = require(path.join(folder, 'gage.cjs'));
loader.scripts = new Map();
process.argv.splice(1, Infinity, program, ...args);
process.on('exit', () => {
  if (trace !== undefined)
    writeFileSync(trace, JSON.stringify(Object.keys(loader.evaluated).map(Number)));
  else if (loader.scripts.has(pack))
    writeFileSync(code, loader.scripts.get(pack).createCachedData());
});
loader.start();
