import { expect } from 'vitest';
import { writeFiles } from './folders.ts';
import { makeProject, NORMAL_80, PLAIN_60 } from './test-project.ts';
import type { TestProject, TestTerminal } from './test-project.ts';

/*
 * A transcript is a story in Markdown that is also a test. It is told in a project folder of its
 * own, called `project`, from top to bottom:
 *
 * - a first line `<!-- normal -->` chooses the normal mode at 80 columns; otherwise the mode is plain
 *   at 60 columns;
 * - a block such as "```toml title=gage.toml" is written to the file;
 * - in a block "```console", a line that begins with `$ ` is a command for the shell (one that begins
 *   with `> ` continues it), and the lines after it are what it writes to stdout and stderr. Blanks
 *   at the ends of lines and blank lines around the whole do not count. A command that fails ends
 *   in the line `(exit 2)`.
 *
 * In the expected lines, a line that is only `...` stands for any lines, and these for what differs
 * from one time to the next:
 */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '{:id}': '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  '{:comment}': '[0-9a-f]{8}-[0-9a-f]{4}',
  '{:name}': '[a-z]{5}-[a-z]{5}',
  '{:short}': '[a-z]{5}(?:-[a-z]{5})?',
  '{:date}': '\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d',
  '{:time}': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z',
  '{:time-ago}': '(?:now|(?:a|\\d+) seconds? ago|(?:a|\\d+) minutes? ago)',
  '{:path}': '/[^\\s"\']*',
  '{:sha256}': '[0-9a-f]{64}',
  '{:version}': '\\d+\\.\\d+\\.\\d+[\\w.-]*',
  '{:any}': '.*',
};

/** Texts whose length differs make columns of tables differ: then blanks and rules count as one. */
const LOOSE_PLACEHOLDERS = ['{:time-ago}', '{:short}', '{:path}', '{:any}'];

/** Tells a transcript and compares what happens with what it says. */
export function playTranscript(markdown: string): void {
  const project = makeProject('project', terminalOf(markdown));
  for (const { info, lines } of fencedBlocks(markdown)) {
    const title = /\btitle=(\S+)/.exec(info)?.[1];
    if (title !== undefined) writeFiles(project.directory, { [title]: `${lines.join('\n')}\n` });
    else if (info === 'console') readSteps(lines).forEach((step) => playStep(step, project));
  }
}

function terminalOf(markdown: string): TestTerminal {
  return markdown.startsWith('<!-- normal -->') ? NORMAL_80 : PLAIN_60;
}

interface Block {
  /** What follows the opening marks. */
  readonly info: string;
  readonly lines: readonly string[];
}

function fencedBlocks(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, info = '', body = '']) => ({
    info: info.trim(),
    lines: body.replace(/\n$/, '').split('\n'),
  }));
}

interface Step {
  readonly command: string;
  readonly expected: readonly string[];
}

function readSteps(lines: readonly string[]): readonly Step[] {
  const steps: { command: string; expected: string[] }[] = [];
  for (const line of lines) {
    const step = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), expected: [] });
    else if (step === undefined)
      throw new Error(`A console block begins with a command, not with: ${line}`);
    else if (line.startsWith('> ') && step.expected.length === 0)
      step.command += `\n${line.slice(2)}`;
    else step.expected.push(line);
  }
  return steps;
}

function playStep({ command, expected }: Step, project: TestProject): void {
  const { status, stdout } = project.shell(`{ ${command}\n} 2>&1`);
  const output = status === 0 ? stdout : `${stdout.replace(/\n*$/, '\n')}(exit ${String(status)})`;
  const wanted = trimLines(expected);
  const actual = trimLines(output.split('\n'));
  expect(recognise(actual, wanted).join('\n'), `$ ${command}`).toBe(wanted.join('\n'));
}

function trimLines(lines: readonly string[]): readonly string[] {
  const trimmed = lines.map((line) => line.trimEnd());
  const first = trimmed.findIndex((line) => line !== '');
  const last = trimmed.findLastIndex((line) => line !== '');
  return first < 0 ? [] : trimmed.slice(first, last + 1);
}

/** The actual lines, with those that fit what is expected in its words: then the rest is the difference. */
function recognise(actual: readonly string[], expected: readonly string[]): readonly string[] {
  const isLoose = expected.some((line) => LOOSE_PLACEHOLDERS.some((mark) => line.includes(mark)));
  const fits = (line: string | undefined, pattern: string | undefined): boolean =>
    line !== undefined &&
    pattern !== undefined &&
    linePattern(pattern, isLoose).test(loosen(line, isLoose));
  const recognised: string[] = [];
  let at = 0;
  for (const [index, pattern] of expected.entries()) {
    if (pattern === '...') {
      const next = expected[index + 1];
      const found =
        next === undefined
          ? actual.length
          : actual.findIndex((line, place) => place >= at && fits(line, next));
      if (found >= 0) {
        recognised.push('...');
        at = found;
      }
      continue;
    }
    const line = actual[at];
    if (line === undefined) break;
    recognised.push(fits(line, pattern) ? pattern : line);
    at++;
  }
  return [...recognised, ...actual.slice(at)];
}

function linePattern(line: string, isLoose: boolean): RegExp {
  const parts = loosen(line, isLoose).split(/(\{:[a-z0-9-]+\})/);
  const source = parts.map(
    (part) => PLACEHOLDERS[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`);
}

function loosen(line: string, isLoose: boolean): string {
  return isLoose ? line.replace(/ {2,}/g, ' ').replace(/-{2,}/g, '-').replace(/─{2,}/g, '─') : line;
}
