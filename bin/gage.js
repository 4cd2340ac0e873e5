#!/usr/bin/env node
'use strict';
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 16)) {
  console.error(`gage: needs Node.js 20.16 or newer, and this is ${process.versions.node}`);
  process.exit(1);
}
require('../dist/gage.cjs').start();
