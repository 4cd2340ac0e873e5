import type { OperationChoice, ProjectFailure } from './project-failures.ts';

/** The message of a failure that concerns a project's files; see `describeFailure`. */
export function describeProjectFailure(failure: ProjectFailure): string {
  switch (failure.reason) {
    case 'no-operations':
      return "No operations defined for the current directory\n\nDescribe them in a Gage file ('gage help gagefile'), or name a script such as train.py.";
    case 'operations-unreadable':
      return `There was an issue reading operations from ${failure.path}: ${failure.problem}`;
    case 'file-missing':
      return `File "${failure.path}" does not exist`;
    case 'data-file-unreadable':
      return `Error loading ${failure.path}: ${failure.problem}`;
    case 'data-file-invalid':
      return `There are errors in ${failure.path}\n${failure.problems.map(describeProblem).join('\n')}`;
    case 'gage-file-not-found': {
      const candidates = failure.candidates.map((name) => `  ${name}`).join('\n');
      const hint = "For help with Gage files try 'gage help gagefile'";
      return `Cannot find a Gage file in ${failure.directory}\n\nLooking for one of:\n${candidates}\n\n${hint}`;
    }
    case 'unknown-operation': {
      const near = failure.near.map((name) => `'${name}'`).join(' or ');
      const hint = near === '' ? '' : `\nDid you mean ${near}?`;
      return `Cannot find operation '${failure.name}'${hint}\n\n${describeChoices(failure.choices)}`;
    }
    case 'no-default-operation':
      return `Cannot find a default operation\n\n${describeChoices(failure.choices)}`;
    case 'no-interpreter':
      return `Cannot run ${failure.script}: ${describePrograms(failure.programs)}`;
    case 'unset-variable':
      return `The environment variable ${failure.variable}, named by ${failure.setting} in ${failure.path}, is not set`;
  }
}

function describePrograms(programs: readonly string[]): string {
  const last = programs.at(-1);
  if (last === undefined) {
    return "no program is known for files of this kind\n\nSay in a Gage file what runs it ('gage help gagefile').";
  }
  const others = programs.slice(0, -1).join(', ');
  return others === ''
    ? `${last} cannot be found`
    : `it needs ${others} or ${last}, and none can be found`;
}

function describeProblem(problem: {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}): string {
  return `${problem.line}:${problem.column}: ${problem.message}`;
}

function describeChoices(choices: readonly OperationChoice[]): string {
  if (choices.length === 0) return "The Gage file has no operations ('gage help gagefile').";
  const width = Math.max(0, ...choices.map(({ name }) => name.length));
  const rows = choices.map(({ name, description }) =>
    `  ${name.padEnd(width)}  ${description}`.trimEnd(),
  );
  return ['Operations defined for this project:', '', ...rows].join('\n').trimEnd();
}
