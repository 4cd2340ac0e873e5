import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordPython } from '../../src/capture/python-packages.ts';
import { findProgram } from '../../src/platform/find-program.ts';
import { makeTempDir, writeFiles } from '../rig/folders.ts';

const place = { runDir: '/', env: process.env, timeoutMs: 30_000 };
const python = findProgram('python3', process.env) ?? '';

const DISTRIBUTIONS = {
  'lib/python3.11/site-packages/Foo_Bar-1.2.dist-info/METADATA': '',
  'lib/python3.11/site-packages/zope.interface-6.0-py3.11.egg-info': '',
  'lib/python3.11/site-packages/~oo-1.0.dist-info/METADATA': '',
  'lib/python3.11/site-packages/foo/__init__.py': '',
};

/** A virtual environment with an interpreter that must not be started. */
function makeEnvironment(config: string, started = 'exit 99'): string {
  const prefix = makeTempDir();
  writeFiles(prefix, {
    'pyvenv.cfg': config,
    'bin/python': `#!/bin/sh\n${started}\n`,
    ...DISTRIBUTIONS,
  });
  symlinkSync('lib', join(prefix, 'lib64'));
  chmodSync(join(prefix, 'bin/python'), 0o755);
  return join(prefix, 'bin/python');
}

describe('the packages of a Python', () => {
  test.each([
    ['home = /usr/bin\nversion = 3.11.7\n'],
    ['home = /usr/bin\nversion_info = 3.11.7.final.0\ninclude-system-site-packages = false\n'],
  ])('of a virtual environment are told by its files alone', async (config) => {
    const executable = makeEnvironment(config);
    expect(await recordPython(executable, place)).toEqual({
      executable,
      version: '3.11.7',
      packages: { 'foo-bar': '1.2', 'zope-interface': '6.0' },
    });
  });

  test('of an environment that does not say its version are told though it does not answer', async () => {
    const executable = makeEnvironment('home = /usr/bin\n');
    expect(await recordPython(executable, place)).toMatchObject({
      version: null,
      packages: { 'foo-bar': '1.2' },
    });
  });

  test('that neither is an environment nor answers are unknown', async () => {
    expect(await recordPython(process.execPath, place)).toBeUndefined();
    expect(await recordPython('/nowhere/python', place)).toBeUndefined();
  });

  describe.runIf(python !== '')('of the system', () => {
    test('are those it would import, with its version', async () => {
      const expected = execFileSync(python, [
        '-c',
        'import sys; print("%d.%d.%d" % sys.version_info[:3])',
      ]);
      const record = await recordPython(python, place);
      expect(record?.['version']).toBe(expected.toString().trim());
      const list = execFileSync(
        python,
        [
          '-c',
          'import importlib.metadata as m; [print(d.metadata["Name"], d.version) for d in m.distributions()]',
        ],
        { encoding: 'utf8', cwd: '/' },
      );
      const packages = record?.['packages'] as Record<string, string>;
      for (const line of list.split('\n').filter((text) => text !== '')) {
        const [name = '', version] = line.split(' ');
        expect(packages[name.replace(/[-_.]+/g, '-').toLowerCase()], name).toBe(version);
      }
    });

    test('are also seen from an environment that shares them', async () => {
      const system = await recordPython(python, place);
      const shared = makeEnvironment(
        'version = 3.11.7\ninclude-system-site-packages = true\n',
        `exec '${python}' "$@"`,
      );
      const record = await recordPython(shared, place);
      expect(record?.['packages']).toEqual({
        ...(system?.['packages'] as object),
        'foo-bar': '1.2',
        'zope-interface': '6.0',
      });
    });

    test('are found without running code of the user or of packages', async () => {
      const folder = makeTempDir('plain');
      const mark = join(folder, 'ran');
      const code = `open(${JSON.stringify(mark)}, "w")\n`;
      writeFiles(folder, { 'sitecustomize.py': code, 'usercustomize.py': code, 'json.py': code });
      const env = { ...process.env, PYTHONPATH: folder, PYTHONSTARTUP: join(folder, 'json.py') };
      expect(await recordPython(python, { ...place, runDir: folder, env })).toBeDefined();
      expect(existsSync(mark)).toBe(false);
    });
  });
});
