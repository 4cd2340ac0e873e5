import { argumentsOf, findCommand, isGroup, optionsOf } from './command.ts';
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

/** Lists the values that depend on the project. `words` are those before the one being completed. */
export type ValueProvider = (kind: DynamicValues, words: readonly string[]) => readonly Candidate[];

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
  const { candidates, paths } = completePlace(place, current, (kind) => valuesOf(kind, before));
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
  /** How many arguments there are already. */
  readonly argumentCount: number;
  /** The option whose value comes next. */
  readonly awaiting?: OptionSpec;
  readonly hasEndedOptions: boolean;
}

function findPlace(program: CommandGroup, before: readonly string[]): Place {
  let command: CommandSpec = program;
  let argumentCount = 0;
  let hasEndedOptions = false;
  for (let at = 0; at < before.length; at++) {
    const word = before[at] ?? '';
    if (!hasEndedOptions && word === '--') {
      hasEndedOptions = true;
    } else if (!hasEndedOptions && word.startsWith('-') && word !== '-') {
      const awaiting = awaitedOption(command, word);
      const missing = (awaiting?.option.values?.length ?? 0) - (awaiting?.attached ?? 0);
      if (awaiting !== undefined && at + missing >= before.length) {
        return { command, argumentCount, awaiting: awaiting.option, hasEndedOptions };
      }
      at += Math.max(0, missing);
    } else {
      const member: CommandSpec | undefined = isGroup(command)
        ? findCommand(command, word)
        : undefined;
      if (member === undefined) argumentCount++;
      else command = member;
    }
  }
  return { command, argumentCount, hasEndedOptions };
}

/** The option of a word that takes values, and how many of them are in the word itself. */
function awaitedOption(
  command: CommandSpec,
  word: string,
): { readonly option: OptionSpec; readonly attached: number } | undefined {
  const takers = optionsOf(command).filter((option) => option.values !== undefined);
  const taker = (name: string): OptionSpec | undefined =>
    takers.find((option) => option.names.includes(name));
  if (word.startsWith('--')) {
    const [name = ''] = word.split('=', 1);
    const option = taker(name);
    return option && { option, attached: word.includes('=') ? 1 : 0 };
  }
  for (const [index, letter] of Array.from(word.slice(1)).entries()) {
    const option = taker(`-${letter}`);
    if (option !== undefined) return { option, attached: index + 2 < word.length ? 1 : 0 };
  }
  return undefined;
}

type ValuesOfKind = (kind: DynamicValues) => readonly Candidate[];

function completePlace(place: Place, current: string, valuesOf: ValuesOfKind): Completion {
  const { command, awaiting, hasEndedOptions } = place;
  if (awaiting !== undefined) return completeValue(awaiting, valuesOf);
  if (!hasEndedOptions && current.startsWith('-')) {
    return completeOptions(command, current, valuesOf);
  }
  if (isGroup(command)) {
    // After a name that is no member's, nothing sensible can follow.
    return { candidates: place.argumentCount === 0 ? memberCandidates(command) : [] };
  }
  const args = argumentsOf(command);
  const last = args.at(-1);
  const repeated = last?.repeatable === true ? last : undefined;
  const argument = args[place.argumentCount] ?? repeated;
  return argument === undefined ? { candidates: [] } : completeValue(argument, valuesOf);
}

function completeValue(
  { choices, completes }: Pick<OptionSpec | ArgumentSpec, 'choices' | 'completes'>,
  valuesOf: ValuesOfKind,
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
    const { candidates } = completeValue(option, valuesOf);
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
