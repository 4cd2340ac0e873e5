import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionKey } from '../../src/cli/command.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import type { CommandInvocation } from '../../src/cli/parse-arguments.ts';
import { PROGRAM } from '../../src/cli/program.ts';

/*
 * Every JSON output of the program that a test sees is compared with its published schema. The schema of
 * a command is `schema/output/<command>.json`; where options make a difference, there is one for them:
 * `show--files.json` is what `gage show --files --json` prints. Failures are `error.json` everywhere,
 * lines of `--events` are `events.json`.
 */
const FOLDER = join(import.meta.dirname, '..', '..', 'schema', 'output');

/** The names of all schemas of outputs, without `.json`; what they have in common is not an output. */
export function outputSchemaNames(): readonly string[] {
  return readdirSync(FOLDER)
    .map((file) => file.replace(/\.json$/, ''))
    .filter((name) => name !== 'definitions')
    .sort();
}

/** What a call of the program has written. */
export interface CalledProgram {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Compares what a call has written to stdout with the schema of it, if it was to be JSON.
 * @returns the names of the schemas that were used.
 */
export function checkJsonOutput(
  words: readonly string[],
  { status, stdout, stderr }: CalledProgram,
): readonly string[] {
  if (!words.includes('--json') && !words.includes('--events')) return [];
  const invocation = parseArguments(PROGRAM, words);
  if (invocation.kind === 'usage-error' && words.includes('--json')) {
    return [checkDocument(stdout, 'error', words)];
  }
  if (invocation.kind !== 'command') return [];
  const isGiven = (key: string): boolean => isOptionGiven(invocation, key);
  const lines = stdout.split('\n').slice(0, -1);
  if (isGiven('events')) return lines.map((line) => checkDocument(line, 'events', words));
  if (!isGiven('json')) return [];
  if (invocation.command.printsJsonLines === true) {
    return lines.map((line) => checkDocument(line, schemaNameOf(line, invocation), words));
  }
  const wasDeclined = /\([yY]\/[nN]\)/.test(stderr);
  const isElsewhere = isGiven('output');
  if (stdout === '' && (status === null || wasDeclined || isElsewhere)) return [];
  return [checkDocument(stdout, schemaNameOf(stdout, invocation), words)];
}

/** The name of the schema for a command with the most of the options that were given; failures look the same everywhere. */
function schemaNameOf(text: string, { command, path, values }: CommandInvocation): string {
  if (/^\{\s*"error":/.test(text)) return 'error';
  const group = path.split(' ').slice(1, -1);
  const base = [...group, command.name].join('-');
  const keys = new Set([
    ...(command.options ?? []).map(optionKey),
    ...(command.args ?? []).map(({ name }) => name),
  ]);
  const candidates = outputSchemaNames()
    .map((name) => ({ name, parts: name.split('--') }))
    .filter(
      ({ parts: [first, ...options] }) =>
        first === base && options.every((key) => keys.has(key) && values.isGiven(key)),
    )
    .sort((a, b) => b.parts.length - a.parts.length);
  const [best] = candidates;
  if (best === undefined) {
    throw new Error(
      `There is no schema for the output of '${path} --json': write schema/output/${base}.json (or ${base}--option.json, if it is what an option makes of it); see CONTRIBUTING.md, "JSON outputs".`,
    );
  }
  return best.name;
}

function isOptionGiven({ command, values }: CommandInvocation, key: string): boolean {
  return (command.options ?? []).some((option) => optionKey(option) === key) && values.isGiven(key);
}

function checkDocument(text: string, name: string, words: readonly string[]): string {
  const call = `gage ${words.join(' ')}`;
  const value = parse(text, call);
  const validate = validatorOf(name);
  if (validate(value)) return name;
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message = '', params }) =>
      `  ${instancePath === '' ? '/' : instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(
    [
      `What '${call}' printed does not fit schema/output/${name}.json; see CONTRIBUTING.md, "JSON outputs":`,
      ...new Set(problems),
      text.slice(0, SHOWN_CHARACTERS),
    ].join('\n'),
  );
}

const SHOWN_CHARACTERS = 2000;

function parse(text: string, call: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const shown = text.slice(0, SHOWN_CHARACTERS);
    throw new Error(`'${call}' did not print JSON: ${String(error)}\n${shown}`, { cause: error });
  }
}

const validators = new Map<string, ValidateFunction>();
let compiler: Ajv2020 | undefined;

function validatorOf(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  compiler ??= makeCompiler();
  const made = compiler.getSchema(`${name}.json`);
  if (made === undefined) throw new Error(`There is no schema/output/${name}.json`);
  validators.set(name, made);
  return made;
}

/** References between the files are relative, as editors and validators follow them. */
function makeCompiler(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
  });
  for (const file of readdirSync(FOLDER)) {
    ajv.addSchema(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as object, file);
  }
  return ajv;
}
