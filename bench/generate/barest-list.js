/**
 * The least that makes a list of finalized runs: reads what a list shows out of every zip in a folder,
 * trusting everything. Run as a program with the folder.
 */
import { closeSync, openSync, readSync, readdirSync } from 'node:fs';

const [, , folder] = process.argv;

const WANTED = new Set([
  'config.json',
  'id',
  'initialized',
  'opref',
  'proc/exit',
  'staged',
  'started',
  'stopped',
  'summary.json',
]);

const bytes = Buffer.allocUnsafe(65_536);
const runs = readdirSync(folder)
  .filter((name) => name.endsWith('.meta.zip'))
  .map((name) => readRun(`${folder}/${name}`))
  .sort((a, b) => b.started - a.started);
for (const { id, started } of runs.slice(0, 20)) console.log(id, started);

function readRun(path) {
  const file = openSync(path, 'r');
  const length = readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  const end = length - 22;
  let at = bytes.readUInt32LE(end + 16);
  const run = {};
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameBytes = bytes.readUInt16LE(at + 28);
    const name = bytes.latin1Slice(at + 46, at + 46 + nameBytes);
    if (WANTED.has(name)) {
      const header = bytes.readUInt32LE(at + 42);
      const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
      run[name] = bytes.utf8Slice(start, start + bytes.readUInt32LE(at + 20));
    }
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30);
  }
  run.config = JSON.parse(run['config.json']);
  run.summary = JSON.parse(run['summary.json']);
  return run;
}
