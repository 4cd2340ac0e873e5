import { dependsSchemas } from './depends-schema.ts';
import type { Schema } from './schema.ts';
import { summaryDefinitions, summaryProperties } from './summary-schema.ts';

const text: Schema = { type: 'string', minLength: 1 };
const texts: Schema = { type: 'array', items: text };

const patterns: Schema = {
  anyOf: [
    { $ref: '#/$defs/filePattern' },
    { type: 'array', items: { $ref: '#/$defs/filePattern' } },
  ],
  errorMessage: 'must be a pattern or a list of patterns',
};

const keyPaths: Schema = {
  anyOf: [
    { $ref: '#/$defs/keyPath' },
    { type: 'array', items: { $ref: '#/$defs/keyPath' }, minItems: 1 },
  ],
  errorMessage: 'must be a key path such as "train.py#lr", or a list of them',
};

const operation: Schema = {
  type: 'object',
  description: 'An operation: something that can be run.',
  properties: {
    version: {
      description: 'Part of what identifies the operation of a run.',
      anyOf: [
        {
          type: 'string',
          minLength: 1,
          pattern: '^\\S+$',
          patternErrorMessage: 'must not contain blanks',
        },
        { type: 'number' },
        { type: 'null' },
      ],
      errorMessage: 'must be text or a number',
      examples: ['1', '2.1'],
    },
    description: {
      type: 'string',
      description: 'What the operation does. Lists show the first line.',
    },
    default: {
      type: 'boolean',
      default: false,
      description: 'Whether this is the operation that runs when none is named.',
    },
    exec: { $ref: '#/$defs/exec' },
    progress: { $ref: '#/$defs/progress' },
    'separate-stderr': {
      type: 'boolean',
      default: false,
      description:
        'Whether standard error of the command is told apart from its output, which loses the exact order of the two.',
    },
    sourcecode: {
      description:
        'Which files of the project are copied for a run: patterns, `false` for none, `true` for text files within limits.',
      anyOf: [
        { $ref: '#/$defs/filePattern' },
        { type: 'array', items: { $ref: '#/$defs/filePattern' } },
        { type: 'boolean' },
      ],
      errorMessage: 'must be a pattern, a list of patterns, true or false',
      examples: ['*.py', ['**/*.py', '-test/**']],
    },
    config: { $ref: '#/$defs/config' },
    depends: {
      description: 'Files a run needs besides its source code.',
      anyOf: [
        { $ref: '#/$defs/dependency' },
        { type: 'array', items: { $ref: '#/$defs/dependency' } },
      ],
      errorMessage: 'must be a dependency or a list of dependencies',
    },
    summary: {
      type: 'object',
      description: 'The summary of a run: where the command writes it, and what every run gets.',
      properties: {
        filename: {
          ...text,
          description: 'The file in the run directory that the summary is read from.',
          default: 'summary.json',
        },
        ...summaryProperties,
      },
      additionalProperties: false,
    },
    'output-summary': {
      description:
        'How a summary is found in the output when no file has it: `false` not at all, or a regular expression whose first group is JSON.',
      anyOf: [{ type: 'boolean' }, { type: 'string', format: 'output-pattern' }],
      errorMessage: 'must be true, false or a regular expression',
      default: true,
    },
    listing: {
      type: 'object',
      description: 'How runs of the operation appear in lists.',
      properties: {
        description: {
          ...texts,
          description: 'Names of metrics, attributes and configuration shown in lists, in order.',
        },
      },
      additionalProperties: false,
    },
    env: {
      type: 'object',
      description: 'Environment variables for every command of the operation.',
      propertyNames: {
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
        patternErrorMessage: 'is not the name of an environment variable',
      },
      additionalProperties: { type: ['string', 'number'] },
      examples: [{ OMP_NUM_THREADS: 4 }],
    },
    requires: {
      description: 'Programs that must be installed before a run starts.',
      anyOf: [text, texts],
      errorMessage: 'must be the name of a program or a list of names',
      examples: [['ffmpeg', 'git']],
    },
  },
  additionalProperties: false,
};

