import { formatFloat } from '../values/number-text.ts';
import { emptyMap, isFloat, isInteger, isList, isMap } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { readConfigBlocks } from './config-block.ts';
import type { ConfigBlock } from './config-block.ts';
import { readDependencies } from './dependency.ts';
import type { Dependency } from './dependency.ts';
import { readOptionalText, readText, readTexts } from './raw-value.ts';

/** The steps of a run that a command can be given for, in order. */
export type Phase =
  'stage-sourcecode' | 'stage-runtime' | 'stage-dependencies' | 'run' | 'finalize';

const PHASES: readonly Phase[] = [
  'stage-sourcecode',
  'stage-runtime',
  'stage-dependencies',
  'run',
  'finalize',
];

/** A line for the shell, or a program with its arguments; never empty. */
export type Command = string | readonly string[];

/** What an operation says about the summaries of its runs. */
export interface SummaryDefinition {
  /** The file, relative to the run directory, that has the summary. */
  readonly filename?: string;
  /** What every run's summary gets unless the run says otherwise; shaped like a summary. */
  readonly content: ValueMap;
}

/**
 * An operation under its name: a view of the definition as it stands in a Gage file or in a run.
 * Definitions of old runs were never validated, so whatever does not fit counts as missing.
 */
export class OpDef {
  readonly name: string;
  /** The definition as written, which is what a run stores. */
  readonly definition: ValueMap;

  constructor(name: string, definition: ValueMap) {
    this.name = name;
    this.definition = definition;
  }

  /** As text: `1` is `1`, `1.10` is `1.1`. */
  get version(): string | undefined {
    return versionText(this.#get('version'));
  }

  get description(): string | undefined {
    return readOptionalText(this.#get('description'));
  }

  /** Whether the definition says `default`; the only operation of a file is the default one without it. */
  get isDefault(): boolean {
    return isTruthy(this.#get('default'));
  }

  /** The command of each phase that has one. */
  get exec(): Readonly<Partial<Record<Phase, Command>>> {
    return readPhases(this.#get('exec'), readCommand);
  }

  /** How progress is read from the output of each phase. */
  get progress(): Readonly<Partial<Record<Phase, string>>> {
    return readPhases(this.#get('progress'), readText);
  }

  /** Whether standard error of the command is recorded as such. */
  get isErrorSeparate(): boolean {
    return isTruthy(this.#get('separate-stderr'));
  }

  /** Patterns of files to copy, false for none, true or undefined for the default ones. */
  get sourcecode(): boolean | readonly string[] | undefined {
    const value = this.#get('sourcecode');
    return typeof value === 'boolean' ? value : readTexts(value);
  }

  /** In order; values of later blocks replace those of earlier ones. */
  get config(): readonly ConfigBlock[] {
    return readConfigBlocks(this.#get('config'));
  }

  get depends(): readonly Dependency[] {
    return readDependencies(this.#get('depends'));
  }

  get summary(): SummaryDefinition | undefined {
    const value = this.#get('summary');
    if (!isMap(value)) return undefined;
    const { filename, ...rest } = value;
    const content = Object.assign(emptyMap(), rest);
    const name = readText(filename);
    return name === undefined ? { content } : { filename: name, content };
  }

  /** Whether output is searched for a summary; text is the pattern to search with. */
  get outputSummary(): boolean | string {
    const value = this.#get('output-summary');
    if (typeof value === 'boolean') return value;
    return typeof value === 'string' && value !== '' ? value : value !== '';
  }

  /** Names of metrics, attributes and configuration that lists show, in order; undefined for all. */
  get listing(): { readonly description: readonly string[] } | undefined {
    const value = this.#get('listing');
    const description = isMap(value) ? own(value, 'description') : undefined;
    return isList(description) ? { description: readTexts(description) ?? [] } : undefined;
  }

  /** Environment variables for all commands. */
  get env(): Readonly<Record<string, string>> {
    const value = this.#get('env');
    const env = emptyMap<string>();
    if (!isMap(value)) return env;
    for (const name of Object.keys(value)) {
      const text = scalarText(value[name]);
      if (text !== undefined) env[name] = text;
    }
    return env;
  }

  /** Programs that must be found before a run starts. */
  get requires(): readonly string[] {
    return readTexts(this.#get('requires')) ?? [];
  }

  #get(key: string): Value | undefined {
    return own(this.definition, key);
  }
}

/** Definitions may be objects with a prototype, whose members are no keys. */
function own(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function versionText(value: Value | undefined): string | undefined {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return scalarText(value) || undefined;
}

function scalarText(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (isFloat(value)) return formatFloat(Number(value));
  return isInteger(value) ? String(value) : undefined;
}

function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return isFloat(value) ? Number(value) !== 0 : Boolean(value);
}

/** Reads a setting for each phase; anything but a map is that of the `run` phase. */
function readPhases<T>(
  value: Value | undefined,
  read: (value: Value | undefined) => T | undefined,
): Partial<Record<Phase, T>> {
  const phases: Partial<Record<Phase, T>> = {};
  for (const phase of PHASES) {
    const ofPhase = isMap(value) ? own(value, phase) : phase === 'run' ? value : undefined;
    const setting = read(ofPhase);
    if (setting !== undefined) phases[phase] = setting;
  }
  return phases;
}

/** A list with anything but texts is no command: running a part of it could do harm. */
function readCommand(value: Value | undefined): Command | undefined {
  if (!isList(value)) return readText(value);
  const words = value.filter((word) => typeof word === 'string');
  return words.length > 0 && words.length === value.length ? words : undefined;
}
