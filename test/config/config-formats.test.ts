import { expect, test } from 'vitest';

import { loadConfigFormat } from '../../src/config/config-formats.ts';

test.each(
  (
    '.py .ipynb .json .jsonc .yaml .yml .toml .env .ini .cfg ' +
    '.js .mjs .cjs .jsx .ts .mts .cts .tsx'
  ).split(' '),
)('a file that ends in %s has a format that says so', async (extension) => {
  const format = await loadConfigFormat(`conf/name${extension}`);
  expect(format?.extensions).toContain(extension);
  expect(await loadConfigFormat(`conf/NAME${extension.toUpperCase()}`)).toBe(format);
});

test.each(['.env', 'conf/.env', '.env.local', 'prod.env'])('%s is read as .env', async (path) => {
  expect((await loadConfigFormat(path))?.extensions).toContain('.env');
});

test.each([
  ['.env.json', '.json'],
  ['a.b.yaml', '.yaml'],
])('%s is read as %s', async (path, extension) => {
  expect((await loadConfigFormat(path))?.extensions).toContain(extension);
});

test.each(['README.md', 'py', '.py', 'a.py.bak', 'dir.py/file', 'environment'])(
  '%s has no format',
  async (path) => {
    expect(await loadConfigFormat(path)).toBeUndefined();
  },
);
