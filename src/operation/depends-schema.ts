import type { Schema } from './schema.ts';

const description: Schema = { type: 'string', description: 'What the files are for.' };

const target: Schema = {
  type: 'string',
  minLength: 1,
  format: 'run-path',
  description: 'Where the files go in the run directory.',
};

const writeable: Schema = {
  type: 'boolean',
  default: false,
  description: 'Whether the command may change the files.',
};

const link: Schema = {
  type: 'boolean',
  default: false,
  description: 'Whether to link to the files instead of copying them.',
};

const sha256: Schema = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{64}$',
  patternErrorMessage: 'must be 64 hexadecimal digits',
  description: 'The SHA-256 digest that the file must have.',
};

const unpack: Schema = {
  type: 'boolean',
  description: 'Whether to unpack the file when it is an archive.',
};

const runs: Schema = {
  type: 'string',
  minLength: 1,
  format: 'run-select',
  examples: ['train', 'operation == train and metric.accuracy > 0.9', 'tag:best'],
};

const kind = (name: string): Schema => ({ type: 'string', const: name });

/** The definitions of a Gage file schema that say what `depends` may hold; `files` is the schema of file patterns. */
export function dependsSchemas(files: Schema): Readonly<Record<string, Schema>> {
  return {
    dependency: {
      anyOf: [
        { $ref: '#/$defs/projectFiles' },
        { $ref: '#/$defs/runFiles' },
        { $ref: '#/$defs/runsSummary' },
        { $ref: '#/$defs/urlFile' },
        { $ref: '#/$defs/localFile' },
      ],
      errorMessage:
        'must be a map with one of "files", "run-select", "url" and "file", or of type "runs-summary" with "runs-select"',
    },
    projectFiles: {
      type: 'object',
      description: 'Files of the project.',
      properties: {
        type: kind('project-files'),
        description,
        files: { ...files, description: 'Which files, from the project directory.' },
        link,
        target,
        writeable,
      },
      required: ['files'],
      additionalProperties: false,
    },
    runFiles: {
      type: 'object',
      description: 'Files of another run.',
      properties: {
        type: kind('run-files'),
        description,
        'run-select': {
          ...runs,
          description: 'Which run: of an operation or by a filter the newest completed one.',
        },
        files: { ...files, description: 'Which files of the run; all that it wrote if missing.' },
        link,
        target,
        writeable,
      },
      required: ['run-select'],
      additionalProperties: false,
    },
    runsSummary: {
      type: 'object',
      description: 'A table of the summaries of other runs.',
      properties: {
        type: kind('runs-summary'),
        description,
        'runs-select': {
          ...runs,
          description: 'Which runs: `all`, those of an operation, or those that a filter finds.',
        },
        'summary-filename': { type: 'string', description: 'The file the table is written to.' },
        target,
        writeable,
      },
      required: ['type', 'runs-select'],
      additionalProperties: false,
    },
    urlFile: {
      type: 'object',
      description: 'A file from the web.',
      properties: {
        type: kind('url'),
        description,
        url: {
          type: 'string',
          pattern: '^https?://\\S+$',
          patternErrorMessage: 'must begin with http:// or https:// and contain no blanks',
        },
        sha256,
        unpack,
        target,
        writeable,
      },
      required: ['url'],
      additionalProperties: false,
    },
    localFile: {
      type: 'object',
      description: 'A file or directory of this machine outside the project.',
      properties: {
        type: kind('file'),
        description,
        file: {
          type: 'string',
          minLength: 1,
          description: 'Its path, from the project directory or absolute; `~` counts.',
        },
        sha256,
        unpack,
        link,
        target,
        writeable,
      },
      required: ['file'],
      additionalProperties: false,
    },
  };
}
