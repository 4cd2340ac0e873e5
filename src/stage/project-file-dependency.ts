import { fail } from '../failures/failures.ts';
import { selectFiles } from '../files/select-files.ts';
import type { LeftOut, Selection } from '../files/select-files.ts';
import { parseSelectRules } from '../files/select-rules.ts';
import type { SelectRule } from '../files/select-rules.ts';
import type { ProjectFilesDependency } from '../operation/dependency.ts';
import { realPath } from '../platform/file-tree.ts';
import { join } from '../platform/paths.ts';
import { pathsNear } from './likely-paths.ts';
import type { Resolution, Resolving } from './resolved-dependency.ts';
import { pathBelow } from './target-path.ts';

/**
 * Finds the files of the project that an operation depends on. Ignore files count for nothing here:
 * data is what they mostly name. Every pattern has to find something.
 *
 * Fails with `dependency-missing`, `dependency-unusable`, `invalid-pattern`.
 */
export function resolveProjectFiles(
  dependency: ProjectFilesDependency,
  resolving: Resolving,
): Resolution {
  const { number, context } = resolving;
  const { projectDir, runsDir } = context;
  const rules = parseSelectRules(dependency.files);
  const select = (some: readonly SelectRule[]): Selection =>
    selectFiles(projectDir, some, { neverEnter: [realPath(runsDir)], disregardsIgnoreFiles: true });
  const selection = select(rules);
  for (const item of selection.leftOut) checkUsable(item, resolving);
  const findsFiles = (rule: SelectRule): boolean =>
    (rules.length === 1 ? selection : select([rule])).files.length > 0;
  for (const rule of rules) {
    if (!rule.isInclude || rule.type === 'dir' || findsFiles(rule)) continue;
    if (leadsOutside(rule.glob.pattern)) {
      const problem = `'files' are in the project; use file = ${JSON.stringify(rule.glob.pattern)}`;
      fail({ reason: 'dependency-unusable', dependency: number, source: rule.pattern, problem });
    }
    const near = pathsNear(projectDir, rule.glob.pattern);
    const missing = {
      kind: 'project-file',
      pattern: rule.pattern,
      directory: projectDir,
      near,
    } as const;
    fail({ reason: 'dependency-missing', dependency: number, missing });
  }
  const files = selection.files.map(({ path }) => ({
    source: join(projectDir, path),
    path: pathBelow(dependency.target, path, number),
  }));
  return {
    origin: { kind: 'project', directory: projectDir },
    content: { kind: 'files', files, isLinked: dependency.link },
    notices: describeLeftOut(selection.leftOut, number),
  };
}

/** Whether a pattern begins as paths do that lead out of the project. */
function leadsOutside(pattern: string): boolean {
  return /^(?:\/|~\/|\.\.(?:\/|$))/.test(pattern);
}

/** What was asked for and cannot be had is an error: the run would go on with a part. */
function checkUsable({ path, reason }: LeftOut, { number, context }: Resolving): void {
  const problem = PROBLEMS[reason];
  if (problem === undefined) return;
  const source = join(context.projectDir, path);
  fail({ reason: 'dependency-unusable', dependency: number, source, problem });
}

const PROBLEMS: Readonly<Partial<Record<LeftOut['reason'], string>>> = {
  unreadable: 'it is not readable',
  'broken-link': 'it is a link that leads nowhere',
  'special-file': 'it is not a regular file',
  'name-not-utf8': 'its name is not UTF-8',
};

function describeLeftOut(leftOut: readonly LeftOut[], number: number): readonly string[] {
  const secrets = leftOut.filter(({ reason }) => reason === 'likely-secret');
  if (secrets.length === 0) return [];
  const names = secrets.map(({ path }) => path).join(', ');
  return [
    `Dependency ${number} leaves out what is likely secret: ${names}. Name it in 'files' if runs need it.`,
  ];
}
