import type { DependencyFailure, MissingThing, RunState } from './dependency-failures.ts';

/** The message of a failure that concerns dependencies; see {@link describeFailure}. */
export function describeDependencyFailure(failure: DependencyFailure): string {
  const which = `dependency ${failure.dependency}`;
  switch (failure.reason) {
    case 'dependency-missing':
      return `${which}: ${describeMissing(failure.missing)}`;
    case 'dependency-mismatch': {
      const found = failure.found === undefined ? 'is gone' : `has ${failure.found}`;
      if (failure.statedBy === 'manifest') {
        return `${which}: ${failure.source} ${found}, not ${failure.expected}\n\nThe run was altered after it had completed.`;
      }
      return `${which}: ${failure.source} ${found}, not ${failure.expected}\n\nEither it is another file, or its 'sha256' in the Gage file has to change.`;
    }
    case 'dependency-conflict':
      return `${which}: ${failure.source} cannot be put at '${failure.path}': ${failure.there} is there\n\nUse 'target' to put it elsewhere.`;
    case 'dependency-unusable':
      return `${which}: cannot use ${failure.source}: ${failure.problem}`;
  }
}

function describeMissing(missing: MissingThing): string {
  switch (missing.kind) {
    case 'completed-run': {
      const { operation, runs, runsDir } = missing;
      return `no run of ${operation} has completed\n\nRuns of ${operation} in ${runsDir}:\n${listRuns(runs)}`;
    }
    case 'any-completed-run': {
      const { runs, runsDir } = missing;
      const there =
        runs.length === 0 ? 'There are no runs of it.' : `Its runs are:\n${listRuns(runs)}`;
      return `no run of this project has completed in ${runsDir}\n\n${there}`;
    }
    case 'filtered-run': {
      const { filter, operations, runs, runsDir } = missing;
      const there =
        runs.length === 0
          ? `Completed runs there are of ${joinSome(operations)}.`
          : `It finds:\n${listRuns(runs)}`;
      return `no completed run of this project in ${runsDir} is found by '${filter}'\n\n${there}`;
    }
    case 'run': {
      const { select, operations, runsDir } = missing;
      const there =
        operations.length === 0
          ? `There are no runs of this project in ${runsDir}.`
          : `Runs in ${runsDir} are of ${joinSome(operations)}.`;
      return `there is no run of ${select}, nor one with that id or name\n\n${there}\nIf ${select} is an operation, run it first.`;
    }
    case 'named-run':
      return `run ${missing.run.name} (${missing.run.operation}) is needed and has not completed: it is '${missing.run.status}'`;
    case 'run-file': {
      const { pattern, run, near } = missing;
      const wanted = pattern === undefined ? 'generated no files' : `has no file '${pattern}'`;
      const there = near.length === 0 ? 'It has no files.' : `It has:\n${listSome(near)}`;
      return `run ${run.name} (${run.operation}) ${wanted}\n\n${there}`;
    }
    case 'project-file': {
      const { pattern, directory, near } = missing;
      const there = near.length === 0 ? 'It is empty.' : `There is:\n${listSome(near)}`;
      return `no file '${pattern}' in ${directory}\n\n${there}`;
    }
    case 'file': {
      const { path, directory, near } = missing;
      const there = near.length === 0 ? 'which is empty.' : `which has:\n${listSome(near)}`;
      return `${path} does not exist\n\nThe nearest directory is ${directory}, ${there}`;
    }
  }
}

/** How many of a kind a message lists. */
const LISTED = 5;

function listRuns(runs: readonly RunState[]): string {
  return listSome(runs.map(({ name, status }) => `${name}  ${status}`));
}

function listSome(lines: readonly string[]): string {
  const shown = lines.slice(0, LISTED).map((line) => `  ${line}`);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function joinSome(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
