import { fail } from '../../failures/failures.ts';
import { addComment, deleteComment, editComment, findComment } from '../../run/comments.ts';
import { chooseMany, nothingSelected } from '../choose-many.ts';
import type { RunsAsked } from '../choose-many.ts';
import type { NumberedRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { commentPanel, showComments } from '../comment-panels.ts';
import { confirmChange, countRuns } from '../confirm-change.ts';
import { changedRuns, reportChange } from '../report-change.ts';
import { openWorkspace } from '../workspace.ts';
import type { Workspace } from '../workspace.ts';

const ASKED: RunsAsked = { request: "Specify a run to modify or use '--all'." };

/** `gage comment`: adds a comment to runs, shows, changes or deletes comments. */
export async function execute(context: CommandContext): Promise<number> {
  const { values } = context;
  const workspace = await openWorkspace(context);
  if (values.isGiven('delete')) return remove(context, workspace);
  if (values.isGiven('edit')) return edit(context, workspace);
  if (values.isGiven('list')) return showComments(context, workspace);
  return add(context, workspace);
}

async function add(context: CommandContext, workspace: Workspace): Promise<number> {
  const { host } = context;
  const chosen = chooseMany(context, workspace, ASKED);
  if (chosen.length === 0) return nothingSelected(context, { commented: [] });
  const text = await textOf(context, '');
  if (text === '') return unchanged(context, 'Nothing added', { commented: [] });
  const commented = chosen.map((numbered) => ({
    ...numbered,
    comment: addComment(numbered.run.run, host.userName, text),
  }));
  const [first] = commented;
  const place =
    commented.length === 1 && first !== undefined
      ? `run ${first.run.name}`
      : countRuns(commented.length);
  const rows = commented.map(({ run, comment }) => ({
    id: run.id,
    name: run.name,
    comment_id: comment.id,
  }));
  reportChange(context, { commented: rows }, `Added comment to ${place}`);
  return 0;
}

/** The message, else what the user writes in their editor. */
async function textOf({ values, host }: CommandContext, before: string): Promise<string> {
  const message = values.text('msg');
  if (message !== undefined) return message.trimEnd();
  const { editText } = await import('../edit-text.ts');
  return editText(before, host);
}

function unchanged(context: CommandContext, said: string, outcome: { commented: [] }): number {
  context.terminal.errLines(`gage: ${said}`);
  if (context.values.isGiven('json')) reportChange(context, outcome);
  return 0;
}

async function edit(context: CommandContext, workspace: Workspace): Promise<number> {
  const { values, host } = context;
  const numbered = chooseOne(context, workspace, '-e / --edit');
  if (numbered === undefined) return nothingSelected(context, { commented: [] });
  const { run } = numbered.run;
  const before = findComment(run, values.text('edit') ?? '');
  const text = await textOf(context, before.text);
  if (text === '' || text === before.text.trimEnd()) {
    return unchanged(context, 'Comment was not modified', { commented: [] });
  }
  const { id } = editComment(run, host.userName, before.id, text);
  const rows = [{ ...changedRuns([numbered])[0], comment_id: id }];
  reportChange(context, { commented: rows }, `Modified comment ${id}`);
  return 0;
}

async function remove(context: CommandContext, workspace: Workspace): Promise<number> {
  const { values, host, terminal } = context;
  const numbered = chooseOne(context, workspace, '-d / --delete');
  if (numbered === undefined) return nothingSelected(context, { deleted_comments: [] });
  const { run, name } = numbered.run;
  const comment = findComment(run, values.text('delete') ?? '');
  if (!values.isGiven('yes')) terminal.errBlock(commentPanel(comment, name, terminal));
  const declined = await confirmChange(
    { description: 'You are about to delete this comment.', default: 'no' },
    context,
  );
  if (declined !== undefined) return declined;
  deleteComment(run, host.userName, comment.id);
  const rows = [{ ...changedRuns([numbered])[0], comment_id: comment.id }];
  const done = `Deleted comment ${comment.id} from run ${name}`;
  reportChange(context, { deleted_comments: rows }, done);
  return 0;
}

/** The run of a comment that is changed; undefined when nothing was found. */
function chooseOne(
  context: CommandContext,
  workspace: Workspace,
  option: string,
): NumberedRun | undefined {
  const chosen = chooseMany(context, workspace, {
    request: `Specify the run of the comment for '${option}'.`,
  });
  if (chosen.length > 1 || context.values.isGiven('all')) {
    const message = `Only one run can be specified with '${option}'.`;
    fail({ reason: 'invalid-argument', message });
  }
  return chosen[0];
}
