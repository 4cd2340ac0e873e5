import { dayStart, parseDate, parseDuration } from '../../filter/filter-times.ts';
import { fail } from '../../failures/failures.ts';
import { OpDef } from '../../operation/operation-definition.ts';
import { join } from '../../platform/paths.ts';
import { watchFolder } from '../../platform/watch-folder.ts';
import { META } from '../../run/layout.ts';
import { readMap, withMeta } from '../../run/metadata.ts';
import { runName } from '../../run/proquint.ts';
import type { Run } from '../../run/run.ts';
import { RunLife } from '../../run/run-life.ts';
import { chooseRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { LogPrinter } from '../log-printer.ts';
import type { LogView } from '../log-printer.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** How long a change may go unnoticed where the file system does not tell of it. */
const LOOK_MS = 250;

/** `gage logs`: the output of a run as it was written; with `--follow` until the run has ended. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, host } = context;
  const view = viewOf(context);
  const workspace = await openWorkspace(context);
  const { run } = chooseRun(values.text('run'), workspace, values.text('where'));
  const printer = new LogPrinter(run, view, host.stdout.write);
  if (values.isGiven('follow')) await follow(run, printer);
  else printer.print(true);
  if (view.isStderrOnly && !printer.hasPrinted) tellStreams(run, context);
  return 0;
}

/** Prints what comes until the run has ended. */
async function follow(run: Run, printer: LogPrinter): Promise<void> {
  const life = new RunLife(run);
  const watch = watchFolder(join(run.metaDir, META.outputs));
  try {
    for (;;) {
      // Looked at before printing, so that nothing can come after the last time.
      const isOver = life.hasEnded();
      printer.print(isOver);
      if (isOver) return;
      await watch.changed(LOOK_MS);
    }
  } finally {
    watch.close();
  }
}

/** Nothing of standard error need not mean that there was none. */
function tellStreams(run: Run, { terminal }: CommandContext): void {
  const opdef = withMeta(run.metaDir, (meta) => new OpDef('', readMap(meta, META.opdef)));
  if (opdef.isErrorSeparate) return;
  const name = runName(run.id);
  warn(
    `what run ${name} wrote to standard error is not told apart from its output: its operation would have to say 'separate-stderr'`,
    terminal,
  );
}

function viewOf({ values, host }: CommandContext): LogView {
  const since = values.text('since');
  const lineForm = values.isGiven('timestamps') ? 'times' : 'bytes';
  return {
    phases: values.texts('phase'),
    tail: values.integer('tail'),
    sinceMillis: since === undefined ? undefined : parseSince(since, host.nowMillis()),
    isStderrOnly: values.isGiven('stderr'),
    form: values.isGiven('json') ? 'json' : lineForm,
  };
}

/** A time before now such as `10m`, or a date, local unless it tells its zone, or a day. Fails with `invalid-argument`. */
function parseSince(text: string, nowMillis: number): number {
  const since = text.trim();
  if (since === 'today') return dayStart(nowMillis * 1000, 0) / 1000;
  if (since === 'yesterday') return dayStart(nowMillis * 1000, -1) / 1000;
  if (/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(since)) {
    return nowMillis - parseDuration(since) * 1000;
  }
  const date = parseDate(since);
  if (date !== undefined) return date.startMicros / 1000;
  const message = `Cannot use '${text}' with '--since': give an age such as 10m, 2h or 3d, a time such as 2026-05-01T12:30, today or yesterday`;
  return fail({ reason: 'invalid-argument', message });
}
