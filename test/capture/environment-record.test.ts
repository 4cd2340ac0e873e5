import { expect, test } from 'vitest';
import { recordEnvironment } from '../../src/capture/environment-record.ts';

test('variables that matter have values, all others only their names', () => {
  const caller = {
    LANG: 'C.UTF-8',
    LC_ALL: 'C',
    CUDA_VISIBLE_DEVICES: '0,1',
    OMP_NUM_THREADS: '4',
    HOME: '/home/me',
    MY_SETTING: 'private matter',
    ABSENT: undefined,
  };
  expect(recordEnvironment(caller, {})).toEqual({
    values: { LANG: 'C.UTF-8', LC_ALL: 'C', CUDA_VISIBLE_DEVICES: '0,1', OMP_NUM_THREADS: '4' },
    names: ['HOME', 'MY_SETTING'],
  });
});

test('the operation’s own variables have values, in the place of those of the caller', () => {
  expect(recordEnvironment({ MODE: 'slow', TZ: 'UTC' }, { MODE: 'fast', TZ: 'CET' })).toEqual({
    values: { MODE: 'fast', TZ: 'CET' },
    names: [],
  });
});

test('a secret is never recorded, wherever it is', () => {
  const secret = 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9z';
  const record = recordEnvironment(
    {
      CUDA_API_KEY: secret,
      LC_TOKEN: secret,
      LANG: secret,
      PYTHONPATH: `https://u:${secret}@host`,
    },
    { MY_PASSWORD: secret, MODE: secret },
  );
  expect(JSON.stringify(record)).not.toContain(secret);
  expect(record).toEqual({
    values: {
      LANG: '[masked]',
      PYTHONPATH: 'https://u:[masked]@host',
      MY_PASSWORD: '[masked]',
      MODE: '[masked]',
    },
    names: ['CUDA_API_KEY', 'LC_TOKEN'],
  });
});
