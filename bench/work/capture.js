/**
 * Executes a command as a run, as a user of the library does: `capture.js <runs directory> <command>
 * [echo] [finalize]`. With `echo` its output goes to stdout as well; with `finalize` the run is closed.
 */
import { writeSync } from 'node:fs';
import {
  OpCmd,
  OpDef,
  OpRef,
  execRun,
  finalizeRun,
  initRunMeta,
  makeRun,
  stageRun,
} from '../../dist/index.js';

const [runsDir, command, ...words] = process.argv.slice(2);
const run = makeRun(new OpRef('bench', 'capture'), runsDir);
initRunMeta(run, new OpDef('capture', { sourcecode: false }), {}, new OpCmd(command));
await stageRun(run, runsDir);
const { exitCode } = await execRun(run, {
  env: process.env,
  onOutput: words.includes('echo') ? echo : undefined,
});
if (words.includes('finalize')) await finalizeRun(run, { exitCode });
process.exitCode = exitCode;

function echo(bytes) {
  for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done);
}
