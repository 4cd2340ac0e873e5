import { argumentValues } from './argument-values.ts';
import type { ValuesByKey } from './argument-values.ts';
import { argumentsOf, isGroup, optionKey, optionsOf, primaryName } from './command.ts';
import type { ArgumentSpec, ArgumentValues, CommandSpec, OptionSpec } from './command.ts';
import { escapeLine } from './escape-text.ts';
import type { Given } from './read-options.ts';
import type { UsageProblem } from './usage-error.ts';

/** A command's values if they are right, or the first thing that is wrong. */
export type Checked = { readonly values: ArgumentValues } | { readonly problem: UsageProblem };

/**
 * Gives the words that are not options to the command's arguments, then checks every value and that
 * nothing is used together with what it excludes.
 */
export function checkArguments(command: CommandSpec, given: Given): Checked {
  if (given.problem !== undefined) return { problem: given.problem };
  const all = new Map(given.values);
  const problem =
    checkOptionValues(command, given.values) ??
    takeArguments(command, given.rest, all) ??
    findExclusion(command, all);
  return problem === undefined ? { values: argumentValues(command, all) } : { problem };
}

function checkOptionValues(command: CommandSpec, values: ValuesByKey): UsageProblem | undefined {
  if (values.size === 0) return undefined;
  for (const option of optionsOf(command)) {
    const names = option.names.map((name) => `'${name}'`).join(' / ');
    for (const value of (values.get(optionKey(option)) ?? []).flat()) {
      const reason = integerProblem(option, value) ?? choiceProblem(option.choices, value);
      if (reason !== undefined) return usage(`Invalid value for ${names}: ${reason}`);
    }
  }
  return undefined;
}

function integerProblem(option: OptionSpec, value: string): string | undefined {
  if (option.type !== 'integer') return undefined;
  const isInteger = /^[-+]?\d+$/.test(value) && Number.isSafeInteger(Number(value));
  if (!isInteger) return `'${escapeLine(value)}' is not a valid integer.`;
  const { minimum } = option;
  if (minimum === undefined || Number(value) >= minimum) return undefined;
  return `'${value}' is less than ${minimum}.`;
}

function choiceProblem(choices: readonly string[] | undefined, value: string): string | undefined {
  if (choices === undefined || choices.includes(value)) return undefined;
  const known = choices.map((choice) => `'${choice}'`).join(', ');
  return `'${escapeLine(value)}' is not one of ${known}.`;
}

/** Hands `words` to the arguments from left to right, adding them to `values`. */
function takeArguments(
  command: CommandSpec,
  words: readonly string[],
  values: Map<string, readonly (readonly string[])[]>,
): UsageProblem | undefined {
  // The words of a group are a member's and are read there.
  if (isGroup(command)) return undefined;
  let at = 0;
  for (const argument of argumentsOf(command)) {
    const taken = words.slice(at, argument.repeatable === true ? undefined : at + 1);
    at += taken.length;
    if (taken.length === 0 && argument.isOptional !== true) {
      return usage(`Missing argument '${metavarOf(argument)}'.`);
    }
    for (const word of taken) {
      const reason = choiceProblem(argument.choices, word);
      if (reason !== undefined) {
        return usage(`Invalid value for '${metavarOf(argument)}': ${reason}`);
      }
    }
    if (taken.length > 0) {
      const times = taken.map((word) => [word]);
      values.set(argument.name, times);
    }
  }
  const extra = words.slice(at).map(escapeLine);
  if (extra.length === 0) return undefined;
  return usage(
    `Got unexpected extra argument${extra.length === 1 ? '' : 's'} (${extra.join(' ')})`,
  );
}

function metavarOf(argument: ArgumentSpec): string {
  return argument.metavar ?? argument.name;
}

/**
 * The first two of the given options (in the order typed) and arguments that exclude each other. It
 * is enough that one of the two names the other.
 */
function findExclusion(command: CommandSpec, values: ValuesByKey): UsageProblem | undefined {
  const seen: Exclusive[] = [];
  for (const key of values.keys()) {
    const current = exclusiveOf(command, key);
    if (current === undefined) continue;
    const other = seen.find(
      (earlier) => earlier.excludes.includes(key) || current.excludes.includes(earlier.key),
    );
    if (other !== undefined) {
      const message = `${other.shown} and ${current.shown} cannot be used together.`;
      return { kind: 'exclusive', message };
    }
    seen.push(current);
  }
  return undefined;
}

interface Exclusive {
  readonly key: string;
  readonly shown: string;
  readonly excludes: readonly string[];
}

function exclusiveOf(command: CommandSpec, key: string): Exclusive | undefined {
  const option = optionsOf(command).find((candidate) => optionKey(candidate) === key);
  if (option !== undefined) {
    return { key, shown: primaryName(option), excludes: option.excludes ?? [] };
  }
  const argument = argumentsOf(command).find((candidate) => candidate.name === key);
  if (argument === undefined) return undefined;
  return { key, shown: metavarOf(argument), excludes: argument.excludes ?? [] };
}

function usage(message: string): UsageProblem {
  return { kind: 'usage', message };
}
