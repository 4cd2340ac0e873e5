import { listRuns } from '../catalog/list-runs.ts';
import { readComments } from '../run/comments.ts';
import type { Comment } from '../run/comments.ts';
import { chooseMany } from './choose-many.ts';
import { chooseFrom } from './choose-runs.ts';
import type { CommandContext } from './command.ts';
import { formatDateTime, formatUtcTime } from './date-text.ts';
import { escapeLine, escapeLines } from './escape-text.ts';
import { hostPager } from './host-pager.ts';
import { writeJson } from './json-output.ts';
import { renderMarkdown } from './markdown.ts';
import type { MarkdownLayout } from './markdown.ts';
import type { MomentFormat } from './moment-text.ts';
import { page } from './pager.ts';
import { panelContentLayout, renderPanel } from './panel.ts';
import { span } from './style.ts';
import type { StyledText } from './style.ts';
import type { Layout } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** `gage comment --list`: comments of the runs that are chosen, else of the latest. @returns the exit status. */
export async function showComments(context: CommandContext, workspace: Workspace): Promise<number> {
  const { values, terminal, host } = context;
  const isChosen =
    values.texts('run').length > 0 || values.isGiven('all') || values.isGiven('where');
  const runs = isChosen
    ? chooseMany(context, workspace, { request: '' }).map(({ run }) => run)
    : [chooseFrom(listRuns(workspace.runsDir).sequence, undefined)];
  const all = runs.flatMap((run) => readComments(run.run).map((comment) => ({ run, comment })));
  if (values.isGiven('json')) {
    writeJson(
      all.map(({ run, comment }) => ({
        run: run.id,
        id: comment.id,
        author: comment.author,
        time: new Date(comment.timeMillis).toISOString(),
        text: comment.text,
      })),
      terminal,
    );
    return 0;
  }
  const formatDate = values.isGiven('utc') ? formatUtcTime : formatDateTime;
  const lines = all.flatMap(({ run, comment }) =>
    commentPanel(comment, run.name, terminal, formatDate),
  );
  if (lines.length > 0) await page(lines, terminal, hostPager(host));
  return 0;
}

/** A comment with all that is known of it; in normal mode its Markdown is laid out. */
export function commentPanel(
  { id, author, timeMillis, text }: Comment,
  runName: string,
  layout: Layout,
  formatDate: MomentFormat = formatDateTime,
): readonly StyledText[] {
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['author', author],
    ['date', formatDate(timeMillis * 1000)],
    ['run', runName],
    ['comment id', id],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const body = commentBody(text, panelContentLayout(layout));
  const lines = facts.map(([name, value]) => [
    span('label', name.padEnd(width + 2)),
    span('value', escapeLine(value)),
  ]);
  return renderPanel({ title: `${id} ${runName}`, lines: [...lines, '', ...body] }, layout);
}

/** The text of a comment: in plain mode as it is written, else as the Markdown it is. */
export function commentBody(text: string, layout: MarkdownLayout): readonly StyledText[] {
  const printable = escapeLines(text.trimEnd());
  return layout.mode === 'plain' ? printable.split('\n') : renderMarkdown(printable, layout);
}
