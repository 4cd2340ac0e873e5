import { findAssignment } from '../config/assignment.ts';
import { formatFlagValue } from '../config/flag-value.ts';
import { allListFields } from '../catalog/list-field.ts';
import { listRuns } from '../catalog/list-runs.ts';
import { listManifestFiles } from '../catalog/manifest-files.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { readOperations } from '../operation/find-operation.ts';
import { isScriptName } from '../operation/script-interpreter.ts';
import { planOperation } from '../plan/plan-run.ts';
import { listDirectory } from '../platform/files.ts';
import { findArchive, listArchives } from '../run/archives.ts';
import { readComments } from '../run/comments.ts';
import type { Container } from '../run/containers.ts';
import type { RunStatus } from '../run/run.ts';
import { readTags } from '../run/tags.ts';
import { compareCodePoints } from '../values/order.ts';
import { chooseRun } from './choose-runs.ts';
import type { CommandContext, DynamicValues } from './command.ts';
import { COMPLETION_SHELLS } from './completion-scripts.ts';
import type { Candidate, LineSoFar } from './completion.ts';
import { escapeLine } from './escape-text.ts';
import { findRequested } from './requested-operation.ts';
import { FILE_TYPE_NAMES } from './show-files.ts';
import { openWorkspace } from './workspace.ts';
import type { Workspace } from './workspace.ts';

/** More runs than these are not for choosing from with a key. */
const MAX_RUNS = 200;

/** Lists values that depend on the project: those that the command on the line would take. */
export async function completionValues(
  kind: DynamicValues,
  line: LineSoFar,
  context: CommandContext,
): Promise<readonly Candidate[]> {
  const workspace = await openWorkspace(context);
  const { runsDir } = workspace;
  switch (kind) {
    case 'runs':
      return runCandidates(line, workspace);
    case 'run-files':
      return listManifestFiles(chooseRun(line.args[0], workspace).run)
        .filter(({ sizeBytes }) => sizeBytes !== undefined)
        .map(({ path, type }) => candidate(path, [FILE_TYPE_NAMES[type]]));
    case 'fields':
      return fieldCandidates(line, workspace);
    case 'tags':
      return tagCandidates(workspace);
    case 'comments':
      return readComments(chooseRun(line.args[0], workspace).run).map(({ id, author, text }) =>
        candidate(id, [`${author}:`, firstLine(text)]),
      );
    case 'archives':
      return listArchives(runsDir).archives.map(({ name }) => ({ value: name }));
    case 'batches': {
      const { listBatches } = await import('../batch/batch-store.ts');
      return listBatches(runsDir).batches.map(({ name, plan }) =>
        candidate(name, [plan.base.opref.name, plan.label]),
      );
    }
    case 'operations':
      return operationCandidates(line, context, workspace);
    case 'flags':
      return flagCandidates(line, context, workspace);
    case 'shells':
      return COMPLETION_SHELLS.map((value) => ({ value }));
  }
}

/** The runs a command works on: deleted ones, those of an archive, or only those that have the right status. */
function runCandidates(
  { command, option, options }: LineSoFar,
  { runsDir }: Workspace,
): readonly Candidate[] {
  const runs = newestRuns(runsDir, containerOf(command, options, runsDir));
  const isStarting = command === 'start' || option === 'start';
  return runs
    .filter(({ status }) => !isStarting || status === 'staged')
    .filter(({ status }) => command !== 'stop' || UNDER_WAY.has(status))
    .map(({ name, opref, status, label }) => candidate(name, [opref.name, status, label]));
}

const UNDER_WAY: ReadonlySet<RunStatus> = new Set(['staging', 'running', 'finalizing']);

/** Commands with `--archive` for the place that runs are in. */
const IN_ARCHIVES: ReadonlySet<string> = new Set(['list', 'purge', 'restore', 'verify']);

function containerOf(
  command: string,
  options: LineSoFar['options'],
  runsDir: string,
): Container | undefined {
  const archive = options.get('archive')?.at(-1);
  if (archive !== undefined && IN_ARCHIVES.has(command)) {
    return findArchive(runsDir, archive).id;
  }
  const isTrash = options.has('deleted') || command === 'purge' || command === 'restore';
  return isTrash ? 'trash' : undefined;
}

function newestRuns(runsDir: string, container?: Container): readonly RunRecord[] {
  const items = listRuns(runsDir, container).sequence.items(0, MAX_RUNS);
  return items.map(({ run }) => run);
}

/** The last of several fields, with what is before it: `index,na` becomes `index,name`. */
function fieldCandidates(
  { current, option }: LineSoFar,
  { runsDir }: Workspace,
): readonly Candidate[] {
  const listed = newestRuns(runsDir).map((run, index) => ({ position: index + 1, run }));
  const before = current.slice(0, current.lastIndexOf(',') + 1);
  const isDescending = option === 'sort' && current.startsWith('-', before.length);
  const start = isDescending ? `${before}-` : before;
  return allListFields(listed).map(({ name }) => ({ value: start + name }));
}

function tagCandidates({ runsDir }: Workspace): readonly Candidate[] {
  const tags = new Set(newestRuns(runsDir).flatMap(({ run }) => readTags(run)));
  return [...tags].sort(compareCodePoints).map((value) => ({ value }));
}

/** Operations of the Gage file and scripts beside it; where none is meant, flags of the default one. */
async function operationCandidates(
  line: LineSoFar,
  context: CommandContext,
  workspace: Workspace,
): Promise<readonly Candidate[]> {
  const { project, commandDir } = workspace;
  const hasGageFile = project?.gageFilePath !== undefined;
  const operations = hasGageFile ? (await readOperations(project)).operations : [];
  const scripts = listDirectory(commandDir).filter(({ name }) => isScriptName(name));
  const candidates = [
    ...operations.map(({ name, description }) => candidate(name, [firstLine(description ?? '')])),
    ...scripts.map(({ name }) => ({ value: name })),
  ];
  const isMeant = candidates.some(({ value }) => value.startsWith(line.current));
  return isMeant || !hasGageFile ? candidates : flagCandidates(line, context, workspace);
}

async function flagCandidates(
  { args, current }: LineSoFar,
  context: CommandContext,
  workspace: Workspace,
): Promise<readonly Candidate[]> {
  const [first] = args;
  const typedName = first === undefined || findAssignment(first) !== undefined ? undefined : first;
  const { project, opdef } = await findRequested(typedName, context, workspace);
  const { settings } = await planOperation(project, opdef, context.host.env, workspace.runsDir);
  const keys = [...settings.keys()];
  const flags = [...settings.values()]
    .filter(({ key }) => !keys.some((other) => other.startsWith(`${key}.`)))
    .sort((a, b) => compareCodePoints(a.key, b.key));
  const named = flags.find(({ key }) => current.startsWith(`${key}=`));
  if (named !== undefined) {
    if (typeof named.value !== 'boolean') return [];
    return ['true', 'false'].map((value) => ({ value: `${named.key}=${value}` }));
  }
  return flags.map(({ key, value, description }) =>
    candidate(`${key}=`, [description ?? formatFlagValue(value)]),
  );
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

/** A description is one line. */
function candidate(value: string, parts: readonly (string | undefined)[]): Candidate {
  const text = parts.filter((part) => part !== undefined && part !== '').join(' ');
  return text === '' ? { value } : { value, description: escapeLine(text) };
}
