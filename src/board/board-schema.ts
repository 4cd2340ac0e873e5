import { AGGREGATES } from './aggregates.ts';
import type { Schema } from '../operation/schema.ts';

const text: Schema = { type: 'string', minLength: 1 };
const pinned: Schema = {
  type: 'string',
  enum: ['left', 'right'],
  description: 'The side of the board that it stays at.',
};

/** The keys of a column that say where its values come from; a column has one of them. */
export const SOURCE_KEYS = ['field', 'run-attr', 'metric', 'attribute', 'config', 'score'] as const;

const statuses: Schema = {
  type: 'string',
  enum: [
    'pending',
    'staging',
    'staged',
    'running',
    'finalizing',
    'completed',
    'error',
    'terminated',
    'unknown',
  ],
};

const link: Schema = {
  type: 'object',
  description: 'Something to read about the column.',
  properties: {
    href: { ...text, description: 'The address; shown where it begins with http or https.' },
    label: { type: 'string', description: 'How the link is called.' },
    type: {
      type: 'string',
      enum: ['paper', 'model', 'dataset', 'leaderboard', 'code', 'help', 'website'],
      description: 'What the link leads to.',
    },
  },
  required: ['href'],
};

const column: Schema = {
  type: 'object',
  description:
    'A column: where its values come from (one of `field`, `run-attr`, `metric`, `attribute`, `config`, `score`) and how they are shown.',
  properties: {
    field: { $ref: '#/$defs/fieldReference' },
    'run-attr': { ...text, description: 'A fact about the run, such as `started`.' },
    metric: { ...text, description: 'A metric of the summary.' },
    attribute: { ...text, description: 'An attribute of the summary.' },
    config: { ...text, description: 'A value of the configuration.' },
    score: { $ref: '#/$defs/score' },
    label: { type: 'string', description: 'The heading.' },
    description: { type: 'string', description: 'Help for the heading.' },
    type: {
      type: 'string',
      description: 'The kind of data, for viewers that have a style for it.',
    },
    links: { type: 'array', items: { $ref: '#/$defs/link' } },
    hide: { type: 'boolean', description: 'Whether the column is left out at first.' },
    sort: {
      type: 'string',
      enum: ['asc', 'desc'],
      description: 'How rows are sorted at first; of several such columns the first counts most.',
    },
    filter: {
      anyOf: [{ type: 'string' }, { type: 'boolean' }],
      description:
        'How the column is filtered: `text`, `number`, `set` (a choice of its values), `flag` (rows that have it), or `false` for not at all.',
      errorMessage: 'must be a kind of filter, true or false',
    },
    'flag-filter-label': { type: 'string', description: 'What a flag filter is called.' },
    'filter-select-all': { type: 'boolean', description: 'For viewers with a choice of values.' },
    'filter-search': { type: 'boolean', description: 'For viewers with a choice of values.' },
    agg: {
      anyOf: [
        {
          type: 'string',
          enum: AGGREGATES,
        },
        { $ref: '#/$defs/no' },
      ],
      description:
        'What a group of rows shows. Without it: the mean of numbers, and what all rows agree on.',
      errorMessage:
        'must be false, "sum", "min", "max", "count", "avg", "sd", "first", "first-val", "last" or "last-val"',
    },
    pinned,
    'row-group': { type: 'boolean', description: 'Whether rows are grouped by this column.' },
  },
  additionalProperties: false,
};

const selector = (description: string): Schema => ({
  type: 'object',
  description,
  properties: {
    'run-attr': text,
    metric: text,
    attribute: text,
    config: text,
  },
  additionalProperties: false,
});

/** What a board's configuration may say, published as `schema/board.json`. */
export const boardSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://gageml.org/board',
  title: 'Board',
  description: 'A table that compares runs.',
  type: 'object',
  properties: {
    id: { type: 'string', description: 'Which board this is where it is published.' },
    name: { type: 'string', description: 'What the board is called in messages.' },
    title: { type: 'string', description: 'The heading of the board.' },
    description: { type: 'string', description: 'What the board shows.' },
    'group-column': {
      type: 'object',
      description: 'The column that shows the groups of rows.',
      properties: { label: { type: 'string', description: 'The heading.' }, pinned },
    },
    columns: {
      type: 'array',
      description: 'The columns in order; without any, all that the runs have.',
      items: {
        anyOf: [{ $ref: '#/$defs/fieldReference' }, { $ref: '#/$defs/column' }],
        errorMessage: 'must be a column: a field such as "metric:accuracy" or a map',
      },
    },
    'run-select': {
      type: 'object',
      description: 'Which runs are on the board.',
      properties: {
        operation: {
          anyOf: [text, { type: 'array', items: text }],
          description: 'Only runs of this operation, or of one of these.',
          errorMessage: 'must be the name of an operation or a list of names',
        },
        status: {
          anyOf: [statuses, { type: 'array', items: statuses }],
          description: 'Only runs with this status, or with one of these.',
          errorMessage: 'must be a status or a list of them',
        },
      },
      additionalProperties: false,
    },
    'group-by': {
      anyOf: [
        { $ref: '#/$defs/fieldReference' },
        { type: 'array', items: { $ref: '#/$defs/fieldReference' }, minItems: 1 },
      ],
      description:
        'A row shows all runs that have the same values of these fields; columns say by `agg` what of them.',
      errorMessage: 'must be a field such as "config:lr", or a list of fields',
    },
    'group-select': {
      type: 'object',
      description: 'Shows one run for each value: the one that is best.',
      properties: {
        'group-by': selector('The value that runs of a group have in common.'),
        min: selector('The run with the least of this is shown.'),
        max: selector('The run with the most of this is shown.'),
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
  $defs: {
    column,
    link,
    fieldReference: {
      type: 'string',
      description: 'A value of runs by its kind and name.',
      pattern: '^(?:run-attr|run|metric|attribute|config):.',
      patternErrorMessage:
        'must be a field: "run-attr:", "metric:", "attribute:" or "config:" and a name',
      examples: ['metric:accuracy', 'run-attr:started'],
    },
    no: { type: 'boolean' },
    score: {
      type: 'object',
      description: 'A value made of others.',
      properties: {
        average: {
          type: 'array',
          minItems: 1,
          description: 'Fields, or pairs of a field and its weight; the weighted mean is shown.',
          items: {
            anyOf: [{ $ref: '#/$defs/fieldReference' }, { type: 'array', minItems: 2 }],
            errorMessage: 'must be a field, or a list of a field and its weight',
          },
        },
      },
      required: ['average'],
      additionalProperties: false,
    },
  },
};
