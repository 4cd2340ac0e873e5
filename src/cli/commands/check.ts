import { GageError, fail } from '../../failures/failures.ts';
import { installation } from '../../platform/installation.ts';
import { matchesVersion, VersionSpecError } from '../../values/version-spec.ts';
import type { CommandContext } from '../command.ts';
import { escapeLine } from '../escape-text.ts';
import { writeJson } from '../json-output.ts';
import { span } from '../style.ts';
import { renderTable } from '../table.ts';
import { VERSION } from '../version.ts';
import { warn } from '../warning.ts';
import { openWorkspace } from '../workspace.ts';

/** `gage check`: what there is to know of the installation, or a check of a Gage file or of the version. */
export async function execute(context: CommandContext): Promise<number> {
  const { values, terminal } = context;
  const path = values.text('path');
  if (path !== undefined) {
    const { checkGageFileAt } = await import('../check-gage-file.ts');
    return checkGageFileAt(path, context);
  }
  const boardPath = values.text('board');
  if (boardPath !== undefined) {
    const { checkBoardFileAt } = await import('../check-board-file.ts');
    return checkBoardFileAt(boardPath, context);
  }
  const spec = values.text('version');
  if (spec !== undefined) return checkVersion(spec, context);
  const facts = await collectFacts(context);
  if (values.isGiven('json')) {
    writeJson(Object.fromEntries(facts.map(([name, value]) => [name, value ?? null])), terminal);
    return 0;
  }
  const columns = [{ style: 'label' as const }, { overflow: 'wrap' as const }];
  const rows = facts.map(([name, value]) => [
    name,
    [value === undefined ? span('sub-text', '<none>') : span('value', escapeLine(value))],
  ]);
  terminal.outLines(...renderTable({ columns, rows }, terminal));
  return 0;
}

type Fact = readonly [name: string, value: string | undefined];

async function collectFacts(context: CommandContext): Promise<readonly Fact[]> {
  const { host, values } = context;
  const { directory, nodePath } = installation();
  const facts: Fact[] = [
    ['gage_version', VERSION],
    ['gage_install_location', directory],
    ['node_version', host.nodeVersion.replace(/^v/, '')],
    ['node_exe', nodePath],
    ['platform', host.platform],
  ];
  if (!values.isGiven('verbose')) return facts;
  const { commandDir, project, runsDir } = await openWorkspace(context);
  facts.push(
    ['command_directory', commandDir],
    ['project_directory', project?.directory],
    ['gagefile', project?.gageFilePath],
    ['runs_directory', runsDir],
  );
  if (project?.gageFilePath !== undefined) await warnOfGageFile(project.gageFilePath, context);
  return facts;
}

/** That a Gage file cannot be used is a fact like the others, and no reason to hide them. */
async function warnOfGageFile(path: string, { terminal }: CommandContext): Promise<void> {
  const [{ readDataFile }, { checkGageFile }] = await Promise.all([
    import('../../operation/data-file.ts'),
    import('../../operation/gage-file-validation.ts'),
  ]);
  try {
    const problems = await checkGageFile(await readDataFile(path));
    for (const { line, column, message } of problems) {
      warn(`${path}:${line}:${column}: ${message}`, terminal);
    }
  } catch (error) {
    if (!(error instanceof GageError)) throw error;
    warn(error.message, terminal);
  }
}

/** Says nothing to people when this version is meant. Fails with `version-mismatch`, `invalid-version-spec`. */
function checkVersion(spec: string, { values, terminal }: CommandContext): number {
  try {
    if (!matchesVersion(VERSION, spec))
      fail({ reason: 'version-mismatch', version: VERSION, spec });
  } catch (error) {
    if (!(error instanceof VersionSpecError)) throw error;
    fail({ reason: 'invalid-version-spec', spec, problem: error.message }, error);
  }
  if (values.isGiven('json')) writeJson({ version: VERSION, spec }, terminal);
  return 0;
}
