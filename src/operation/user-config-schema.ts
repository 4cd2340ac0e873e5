import type { Schema } from './schema.ts';

/** What user configuration may hold, published as `schema/user-config.json`. */
export const userConfigSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://gageml.org/user-config',
  title: 'Gage user configuration',
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'The schema of this file, for editors.' },
    repos: {
      type: 'object',
      description: 'Places that runs are copied to and from, by name.',
      propertyNames: { minLength: 1 },
      additionalProperties: { $ref: '#/$defs/repository' },
    },
  },
  additionalProperties: false,
  $defs: {
    repository: {
      type: 'object',
      description: 'A place for runs. Keys besides `type` are for that type of place.',
      properties: {
        type: { type: 'string', default: 'local' },
        path: { type: 'string', description: 'A directory; `~` counts.' },
      },
      anyOf: [{ required: ['type'] }, { required: ['path'] }],
      errorMessage: 'must be a map with "type", "path" or both',
    },
  },
};
