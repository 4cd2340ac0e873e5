import { listManifestFiles } from '../../catalog/manifest-files.ts';
import type { RunRecord } from '../../catalog/run-record.ts';
import { OUTPUT_NAMES } from '../../run/layout.ts';
import { listOutputs } from '../../run/output.ts';
import { chooseNumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { hostPager } from '../host-pager.ts';
import { page } from '../pager.ts';
import { configTable, summaryTable } from '../show-tables.ts';
import { filesTable } from '../show-files.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage show`: all about one run on a screen, a part of it, or as JSON. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal, host } = context;
  const workspace = await openWorkspace(context);
  const numbered = chooseNumberedRun(values.text('run'), workspace, values.text('where'));
  const { run } = numbered;
  if (values.isGiven('json')) {
    const { writeShownJson } = await import('../show-json.ts');
    writeShownJson(numbered, context);
  } else if (values.isGiven('config')) {
    terminal.outLines(...configTable(run, terminal));
  } else if (values.isGiven('summary')) {
    terminal.outLines(...summaryTable(run, terminal));
  } else if (values.isGiven('output')) {
    await writeAllOutput(run, context);
  } else if (values.isGiven('files')) {
    const limit = values.integer('limit-files') ?? Infinity;
    const hasSizes = !values.isGiven('0');
    const files = listManifestFiles(run.run);
    terminal.outLines(...filesTable(files, { limit, hasSizes, hasFooter: false }, terminal));
  } else {
    const { renderRun } = await import('../show-run.ts');
    await page(renderRun(run, context), terminal, hostPager(host));
  }
  return 0;
}

/** The output of the command; if it was never started, that of the hooks before it. */
async function writeAllOutput({ run }: RunRecord, { terminal }: CommandContext): Promise<void> {
  const { writeOutput } = await import('../output-text.ts');
  const names = listOutputs(run);
  const shown = names.includes(OUTPUT_NAMES.run) ? [OUTPUT_NAMES.run] : names;
  for (const name of shown) writeOutput(run, name, terminal.out);
}
