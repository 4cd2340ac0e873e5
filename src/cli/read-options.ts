import { nearest } from '../values/nearest.ts';
import type { ValuesByKey } from './argument-values.ts';
import { argumentsOf, isGroup, optionKey, optionsOf } from './command.ts';
import type { CommandSpec, OptionSpec } from './command.ts';
import { escapeLine } from './escape-text.ts';
import type { UsageProblem } from './usage-error.ts';

/** What was found on a command line, before values are checked. */
export interface Given {
  readonly values: ValuesByKey;
  /** Words that are not options; for a group, the name of its member and all words after it. */
  readonly rest: readonly string[];
  /** Whether help is asked for, even if it stands after a mistake. */
  readonly wantsHelp: boolean;
  /** The first mistake. */
  readonly problem?: UsageProblem;
}

/**
 * Reads the options of `command`: `--name value`, `--name=value`, `-nvalue`, `-n value`, short flags
 * in one word, anywhere among the arguments until `--`. A group's options end at its first argument.
 */
export function readOptions(command: CommandSpec, words: readonly string[]): Given {
  const reader = new OptionReader(command, words);
  return reader.read();
}

class OptionReader {
  readonly #command: CommandSpec;
  #spellings: ReadonlyMap<string, OptionSpec> | undefined;
  readonly #words: readonly string[];
  #at = 0;
  readonly #values = new Map<string, (readonly string[])[]>();
  readonly #rest: string[] = [];
  #problem: UsageProblem | undefined;

  constructor(command: CommandSpec, words: readonly string[]) {
    this.#command = command;
    this.#words = words;
  }

  /** Made when the first option is read: most command lines have few or none. */
  get #options(): ReadonlyMap<string, OptionSpec> {
    return (this.#spellings ??= new Map(
      optionsOf(this.#command).flatMap((option) =>
        option.names.map((name) => [name, option] as const),
      ),
    ));
  }

  read(): Given {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at++] ?? '';
      if (word === '--') {
        this.#takeRest();
      } else if (word.startsWith('--')) {
        this.#readLong(word);
      } else if (word.startsWith('-') && word !== '-') {
        this.#readShort(word);
      } else {
        this.#rest.push(word);
        if (isGroup(this.#command)) this.#takeRest();
      }
    }
    return {
      values: this.#values,
      rest: this.#rest,
      wantsHelp: this.#values.has('help'),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  #takeRest(): void {
    for (; this.#at < this.#words.length; this.#at++) this.#rest.push(this.#words[this.#at] ?? '');
  }

  #readLong(word: string): void {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = this.#options.get(name);
    if (option === undefined) {
      this.#fail(this.#unknownOption(name, equals < 0 ? undefined : word.slice(equals + 1)));
    } else if (option.values !== undefined) {
      this.#takeValues(option, name, equals < 0 ? undefined : word.slice(equals + 1));
    } else if (equals >= 0) {
      this.#fail({ kind: 'usage', message: `Option '${name}' does not take a value.` });
    } else {
      this.#add(option, []);
    }
  }

  /** `-x`, `-xyz` or `-xvalue`. */
  #readShort(word: string): void {
    const letters = Array.from(word.slice(1));
    for (const [index, letter] of letters.entries()) {
      const name = `-${letter}`;
      const option = this.#options.get(name);
      if (option === undefined) {
        this.#fail({ kind: 'usage', message: `No such option: ${escapeLine(name)}` });
        return;
      }
      if (option.values !== undefined) {
        const attached = letters.slice(index + 1).join('');
        this.#takeValues(option, name, attached === '' ? undefined : attached);
        return;
      }
      this.#add(option, []);
    }
  }

  /** Takes the attached value, if any, and as many further words as the option wants, dashes or not. */
  #takeValues(option: OptionSpec, name: string, attached: string | undefined): void {
    const wanted = option.values?.length ?? 0;
    const values = attached === undefined ? [] : [attached];
    while (values.length < wanted && this.#at < this.#words.length) {
      values.push(this.#words[this.#at++] ?? '');
    }
    if (values.length === wanted) {
      this.#add(option, values);
    } else {
      const what = wanted === 1 ? 'an argument' : `${wanted} arguments`;
      this.#fail({ kind: 'incomplete', message: `Option '${name}' requires ${what}.` });
    }
  }

  #add(option: OptionSpec, values: readonly string[]): void {
    const key = optionKey(option);
    const times = this.#values.get(key);
    if (times === undefined) this.#values.set(key, [values]);
    else times.push(values);
  }

  #fail(problem: UsageProblem): void {
    this.#problem ??= problem;
  }

  #unknownOption(name: string, value: string | undefined): UsageProblem {
    const names = [...this.#options]
      .filter(([known, option]) => known.startsWith('--') && option.isHidden !== true)
      .map(([known]) => known);
    const similar = nearest(name, names);
    const hint = this.#optionHint(name, value, similar);
    return { kind: 'usage', message: `No such option: ${escapeLine(name)}${hint}` };
  }

  #optionHint(name: string, value: string | undefined, similar: readonly string[]): string {
    const [only, ...others] = similar;
    if (only !== undefined) {
      return others.length === 0
        ? ` Did you mean ${only}?`
        : ` (Possible options: ${[...similar].sort().join(', ')})`;
    }
    const takesFlags = argumentsOf(this.#command).some(({ completes }) => completes === 'flags');
    if (!takesFlags) return '';
    // Other programs take their settings as options.
    return ` Flags are written ${escapeLine(name.slice(2))}=${escapeLine(value ?? 'value')}.`;
  }
}
