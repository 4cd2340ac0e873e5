import { nearest } from '../values/nearest.ts';
import { argumentValues } from './argument-values.ts';
import { checkArguments } from './check-arguments.ts';
import { findCommand, isGroup, usageOf } from './command.ts';
import type { ArgumentValues, CommandGroup, CommandSpec, LeafCommand } from './command.ts';
import { escapeLine } from './escape-text.ts';
import { readOptions } from './read-options.ts';
import type { UsageError } from './usage-error.ts';

/** What a command line asks for. `globals` are the program's own options, to be applied first. */
export type Invocation =
  | CommandInvocation
  | {
      readonly kind: 'help';
      readonly command: CommandSpec;
      /** The command as typed: `gage ls`. */
      readonly path: string;
      readonly globals: ArgumentValues;
    }
  | { readonly kind: 'version' }
  /** Global options and no command: there is nothing to do. */
  | { readonly kind: 'nothing'; readonly globals: ArgumentValues }
  | {
      readonly kind: 'usage-error';
      readonly error: UsageError;
      /** Missing if the global options themselves are wrong. */
      readonly globals?: ArgumentValues;
    };

/** A command with everything it needs to be executed. */
export interface CommandInvocation {
  readonly kind: 'command';
  readonly command: LeafCommand;
  readonly path: string;
  readonly globals: ArgumentValues;
  readonly values: ArgumentValues;
}

/**
 * Finds the command in `words` (the command line without the program's name) and checks its options
 * and arguments. A request for help wins over whatever else is wrong with the same command, the
 * program's `--version` over anything after it.
 */
export function parseArguments(program: CommandGroup, words: readonly string[]): Invocation {
  const given = readOptions(program, words);
  const path = program.name;
  const globals = argumentValues(program, given.values);
  if (given.wantsHelp || words.length === 0) {
    return { kind: 'help', command: program, path, globals };
  }
  const checked = checkArguments(program, given);
  if ('problem' in checked) {
    const error = { ...checked.problem, path, usage: usageOf(program, path) };
    return { kind: 'usage-error', error };
  }
  if (given.values.has('version')) return { kind: 'version' };
  if (given.rest.length === 0) return { kind: 'nothing', globals };
  return parseMember(program, path, given.rest, { program, globals });
}

/** Continues with the member of `group` that the first of `words` names. */
function parseMember(
  group: CommandGroup,
  groupPath: string,
  [name = '', ...words]: readonly string[],
  context: { readonly program: CommandGroup; readonly globals: ArgumentValues },
): Invocation {
  const { program, globals } = context;
  const command = findCommand(group, name);
  if (command === undefined) {
    const asked =
      group.explainsCommands === true ? findByPath(program, [name, ...words]) : undefined;
    if (asked !== undefined) return { kind: 'help', ...asked, globals };
    return { kind: 'usage-error', error: unknownCommand(group, groupPath, name, program), globals };
  }
  const path = `${groupPath} ${name}`;
  const given = readOptions(command, words);
  const help = { kind: 'help', command, path, globals } as const;
  if (given.wantsHelp) return help;
  const checked = checkArguments(command, given);
  if ('problem' in checked) {
    const error = { ...checked.problem, path, usage: usageOf(command, path) };
    return { kind: 'usage-error', error, globals };
  }
  if (!isGroup(command)) {
    return { kind: 'command', command, path, globals, values: checked.values };
  }
  return given.rest.length === 0 ? help : parseMember(command, path, given.rest, context);
}

/** The command that words call, with nothing after it: `util purge-run-files`. */
function findByPath(
  group: CommandGroup,
  words: readonly string[],
): { readonly command: CommandSpec; readonly path: string } | undefined {
  let found: CommandSpec = group;
  for (const word of words) {
    const member: CommandSpec | undefined = isGroup(found) ? findCommand(found, word) : undefined;
    if (member === undefined) return undefined;
    found = member;
  }
  return { command: found, path: [group.name, ...words].join(' ') };
}

function unknownCommand(
  group: CommandGroup,
  path: string,
  name: string,
  program: CommandGroup,
): UsageError {
  const known = [...group.commands, ...(group.explainsCommands === true ? program.commands : [])];
  const names = known.flatMap(({ name, aliases = [], isHidden }) =>
    isHidden === true ? [] : [name].concat(aliases),
  );
  const [suggestion] = nearest(name, names);
  const hint = suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`;
  const message = `No such command '${escapeLine(name)}'.${hint}`;
  return { kind: 'usage', message, path, usage: usageOf(group, path) };
}
