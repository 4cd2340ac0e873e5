import { argumentsOf, findCommand, isGroup, optionKey, optionsOf } from './command.ts';
import type {
  ArgumentSpec,
  CommandGroup,
  CommandSpec,
  Completes,
  DynamicValues,
  OptionSpec,
} from './command.ts';

/** Something a word can be completed to. */
export interface Candidate {
  /** The whole word. */
  readonly value: string;
  readonly description?: string;
}

/** What a word can be completed to; `paths` are for the shell to list. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly paths?: 'files' | 'directories';
}

/** The line up to the word that is completed, understood as far as it is. */
export interface LineSoFar {
  /** All of them, without the program's name. */
  readonly words: readonly string[];
  /** The name of the command, whatever alias was typed; of the last one in `help list`. */
  readonly command: string;
  readonly args: readonly string[];
  /** The values of options by their keys; a flag has an empty list. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** What is completed: the beginning of an argument or of a value. */
  readonly current: string;
  /** The key of the option whose value is completed. */
  readonly option: string | undefined;
}

/** Lists the values that depend on the project. */
export type ValueProvider = (kind: DynamicValues, line: LineSoFar) => readonly Candidate[];

/**
 * What the last of `words` (a command line without the program's name, up to the cursor) can be
 * completed to. Only candidates that begin with it are returned.
 */
export function completeWords(
  program: CommandGroup,
  words: readonly string[],
  valuesOf: ValueProvider,
): Completion {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const place = findPlace(program, before);
  const provide: ValuesOfKind = (kind, option, text) =>
    valuesOf(kind, {
      words: before,
      command: place.command.name,
      args: place.args,
      options: place.options,
      current: text,
      option: option && optionKey(option),
    });
  const { candidates, paths } = completePlace(place, current, provide);
  const matching = candidates.filter((candidate) => candidate.value.startsWith(current));
  return paths === undefined ? { candidates: matching } : { candidates: matching, paths };
}

/** One candidate per line, its description after a tab; a first line that begins with a tab tells the shell to add paths. */
export function formatCompletion({ candidates, paths }: Completion): string {
  const lines = candidates.map(({ value, description }) =>
    description === undefined ? value : `${value}\t${description}`,
  );
  return [...(paths === undefined ? [] : [`\t${paths}`]), ...lines]
    .map((line) => `${line}\n`)
    .join('');
}

/** What stands before the word being completed. */
interface Place {
  readonly command: CommandSpec;
  readonly args: readonly string[];
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** The option whose value comes next. */
  readonly awaiting?: OptionSpec;
  readonly hasEndedOptions: boolean;
  /** Where names of all commands can follow, since they are explained. */
  readonly explained?: CommandGroup;
}

function findPlace(program: CommandGroup, before: readonly string[]): Place {
  let command: CommandSpec = program;
  let explained: CommandGroup | undefined;
  let hasEndedOptions = false;
  const args: string[] = [];
  const options = new Map<string, string[]>();
  const placeOf = (awaiting?: OptionSpec): Place => {
    const place = { command, args, options, hasEndedOptions };
    return { ...place, ...(awaiting && { awaiting }), ...(explained && { explained }) };
  };
  for (let at = 0; at < before.length; at++) {
    const word = before[at] ?? '';
    if (!hasEndedOptions && word === '--') {
      hasEndedOptions = true;
    } else if (!hasEndedOptions && word.startsWith('-') && word !== '-') {
      const awaiting = awaitedOption(command, word);
      for (const flag of flagsOf(command, word)) options.set(optionKey(flag), []);
      if (awaiting === undefined) continue;
      const missing = (awaiting.option.values?.length ?? 0) - awaiting.attached.length;
      if (at + missing >= before.length) return placeOf(awaiting.option);
      const values = [...awaiting.attached, ...before.slice(at + 1, at + 1 + missing)];
      const key = optionKey(awaiting.option);
      options.set(key, [...(options.get(key) ?? []), ...values]);
      at += Math.max(0, missing);
    } else {
      const member: CommandSpec | undefined = isGroup(command)
        ? (findCommand(command, word) ?? (explained && findCommand(explained, word)))
        : undefined;
      if (member === undefined) args.push(word);
      else command = member;
      explained = isGroup(command) && command.explainsCommands === true ? program : undefined;
    }
  }
  return placeOf();
}