const phases = (schema: Schema): Schema => ({
  type: 'object',
  properties: {
    'stage-sourcecode': {
      ...schema,
      description: 'After the source code was copied; it may add and change files.',
    },
    'stage-runtime': { ...schema, description: 'After configuration was applied.' },
    'stage-dependencies': { ...schema, description: 'After dependencies were resolved.' },
    run: { ...schema, description: 'The run itself.' },
    finalize: { ...schema, description: 'After the run has ended and its summary is known.' },
  },
  additionalProperties: false,
});

const command: Schema = {
  anyOf: [{ type: 'string' }, texts],
  errorMessage: 'must be a command line, or a list of a program and its arguments',
};

const progressStyle: Schema = { type: 'string', enum: ['tqdm', ''] };

/** What a Gage file may hold, published as `schema/gagefile.json`. */
export const gageFileSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://gageml.org/gagefile',
  title: 'Gage file',
  description: 'The operations of a project.',
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'The schema of this file, for editors.' },
    '$runs-dir': {
      type: 'string',
      description:
        'Where the runs of the project are kept: a path from the project directory, in which `~` and environment variables count.',
      examples: ['.runs', '~/runs/demo', '$SCRATCH/runs'],
    },
  },
  propertyNames: {
    pattern: '^\\S+$',
    patternErrorMessage: 'is not the name of an operation: it must not be empty or contain blanks',
  },
  patternProperties: { '^[^$]': { $ref: '#/$defs/operation' } },
  additionalProperties: false,
  $defs: {
    operation,
    exec: {
      description: 'The command of the operation, or one command for each phase of a run.',
      anyOf: [{ type: 'string' }, texts, phases(command)],
      errorMessage:
        'must be a command line, a list of a program and its arguments, or a map of phases',
      examples: ['python train.py', ['python', 'train.py'], { run: 'python train.py' }],
    },
    progress: {
      description: 'How progress is read from the output, for the run or for each phase.',
      anyOf: [progressStyle, phases(progressStyle)],
      errorMessage: 'must be "tqdm" or a map of phases',
    },
    filePattern: {
      ...text,
      format: 'file-pattern',
      description: 'Files by a glob, excluded after `-`, with words such as `text` or `size<1M`.',
    },
    keyPath: {
      ...text,
      format: 'key-path',
      description: 'Keys in files: `<files>#<keys>`, excluded after `-`.',
    },
    config: {
      description: 'Values in files that can be set for a run.',
      anyOf: [
        { $ref: '#/$defs/keyPath' },
        { type: 'array', items: { $ref: '#/$defs/keyPath' }, minItems: 1 },
        { $ref: '#/$defs/configBlock' },
        { type: 'array', items: { $ref: '#/$defs/configBlock' } },
      ],
      errorMessage:
        'must be a key path such as "train.py#lr", a list of key paths, a map with "keys", or a list of such maps',
      examples: ['train.py', ['train.py', '-#debug'], { keys: 'train.py#lr' }],
    },
    configBlock: {
      type: 'object',
      properties: {
        keys: { ...keyPaths, description: 'Which keys of which files.' },
        description: { type: 'string', description: 'What the values are for.' },
        prefix: { type: 'string', description: 'Put before every key.' },
        'strip-prefix': { type: 'string', description: 'Taken from the start of keys.' },
        rename: {
          description: 'Key prefixes to replace: `"<old> <new>"`.',
          anyOf: [
            { $ref: '#/$defs/keyRename' },
            { type: 'array', items: { $ref: '#/$defs/keyRename' } },
          ],
          errorMessage: 'must be "<old> <new>" or a list of such texts',
        },
      },
      required: ['keys'],
      additionalProperties: false,
    },
    keyRename: {
      type: 'string',
      pattern: '^\\s*\\S+\\s+\\S+\\s*$',
      patternErrorMessage: 'must be two names with a blank between them: "<old> <new>"',
    },
    ...dependsSchemas(patterns),
    ...summaryDefinitions,
  },
};
