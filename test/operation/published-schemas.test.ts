import { expect, test } from 'vitest';

import { boardSchema } from '../../src/board/board-schema.ts';
import { gageFileSchema } from '../../src/operation/gage-file-schema.ts';
import { summarySchema } from '../../src/operation/summary-schema.ts';
import { userConfigSchema } from '../../src/operation/user-config-schema.ts';

// After a change of a schema, `npx vitest run test/operation/published-schemas.test.ts -u` writes the files anew.
test.each([
  ['board.json', boardSchema],
  ['gagefile.json', gageFileSchema],
  ['summary.json', summarySchema],
  ['user-config.json', userConfigSchema],
])('the published %s is the schema that files are checked with', async (name, schema) => {
  const text = `${JSON.stringify(schema, null, 2)}\n`;

  await expect(text).toMatchFileSnapshot(`../../schema/${name}`);
});
