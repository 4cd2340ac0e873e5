import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSecretName, maskSecrets, maskValue } from '../../src/values/mask-secrets.ts';
import { countProcessorMs } from '../rig/processor-time.ts';

describe('names of secrets', () => {
  test.each([
    'API_KEY',
    'KEYS',
    'GITHUB_TOKEN',
    'HUGGINGFACETOKEN',
    'token',
    'DB_PASSWORD',
    'PASSWD',
    'PGPASS_FILE_PASS',
    'AWS_SECRET_ACCESS_KEY',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'SENTRY_DSN',
    'NPM_CONFIG__AUTH',
  ])('%s is one', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  test.each(['TOKENIZERS_PARALLELISM', 'PATH', 'KEYBOARD', 'LANG', 'PYTHONHASHSEED', 'AUTHOR'])(
    '%s is none',
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

const letters = 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9z';

/** Put together here, so that nothing that looks for secrets in source code finds any. */
const join = (...parts: readonly string[]): string => parts.join('');

describe('texts with secrets', () => {
  test.each([
    ['a code host', `x = "${join('ghp', '_', letters)}"`, 'x = "[masked]"'],
    ['a model host', `login("${join('hf', '_', letters)}")`, 'login("[masked]")'],
    ['a model service', `key=${join('sk', '-proj-', letters)}`, 'key=[masked]'],
    ['a cloud', `id: ${join('AKIA', 'ABCDEFGHIJKLMNOP')}`, 'id: [masked]'],
    ['a signed token', join('eyJ', 'hbGciOiJI.', 'eyJ', 'zdWIiOiIx.', letters), '[masked]'],
    ['a password in a URL', 'postgres://me:hunter2@host/db', 'postgres://me:[masked]@host/db'],
    [
      'a signed link',
      'GET https://host/a?size=100&X-Amz-Signature=0123abcdef&part=1 ok',
      'GET https://host/a?size=100&X-Amz-Signature=[masked]&part=1 ok',
    ],
    ['a header', `Authorization: Bearer ${letters}`, 'Authorization: Bearer [masked]'],
    ['a password', "password = 'hunter22'", "password = '[masked]'"],
    ['JSON', `{"api_key": "0123456789ab"}`, `{"api_key": "[masked]"}`],
    ['a token in code', `auth_token = "${letters}"`, 'auth_token = "[masked]"'],
    [
      'a file of variables',
      `+export MY_TOKEN=${letters}\n next`,
      '+export MY_TOKEN=[masked]\n next',
    ],
  ])('%s is masked', (_name, text, expected) => {
    expect(maskSecrets(text)).toEqual({ text: expected, count: 1 });
  });

  test('a private key is masked line by line, with the marks of a patch kept', () => {
    const label = join('RSA PRIVATE', ' KEY');
    const key = [`+-----BEGIN ${label}-----`, '+MIIEow', '+abc=', `+-----END ${label}-----`];
    const { text } = maskSecrets([...key, '+after'].join('\n'));
    expect(text).toBe('+[masked]\n+[masked]\n+[masked]\n+[masked]\n+after');
  });

  test.each([
    'pad_token = tokenizer.pad_token',
    'eos_token = "<|endoftext|>"',
    'max_tokens = 4096',
    'for key in keys: print(key)',
    'password = getpass()',
    '"integrity": "sha512-aB3dE5gH7jK9mN1pQ3sT5vW7xY9zaB3dE5gH7jK9mN1pQ3sT5vW7xY9z=="',
    'index ab06234a656a73901cb5afb1641a8e548e02d1c8..5e0ebcf5bb70ae85c9ea1424bf1b8f04ecc100d5',
    'a basic understanding-of-things',
    'https://example.org/path@1.2',
    'https://example.org/?max_tokens=100000&key=publication&sort=signature_date',
    'task-force-of-many-people-in-town',
  ])('code and prose stay: %s', (text) => {
    expect(maskSecrets(text)).toEqual({ text, count: 0 });
  });

  test('masking what is masked changes nothing, and lines stay lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const once = maskSecrets(`password="${text}" ${text}`);
        expect(maskSecrets(once.text).text).toBe(once.text);
        expect(once.text.split('\n')).toHaveLength(text.split('\n').length * 2 - 1);
      }),
    );
  });

  test('a megabyte is searched at once', () => {
    const processorMs = countProcessorMs();
    for (const unit of [
      'a',
      'A_',
      'password="',
      'x://',
      '-----BEGIN PRIVATE KEY-----',
      'eyJ',
      '"',
      '&a',
      '?token=',
    ]) {
      maskSecrets(unit.repeat(1_000_000 / unit.length));
    }
    expect(processorMs()).toBeLessThan(10_000);
  });
});

describe('values of variables', () => {
  test.each([
    [letters, '[masked]'],
    ['/usr/local/bin:/usr/bin', '/usr/local/bin:/usr/bin'],
    ['en_US.UTF-8', 'en_US.UTF-8'],
    ['0,1,2,3', '0,1,2,3'],
    ['deep-learning-project-2', 'deep-learning-project-2'],
    ['http://me:secret@proxy', 'http://me:[masked]@proxy'],
  ])('%s', (value, expected) => {
    expect(maskValue(value)).toBe(expected);
  });
});
