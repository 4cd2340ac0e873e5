import { isAbsolute, resolve } from 'node:path';
import type { DataProblem } from '../operation/data-problem.ts';
import { expandHome } from '../operation/home-path.ts';
import { formatJsonOutput } from '../values/json-text.ts';
import type { ValueMap } from '../values/value.ts';
import type { CommandContext } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { writeJson } from './json-output.ts';
import { commandDirectory } from './workspace.ts';

/**
 * Tells the outcome of a check: the verdict goes to stderr; with `--json` to stdout, as a map with
 * `path`, `valid` and `errors`.
 * @returns the exit status.
 */
export function reportCheck(
  path: string,
  kind: string,
  problems: readonly DataProblem[],
  { terminal, values }: CommandContext,
): number {
  const isValid = problems.length === 0;
  if (values.isGiven('json')) {
    writeJson({ path, valid: isValid, errors: problems.map(problemJson) }, terminal);
  } else if (isValid) {
    terminal.errLines(`${escapeLine(path)} is a valid ${kind}`);
  } else if (values.isGiven('verbose')) {
    terminal.errLines(formatJsonOutput({ errors: problems.map(validatorError), valid: false }));
  } else {
    terminal.errLines(
      `There are errors in ${escapeLine(path)}`,
      ...problems.map((problem) => escapeLine(describeProblem(problem))),
    );
  }
  return isValid ? 0 : 1;
}

/** The path as it is shown: relative where it was typed so, unless `-C` has changed what that means. */
export function shownPath(typed: string, context: CommandContext): string {
  const base = commandDirectory(context);
  const expanded = expandHome(typed, context.host.homeDir);
  const isRelativeHere = base === context.host.cwd || isAbsolute(expanded);
  return isRelativeHere ? expanded : resolve(base, expanded);
}

/** What is wrong with the file as a whole is nowhere in it. */
function describeProblem({ path, line, column, message }: DataProblem): string {
  return path.length === 0 ? message : `${line}:${column}: ${message}`;
}

function problemJson({ severity, line, column, message, instanceLocation }: DataProblem): ValueMap {
  return { severity, line, column, message, instance_location: instanceLocation };
}

/** As JSON Schema validators report what they found. */
function validatorError(problem: DataProblem): ValueMap {
  return {
    absoluteKeywordLocation: problem.absoluteKeywordLocation,
    error: problem.message,
    instanceLocation: problem.instanceLocation,
    keywordLocation: problem.keywordLocation,
  };
}