/** The options without values that a word names: one, or several letters. */
function flagsOf(command: CommandSpec, word: string): readonly OptionSpec[] {
  const names = word.startsWith('--')
    ? [word]
    : Array.from(word.slice(1), (letter) => `-${letter}`);
  return optionsOf(command).filter(
    (option) => option.values === undefined && option.names.some((name) => names.includes(name)),
  );
}

/** The option of a word that takes values, and those that are in the word itself. */
function awaitedOption(
  command: CommandSpec,
  word: string,
): { readonly option: OptionSpec; readonly attached: readonly string[] } | undefined {
  const takers = optionsOf(command).filter((option) => option.values !== undefined);
  const taker = (name: string): OptionSpec | undefined =>
    takers.find((option) => option.names.includes(name));
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    const option = taker(equals < 0 ? word : word.slice(0, equals));
    return option && { option, attached: equals < 0 ? [] : [word.slice(equals + 1)] };
  }
  for (const [index, letter] of Array.from(word.slice(1)).entries()) {
    const option = taker(`-${letter}`);
    const rest = word.slice(index + 2);
    if (option !== undefined) return { option, attached: rest === '' ? [] : [rest] };
  }
  return undefined;
}

type ValuesOfKind = (
  kind: DynamicValues,
  option: OptionSpec | undefined,
  current: string,
) => readonly Candidate[];

function completePlace(place: Place, current: string, valuesOf: ValuesOfKind): Completion {
  const { command, awaiting, hasEndedOptions, explained } = place;
  if (awaiting !== undefined) {
    return completeValue(awaiting, (kind) => valuesOf(kind, awaiting, current));
  }
  if (!hasEndedOptions && current.startsWith('-')) {
    return completeOptions(command, current, valuesOf);
  }
  if (isGroup(command)) {
    // After a name that is no member's, nothing sensible can follow.
    if (place.args.length > 0) return { candidates: [] };
    const groups = explained === undefined ? [command] : [command, explained];
    return { candidates: groups.flatMap(memberCandidates) };
  }
  const args = argumentsOf(command);
  const last = args.at(-1);
  const repeated = last?.repeatable === true ? last : undefined;
  const argument = args[place.args.length] ?? repeated;
  if (argument === undefined) return { candidates: [] };
  return completeValue(argument, (kind) => valuesOf(kind, undefined, current));
}

function completeValue(
  { choices, completes }: Pick<OptionSpec | ArgumentSpec, 'choices' | 'completes'>,
  valuesOf: (kind: DynamicValues) => readonly Candidate[],
): Completion {
  if (choices !== undefined) return { candidates: choices.map((value) => ({ value })) };
  if (completes === undefined) return { candidates: [] };
  return isPaths(completes)
    ? { candidates: [], paths: completes }
    : { candidates: valuesOf(completes) };
}

function isPaths(completes: Completes): completes is 'files' | 'directories' {
  return completes === 'files' || completes === 'directories';
}

function completeOptions(
  command: CommandSpec,
  current: string,
  valuesOf: ValuesOfKind,
): Completion {
  const equals = current.indexOf('=');
  const options = optionsOf(command).filter((option) => option.isHidden !== true);
  if (equals >= 0) {
    const name = current.slice(0, equals);
    const option = options.find(({ names }) => names.includes(name));
    if (option?.values === undefined) return { candidates: [] };
    const text = current.slice(equals + 1);
    const { candidates } = completeValue(option, (kind) => valuesOf(kind, option, text));
    return {
      candidates: candidates.map(({ value, description }) =>
        candidate(`${name}=${value}`, description),
      ),
    };
  }
  return {
    candidates: options.flatMap((option) =>
      option.names
        .filter(
          (name) => name.startsWith('--') || option.names.every((other) => !other.startsWith('--')),
        )
        .map((value) => ({ value, description: option.help })),
    ),
  };
}

function candidate(value: string, description: string | undefined): Candidate {
  return description === undefined ? { value } : { value, description };
}

function memberCandidates(group: CommandGroup): readonly Candidate[] {
  return group.commands
    .filter((member) => member.isHidden !== true)
    .map((member) => ({ value: member.name, description: member.summary }));
}
