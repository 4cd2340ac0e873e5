import { resolve } from 'node:path';
import { fail } from '../../failures/failures.ts';
import { expandHome } from '../../operation/home-path.ts';
import { isDirectory } from '../../platform/files.ts';
import { removeProjectReference, writeProjectReference } from '../../run/project-reference.ts';
import { chooseRun } from '../choose-runs.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage associate`: notes which project a run came from, or forgets it. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal, host } = context;
  const workspace = await openWorkspace(context);
  const isRemoving = values.isGiven('remove');
  const project = values.text('project');
  if (!isRemoving && (project === undefined || project === '')) {
    const message = `Argument 'project' is required unless '--remove' is used.\n\nTry '${context.path} -h' for help.`;
    fail({ reason: 'invalid-argument', message });
  }
  const { id, run } = chooseRun(values.text('run'), workspace, values.text('where'));
  if (isRemoving || project === undefined) {
    removeProjectReference(run);
    if (values.isGiven('json')) writeJson({ id, project: null }, terminal);
    else terminal.outLines(`Removed project association for "${id}"`);
    return 0;
  }
  const directory = resolve(workspace.commandDir, expandHome(project, host.homeDir));
  writeProjectReference(run, directory);
  if (!isDirectory(directory)) warn(`directory '${directory}' does not exist`, terminal);
  if (values.isGiven('json')) writeJson({ id, project: directory }, terminal);
  else terminal.outLines(`Associated "${id}" with ${escapeLine(directory)}`);
  return 0;
}
