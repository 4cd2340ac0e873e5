import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir } from './rig/folders.ts';
import { PROGRAM_PATH, cleanEnv } from './rig/program.ts';

const ROOT = resolve(import.meta.dirname, '..');

interface Step {
  readonly command: string;
  readonly expected: string;
}

/** The commands of the console blocks with what is shown below each. */
function stepsOf(page: string): Step[] {
  const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, body = '']) => body);
  return blocks.flatMap((body) =>
    body
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const lineEnd = step.indexOf('\n');
        return { command: step.slice(0, lineEnd), expected: step.slice(lineEnd + 1) };
      }),
  );
}

/** Names, times and the widths that depend on them differ from one day to the next. */
function normalize(text: string): string {
  return text
    .replace(/\b(?:now|(?:a|\d+) (?:second|minute)s? ago)\b/g, 'TIME')
    .replace(/\b[a-z]{5}-[a-z]{5}\b/g, 'NAME')
    .replace(/│ (\d+) │ [a-z]{5} │/g, '│ $1 │ NAME │')
    .replace(/[a-z0-9.=]*…/g, '…')
    .replace(/─+/g, '─')
    .replace(/ +/g, ' ')
    .trim();
}

function asPattern(expected: string): RegExp {
  const parts = normalize(expected).split(/^\.\.\.$/m);
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^]*')}$`);
}

test('the story of the README is what happens', () => {
  const project = join(makeTempDir('home'), 'iris');
  cpSync(join(ROOT, 'examples', 'iris'), project, {
    recursive: true,
    filter: (path) => !path.includes('.gage'),
  });
  const steps = stepsOf(readFileSync(join(ROOT, 'README.md'), 'utf8'));
  expect(steps.length).toBeGreaterThan(8);
  for (const { command, expected } of steps) {
    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', `${command} 2>&1`.replace(/^gage /, '"$GAGE" ')],
      {
        cwd: project,
        env: { ...cleanEnv(), TERM: 'xterm', COLUMNS: '80', HOME: project, GAGE: PROGRAM_PATH },
        encoding: 'utf8',
      },
    );
    expect(normalize(stdout), command).toMatch(asPattern(expected));
  }
});
