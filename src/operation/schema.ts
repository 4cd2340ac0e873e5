/** The kinds of values JSON Schema tells apart. */
export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/**
 * The part of JSON Schema 2020-12 that our schemas are written in. `errorMessage` and
 * `patternErrorMessage` are the words for what a value must be ("must be …"); editors show them too.
 */
export interface Schema {
  readonly $schema?: string;
  readonly $id?: string;
  /** Always `#/$defs/<name>`, and then the only keyword that counts. */
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly default?: string | boolean;
  readonly examples?: readonly unknown[];
  readonly type?: JsonType | readonly JsonType[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minLength?: number;
  readonly pattern?: string;
  /** One of the formats given to `checkSchema`; others are not checked. */
  readonly format?: string;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly anyOf?: readonly Schema[];
  readonly errorMessage?: string;
  readonly patternErrorMessage?: string;
}
