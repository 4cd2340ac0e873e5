#!/usr/bin/env node
// Compiled code is kept between starts where this Node.js can do that.
process.getBuiltinModule?.('node:module').enableCompileCache?.();
await import('../dist/gage.js');
