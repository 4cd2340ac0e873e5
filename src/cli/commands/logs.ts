import { join } from 'node:path';
import { parseDate, parseDuration } from '../../filter/filter-times.ts';
import { fail } from '../../failures/failures.ts';
import { watchFolder } from '../../platform/watch-folder.ts';
import { META } from '../../run/layout.ts';
import { RunLife } from '../../run/run-life.ts';
import { chooseRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { LogPrinter } from '../log-printer.ts';
import type { LogView } from '../log-printer.ts';
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
  if (!values.isGiven('follow')) {
    printer.print(true);
    return 0;
  }
  const life = new RunLife(run);
  const watch = watchFolder(join(run.metaDir, META.outputs));
  try {
    for (;;) {
      // Looked at before printing, so that nothing can come after the last time.
      const isOver = life.hasEnded();
      printer.print(isOver);
      if (isOver) return 0;
      await watch.changed(LOOK_MS);
    }
  } finally {
    watch.close();
  }
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

/** A time before now such as `10m`, or a date, local unless it tells its zone. Fails with `invalid-argument`. */
function parseSince(text: string, nowMillis: number): number {
  const since = text.trim();
  if (/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(since)) {
    return nowMillis - parseDuration(since) * 1000;
  }
  const date = parseDate(since);
  if (date !== undefined) return date.startMicros / 1000;
  const message = `Cannot use '${text}' with '--since': give an age such as 10m, 2h or 3d, or a time such as 2026-05-01T12:30`;
  return fail({ reason: 'invalid-argument', message });
}
