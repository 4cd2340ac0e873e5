import type { Host } from '../platform/host.ts';
import type { Terminal } from './terminal.ts';

/**
 * An option of a command. Without `values` it is a flag, and counts if it is repeatable. Commands
 * ask for it by its {@link optionKey}.
 */
export interface OptionSpec {
  /** All spellings with their dashes, as help shows them: `['-d', '--dest', '--to']`. */
  readonly names: readonly string[];
  readonly help: string;
  /** Above it and others like it in help, where it is not one of the `Options`. */
  readonly heading?: string;
  /** A name for each value it takes, as help shows them: `['path']`. */
  readonly values?: readonly string[];
  /** `integer`: the value is checked and must be at least `minimum`. */
  readonly type?: 'text' | 'integer';
  readonly minimum?: number;
  readonly choices?: readonly string[];
  readonly repeatable?: boolean;
  /** What help says is used without it; the command itself applies it. */
  readonly default?: string | number;
  readonly isHidden?: boolean;
  /** Keys of options and arguments it cannot be used with, in either direction. */
  readonly excludes?: readonly string[];
  readonly completes?: Completes;
}

/** A positional argument. Only the last one can be repeatable. */
export interface ArgumentSpec {
  /** The key commands ask for it by. */
  readonly name: string;
  /** As usage lines show it, `name` by default. */
  readonly metavar?: string;
  readonly help?: string;
  readonly isOptional?: boolean;
  readonly repeatable?: boolean;
  readonly choices?: readonly string[];
  readonly excludes?: readonly string[];
  readonly completes?: Completes;
}

/** What values are offered when a value is completed: a list computed when asked for, or paths. */
export type Completes = 'files' | 'directories' | DynamicValues;

/** Values that depend on the project and its runs. */
export type DynamicValues =
  | 'operations'
  | 'flags'
  | 'runs'
  | 'run-files'
  | 'archives'
  | 'batches'
  | 'fields'
  | 'tags'
  | 'comments'
  | 'shells';

interface CommandBase {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence, shown in lists of commands and first in its own help. */
  readonly summary: string;
  /** More paragraphs of help; a paragraph that begins with a blank keeps its lines. */
  readonly description?: readonly string[];
  readonly options?: readonly OptionSpec[];
  readonly isHidden?: boolean;
}

/** A command that does something. Its code is loaded when it is used. */
export interface LeafCommand extends CommandBase {
  readonly args?: readonly ArgumentSpec[];
  /** Exit statuses beyond the usual, with their meaning. */
  readonly exitCodes?: readonly (readonly [status: string, meaning: string])[];
  /** With `--json` it prints an object a line instead of one document. */
  readonly printsJsonLines?: boolean;
  readonly load: () => Promise<CommandModule>;
}

/** A command made of commands: the program itself, `help`, `util`. Its options come before the command. */
export interface CommandGroup extends CommandBase {
  readonly commands: readonly CommandSpec[];
  /** Members that are found by their names before all of them are made. */
  readonly frequent?: ReadonlyMap<string, () => CommandSpec>;
  /** What its members are called in usage lines, `command` by default. */
  readonly metavar?: string;
  /** Names of the program's commands are taken like those of members: their help is shown. */
  readonly explainsCommands?: boolean;
  /** Above the list of members in normal mode, `Commands` by default. */
  readonly listTitle?: string;
}

export type CommandSpec = LeafCommand | CommandGroup;

/** What a command's file exports. */
interface CommandModule {
  /** Does the work; the exit status of the program. Expected failures are thrown as `GageError`. */
  readonly execute: (context: CommandContext) => Promise<number> | number;
}

/** What every command gets. */
export interface CommandContext {
  readonly host: Host;
  readonly terminal: Terminal;
  /** The command's own options and arguments. */
  readonly values: ArgumentValues;
  /** The options given before the command. */
  readonly globals: ArgumentValues;
  /** The command as it was typed, alias included: `gage ls`. */
  readonly path: string;
}

/** The checked options and arguments of one command. Asking for one that is not declared is a bug and throws. */
export interface ArgumentValues {
  /** Whether it was given, whatever its value. */
  readonly isGiven: (key: string) => boolean;
  /** How often it was given. */
  readonly count: (key: string) => number;
  /** The last value given. */
  readonly text: (key: string) => string | undefined;
  /** All values in the order given; an option with two values gives two each time. */
  readonly texts: (key: string) => readonly string[];
  /** The last value given of an option of type `integer`. */
  readonly integer: (key: string) => number | undefined;
}

/** The option every command has. */
const HELP_OPTION: OptionSpec = {
  names: ['-h', '--help'],
  help: 'Show this message and exit.',
};

export function isGroup(command: CommandSpec): command is CommandGroup {
  return 'commands' in command;
}

/** The options of a command, help last. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  return [...(command.options ?? []), HELP_OPTION];
}

/** The arguments of a command; a group has none of its own. */
export function argumentsOf(command: CommandSpec): readonly ArgumentSpec[] {
  return isGroup(command) ? [] : (command.args ?? []);
}

/** What commands call an option: its first long spelling without dashes, else the short one's letter. */
export function optionKey(option: OptionSpec): string {
  const name = primaryName(option);
  return name.slice(name.startsWith('--') ? 2 : 1);
}

/** The spelling messages use: the first long one, else the short one. */
export function primaryName(option: OptionSpec): string {
  return option.names.find((name) => name.startsWith('--')) ?? option.names[0] ?? '';
}

/** The member of a group with this name or alias. */
export function findCommand(group: CommandGroup, name: string): CommandSpec | undefined {
  return (
    group.frequent?.get(name)?.() ??
    group.commands.find(
      (command) => command.name === name || (command.aliases ?? []).includes(name),
    )
  );
}

/** The usage line without `Usage: `: the command as typed and the names of what it takes. */
export function usageOf(command: CommandSpec, path: string): string {
  const metavars = isGroup(command)
    ? [command.metavar ?? 'command']
    : argumentsOf(command).map(argumentUsage);
  return [path, '[options]', ...metavars].join(' ');
}

/** An argument in a usage line: `run`, `[run]`, `[run]...`. */
export function argumentUsage(argument: ArgumentSpec): string {
  const name = argument.metavar ?? argument.name;
  const shown = argument.isOptional === true ? `[${name}]` : name;
  return argument.repeatable === true ? `${shown}...` : shown;
}
