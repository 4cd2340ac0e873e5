import { findAssignment } from '../config/assignment.ts';
import { formatFlagValue } from '../config/flag-value.ts';
import { allListFields } from '../catalog/list-field.ts';
import { listRuns } from '../catalog/list-runs.ts';
import { findOperation, readOperations } from '../operation/find-operation.ts';
import { planOperation } from '../plan/plan-run.ts';
import { listArchives } from '../run/archives.ts';
import { compareCodePoints } from '../values/order.ts';
import type { CommandContext, DynamicValues } from './command.ts';
import type { Candidate } from './completion.ts';
import { escapeLine } from './escape-text.ts';
import { openWorkspace } from './workspace.ts';

/** More runs than these are not for choosing from with a key. */
const MAX_RUNS = 200;

/** Lists values that depend on the project. `words` are the command line before the one that is completed. */
export async function completionValues(
  kind: DynamicValues,
  words: readonly string[],
  context: CommandContext,
): Promise<readonly Candidate[]> {
  const workspace = await openWorkspace(context);
  const { project, runsDir } = workspace;
  switch (kind) {
    case 'runs':
      return listRuns(runsDir)
        .runs.slice(0, MAX_RUNS)
        .map(({ name, opref, status, label }) => candidate(name, [opref.name, status, label]));
    case 'fields': {
      const runs = listRuns(runsDir).runs.slice(0, MAX_RUNS);
      const fields = allListFields(runs.map((run, index) => ({ position: index + 1, run })));
      return fields.map(({ name }) => ({ value: name }));
    }
    case 'archives':
      return listArchives(runsDir).archives.map(({ name }) => ({ value: name }));
    case 'batches': {
      const { listBatches } = await import('../batch/batch-store.ts');
      return listBatches(runsDir).batches.map(({ name, plan }) =>
        candidate(name, [plan.base.opref.name, plan.label]),
      );
    }
    case 'operations': {
      const { operations } = await readOperations(project);
      return operations.map(({ name, description }) =>
        candidate(name, [description?.trim().split('\n')[0]]),
      );
    }
    case 'flags': {
      if (project === undefined) return [];
      const { operations } = await readOperations(project);
      const opdef = findOperation(operations, operationAmong(words, operations));
      const { settings } = await planOperation(project, opdef, context.host.env, runsDir);
      const keys = [...settings.keys()];
      return [...settings.values()]
        .filter(({ key }) => !keys.some((other) => other.startsWith(`${key}.`)))
        .sort((a, b) => compareCodePoints(a.key, b.key))
        .map(({ key, value, description }) =>
          candidate(`${key}=`, [description ?? formatFlagValue(value)]),
        );
    }
  }
}

/** The operation of `gage run`, if the line names one: it stands before all flags. */
function operationAmong(
  words: readonly string[],
  operations: readonly { readonly name: string }[],
): string | undefined {
  return words.find(
    (word) => findAssignment(word) === undefined && operations.some(({ name }) => name === word),
  );
}

/** A description is one line. */
function candidate(value: string, parts: readonly (string | undefined)[]): Candidate {
  const text = parts.filter((part) => part !== undefined && part !== '').join(' ');
  return text === '' ? { value } : { value, description: escapeLine(text) };
}
