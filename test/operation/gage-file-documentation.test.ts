import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { parseAssignment } from '../../src/config/assignment.ts';
import { DEFAULT_SOURCE_PATTERNS } from '../../src/files/select-rules.ts';
import { dataFormatOf, parseData } from '../../src/operation/data-file.ts';
import type { DataFile } from '../../src/operation/data-file.ts';
import { GAGE_FILE_NAMES } from '../../src/operation/gage-file.ts';
import { gageFileSchema } from '../../src/operation/gage-file-schema.ts';
import { checkGageFile } from '../../src/operation/gage-file-validation.ts';
import { isScriptName } from '../../src/operation/script-interpreter.ts';
import { checkUserConfig } from '../../src/operation/user-config.ts';
import { parseJson } from '../../src/values/json-text.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/gage-file.md'), 'utf8');

const BLOCKS = [...PAGE.matchAll(/^```\w+ title=(\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, name = '', text = '']) => ({ name, text }),
);

async function fileOf(name: string, text: string): Promise<DataFile> {
  const format = dataFormatOf(name);
  if (format === undefined) throw new Error(`${name} is no data file`);
  return { path: name, format, text, ...(await parseData(text, format)) };
}

/** The code in each cell of the table rows below a heading, by row. */
function tableBelow(header: string): readonly (readonly string[])[] {
  const columns = header.split(' | ').join(String.raw` *\| `);
  const start = PAGE.search(new RegExp(String.raw`^\| *${columns}`, 'm'));
  const rows = PAGE.slice(start).split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return rows.map((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
}

describe('the reference of Gage files', () => {
  test('has examples in every format', () => {
    expect(new Set(BLOCKS.map(({ name }) => name))).toEqual(
      new Set(['gage.toml', 'gage.yaml', 'gage.json', 'gageconfig.toml']),
    );
  });

  test.each(BLOCKS)('the example $name is valid: $text', async ({ name, text }) => {
    const file = await fileOf(name, text);
    const problems = name.startsWith('gage.') ? checkGageFile(file) : checkUserConfig(file);
    expect((await problems).map(({ message }) => message)).toEqual([]);
  });

  test('names every key there is', () => {
    const { operation, configBlock } = gageFileSchema.$defs ?? {};
    const keys = [gageFileSchema, operation, configBlock, operation?.properties?.['listing']]
      .flatMap((schema) => Object.keys(schema?.properties ?? {}))
      .concat('filename', 'stage-sourcecode', 'stage-runtime', 'stage-dependencies', 'finalize');
    expect(keys.length).toBeGreaterThan(20);
    for (const key of keys)
      expect(PAGE, key).toMatch(new RegExp(`[\`.]${key.replace('$', '\\$')}[\` ]`));
    const tabled = tableBelow('Key | Type | Default | See').map(([key]) => key);
    expect(new Set(tabled)).toEqual(new Set(Object.keys(operation?.properties ?? {})));
  });

  test('names every place of a Gage file, in order', () => {
    const section = PAGE.slice(PAGE.indexOf('## Where it is'), PAGE.indexOf('## The file'));
    const named = [...section.matchAll(/^- (.*)$/gm)].flatMap(([, line = '']) =>
      [...line.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );
    expect(named).toEqual(GAGE_FILE_NAMES);
  });

  test('has the default patterns', () => {
    expect(PAGE).toContain(`\`\`\`\n${DEFAULT_SOURCE_PATTERNS.join('\n')}\n\`\`\``);
  });

  test.each(tableBelow('Typed'))('%s is %s', (typed = '', value = '') => {
    expect(parseAssignment(typed)).toMatchObject({ key: 'rate', value: parseJson(value) });
  });

  test('names scripts that can be run', () => {
    const extensions = tableBelow('File  ').flatMap((row) =>
      row.filter((code) => code.startsWith('.')),
    );
    expect(extensions.length).toBeGreaterThan(10);
    expect(extensions.filter((extension) => !isScriptName(`a${extension}`))).toEqual([]);
  });
});
