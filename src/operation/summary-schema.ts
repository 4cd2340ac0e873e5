import type { Schema } from './schema.ts';

const label: Schema = { type: 'string', description: 'How the value is called where it is shown.' };

/** What `attributes` and `metrics` refer to in a schema that has {@link summaryProperties}. */
export const summaryDefinitions: Readonly<Record<string, Schema>> = {
  attribute: {
    anyOf: [
      { $ref: '#/$defs/attributeValue' },
      {
        type: 'object',
        properties: { value: { $ref: '#/$defs/attributeValue' }, label },
        required: ['value'],
      },
    ],
    errorMessage: 'must be text, a number, true, false or null, or a map with such a "value"',
  },
  attributeValue: { type: ['string', 'number', 'boolean', 'null'] },
  attributes: { type: 'object', additionalProperties: { $ref: '#/$defs/attribute' } },
  metric: {
    anyOf: [
      { $ref: '#/$defs/metricValue' },
      {
        type: 'object',
        properties: { value: { $ref: '#/$defs/metricValue' }, label },
        required: ['value'],
      },
    ],
    errorMessage: 'must be a number or null, or a map with such a "value"',
  },
  metricValue: { type: ['number', 'null'] },
  metrics: { type: 'object', additionalProperties: { $ref: '#/$defs/metric' } },
};

/** The keys of a summary. */
export const summaryProperties: Readonly<Record<string, Schema>> = {
  attributes: {
    description: 'What is known about the run, by name.',
    anyOf: [
      { $ref: '#/$defs/attributes' },
      { type: 'array', items: { $ref: '#/$defs/attributes' } },
    ],
    errorMessage: 'must be a map of attributes or a list of such maps',
  },
  metrics: {
    description: 'What was measured, by name.',
    anyOf: [{ $ref: '#/$defs/metrics' }, { type: 'array', items: { $ref: '#/$defs/metrics' } }],
    errorMessage: 'must be a map of metrics or a list of such maps',
  },
  run: {
    type: 'object',
    description: 'About the run itself.',
    properties: { label: { type: 'string', description: 'The label of the run.' } },
  },
};

/** What the summary of a run may hold, published as `schema/summary.json`. */
export const summarySchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://gageml.org/summary',
  title: 'Run summary',
  description: 'The result of a run.',
  type: 'object',
  properties: summaryProperties,
  additionalProperties: false,
  $defs: summaryDefinitions,
};
