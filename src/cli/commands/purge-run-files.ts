import { matchRunFiles } from '../../catalog/match-run-files.ts';
import type { MatchedFile } from '../../catalog/match-run-files.ts';
import { fail } from '../../failures/failures.ts';
import { checkNotActive } from '../../run/move-run.ts';
import { purgeRunFiles } from '../../run/purge-files.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { askYesOrNo, declinedStatus } from '../prompt.ts';
import { reportChange } from '../report-change.ts';
import { formatSize } from '../size-text.ts';
import { renderTable } from '../table.ts';
import { openWorkspace } from '../workspace.ts';

/** What `--confirm` has to say. */
const CONSENT = 'I agree';

interface FilesOfRun {
  readonly numbered: NumberedRun;
  readonly files: readonly MatchedFile[];
}

/** `gage util purge-run-files`: deletes files inside of runs; their metadata stays as it is. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal, host } = context;
  const workspace = await openWorkspace(context);
  const patterns = values.texts('file');
  const chosen = chooseMany(context, workspace, { request: "Specify a run or use '--all'." });
  if (patterns.length === 0) {
    const message = "Specify at least one file pattern using '-f / --file'";
    fail({ reason: 'invalid-argument', message });
  }
  if (chosen.length === 0) return nothingSelected(context, { deleted_files: [] });
  const all = chosen.map((numbered) => ({
    numbered,
    files: matchRunFiles(numbered.run.run, patterns),
  }));
  if (values.isGiven('preview')) {
    showMatches(all, context);
    return 0;
  }
  const matched = all
    .map(({ numbered, files }) => ({
      numbered,
      files: files.filter(({ pattern }) => pattern !== undefined),
    }))
    .filter(({ files }) => files.length > 0);
  if (matched.length === 0) {
    const message =
      "No files matched the specified patterns\nUse '--preview' to show pattern match details.";
    fail({ reason: 'invalid-argument', message });
  }
  checkNotActive(
    matched.map(({ numbered }) => numbered.run.run),
    { force: values.isGiven('force') },
  );
  if (!values.isGiven('yes') && values.text('confirm') !== CONSENT) {
    showFiles(matched, context);
    const answer = await askYesOrNo({ default: 'no', readLine: host.readLine }, terminal);
    if (answer !== 'yes') return declinedStatus(answer);
  }
  for (const { numbered, files } of matched) {
    purgeRunFiles(
      numbered.run.run,
      host.userName,
      files.map(({ path }) => path),
    );
  }
  const outcome = matched.map(({ numbered: { run }, files }) => ({
    id: run.id,
    name: run.name,
    files: files.map(({ path }) => path),
  }));
  const count = matched.reduce((sum, { files }) => sum + files.length, 0);
  const done = `Deleted ${count} ${count === 1 ? 'file' : 'files'}`;
  reportChange(context, { deleted_files: outcome }, done);
  return 0;
}

function showMatches(all: readonly FilesOfRun[], { terminal, values }: CommandContext): void {
  if (values.isGiven('json')) {
    const runs = all.map(({ numbered: { run }, files }) => ({
      id: run.id,
      name: run.name,
      files: files.map(({ path, pattern }) => ({ path, pattern: pattern ?? null })),
    }));
    writeJson({ runs }, terminal);
    return;
  }
  const columns = [
    { header: 'Run', style: 'value' },
    { header: 'Path', style: 'label' },
    { header: 'Matching Pattern' },
  ] as const;
  const rows = all.flatMap(({ numbered, files }) =>
    files.map(({ path, pattern }) => [
      numbered.run.name,
      escapeLine(path),
      escapeLine(pattern ?? '<no match>'),
    ]),
  );
  terminal.errBlock(renderTable({ columns, rows }, terminal));
}

function showFiles(matched: readonly FilesOfRun[], { terminal }: CommandContext): void {
  const columns = [
    { header: 'Run', style: 'value' },
    { header: 'Path', style: 'label' },
    { header: 'Size', align: 'right', style: 'size' },
  ] as const;
  const rows = matched.flatMap(({ numbered, files }) =>
    files.map(({ path, sizeBytes }) => [
      numbered.run.name,
      escapeLine(path),
      formatSize(sizeBytes),
    ]),
  );
  terminal.errBlock(renderTable({ columns, rows }, terminal));
}
