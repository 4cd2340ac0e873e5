import { describe, expect, test } from 'vitest';
import { knowCaller } from '../../src/run/caller-variables.ts';
import { SecretValues } from '../../src/run/secret-values.ts';

const TOKEN = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

function secrets(more: Partial<ConstructorParameters<typeof SecretValues>[0]> = {}): SecretValues {
  return new SecretValues({ config: {}, env: {}, definition: {}, ...more });
}

describe('secrets of a run', () => {
  test.each([
    ['api_key', 'k-123456'],
    ['model.api_key', 'k-123456'],
    ['db_password', 'hunter2'],
    ['client_secret', 'abcdef'],
    ['auth_token', 'abcdef'],
    ['token', 'a1b2c3d4e5f6a7b8c9d0e1'],
    ['anything', TOKEN],
    ['url', 'https://user:hunter2@host/'],
  ])('a value called %s like %j', (key, value) => {
    expect(JSON.stringify(secrets().maskMap({ [key]: value }))).not.toContain(
      value.startsWith('https') ? 'hunter2' : value,
    );
    expect(secrets().maskMap({ deep: [{ [key]: value }] })).not.toEqual({
      deep: [{ [key]: value }],
    });
  });

  test.each([
    ['eos_token', '<|endoftext|>'],
    ['sort_key', 'accuracy'],
    ['max_tokens', 4096],
    ['tokenizer', 'bert-base-uncased-finetuned'],
    ['key', 'C minor'],
    ['commit', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['checkpoint', 'runs/2024-01-01/epoch-12.pt'],
  ])('none called %s like %j', (key, value) => {
    expect(secrets().maskMap({ [key]: value })).toEqual({ [key]: value });
  });

  test('variables of an operation go by their names', () => {
    const env = { API_TOKEN: 'abc', LANG: 'C', X: TOKEN, EMPTY_KEY: '' };
    expect(secrets().maskEnv(env)).toEqual({
      API_TOKEN: '[masked]',
      LANG: 'C',
      X: '[masked]',
      EMPTY_KEY: '',
    });
  });

  test('what is a secret somewhere is one everywhere', () => {
    knowCaller({
      CI_TOKEN: 'from-the-caller',
      PWD: '/home/ann/project',
      SSH_AUTH_SOCK: '/tmp/agent.1',
    });
    const known = secrets({
      config: { password: 'correct horse battery' },
      env: { API_TOKEN: 'from-the-operation' },
    });
    expect(
      known.maskCommand([
        'x',
        'correct horse battery',
        '--t=from-the-operation',
        'from-the-caller',
      ]),
    ).toEqual(['x', '[masked]', '--t=[masked]', '[masked]']);
    expect(known.mask('/home/ann/project/a.py /tmp/agent.1')).toBe(
      '/home/ann/project/a.py /tmp/agent.1',
    );
  });

  test.each([
    ['train --password hunter2 --lr 1', 'train --password [masked] --lr 1'],
    ['train --api-key=abcdef', 'train --api-key=[masked]'],
    ['train --db-password=hunter2', 'train --db-password=[masked]'],
    ['train --tokenizer fast --max-tokens 12', 'train --tokenizer fast --max-tokens 12'],
  ])('a command: %s', (command, masked) => {
    expect(secrets().maskCommand(command)).toBe(masked);
    expect(secrets().maskCommand(command.split(' '))).toEqual(masked.split(' '));
  });

  test('a patch of a file that has no quotes', () => {
    const patch =
      '--- a.yml\n+++ a.yml\n@@ -1,2 +1,2 @@\n-password: old one\n+password: hunter2\n lr: 1\n';
    expect(secrets().maskPatch(patch)).toBe(
      '--- a.yml\n+++ a.yml\n@@ -1,2 +1,2 @@\n-password: [masked]\n+password: [masked]\n lr: 1\n',
    );
  });
});
