import { argumentsOf, optionKey, optionsOf } from './command.ts';
import type { ArgumentValues, CommandSpec } from './command.ts';

/** For each option and argument by key, in the order first given: the values of each time it was given. */
export type ValuesByKey = ReadonlyMap<string, readonly (readonly string[])[]>;

/** A command's view of its values. */
export function argumentValues(command: CommandSpec, given: ValuesByKey): ArgumentValues {
  let declared: ReadonlySet<string> | undefined;
  const timesOf = (key: string): readonly (readonly string[])[] => {
    declared ??= declaredKeys(command);
    if (!declared.has(key)) throw new Error(`'${key}' is not declared by '${command.name}'`);
    return given.get(key) ?? [];
  };
  const text = (key: string): string | undefined => timesOf(key).at(-1)?.at(-1);
  return {
    isGiven: (key) => timesOf(key).length > 0,
    count: (key) => timesOf(key).length,
    text,
    texts: (key) => timesOf(key).flat(),
    integer: (key) => {
      const value = text(key);
      return value === undefined ? undefined : Number(value);
    },
  };
}

function declaredKeys(command: CommandSpec): ReadonlySet<string> {
  return new Set([
    ...optionsOf(command).map(optionKey),
    ...argumentsOf(command).map((argument) => argument.name),
  ]);
}
