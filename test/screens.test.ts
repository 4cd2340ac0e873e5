import { expect, test } from 'vitest';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { helpTopics } from '../src/cli/help-topics.ts';
import { leafCommands } from './rig/commands.ts';
import { makeTempDir, writeFiles } from './rig/folders.ts';
import { callProgram } from './rig/in-process.ts';
import { ScreenMasks } from './rig/screen-masks.ts';

/*
 * What people see: every command and every help topic, in plain mode at 60 columns and in normal mode at
 * 80, and what is wide at 140, too. The screens are in `test/screens/`, to be read; after a change look at
 * them and write them anew with `npx vitest run test/screens.test.ts -u`.
 */
const FOLDER = join(import.meta.dirname, 'screens');

const LAYOUTS = [
  { title: 'Plain mode, 60 columns', env: { TERM: 'unknown', COLUMNS: '60' } },
  { title: 'Normal mode, 80 columns', env: { TERM: 'xterm', COLUMNS: '80' } },
  { title: 'Normal mode, 140 columns', env: { TERM: 'xterm', COLUMNS: '140' } },
] as const;

/** A project with runs of all kinds, told by what makes them. */
const FILES = {
  'gage.toml': `
[train]
description = "Train a model"
default = true
exec = "sh train.sh"
config = "settings.json"
sourcecode = ["*.sh", "settings.json"]

[evaluate]
description = """Evaluate a model

The model is the one of the latest training."""
version = "2"
exec = "sh evaluate.sh"
sourcecode = ["*.sh"]
`,
  'train.sh': `echo "epoch 1: loss 0.5"
test "$(grep -c '"rate": 9' settings.json)" = 0 || { echo "diverged" >&2; exit 3; }
echo '{"metrics": {"loss": 0.123456, "accuracy": {"value": 0.9, "label": "on test data"}}, "attributes": {"data": "tiny"}}' > summary.json
echo model > model.bin
`,
  'evaluate.sh': 'echo \'{"metrics": {"accuracy": 0.875}}\' > summary.json\n',
  'settings.json': '{ "rate": 0.1, "optimizer": "adam", "layers": [64, 32] }\n',
  'grid.csv': 'rate,optimizer\n0.1,adam\n9,sgd\n',
  'board.json': `{
  "title": "Models",
  "columns": ["run:name", "run:status", {"field": "config:rate", "label": "rate"}, {"metric": "accuracy", "label": "accuracy"}, "metric:loss", "run:label"]
}`,
};

const PREPARATION = [
  'run evaluate -y -q --label quick',
  'run train -y -q',
  'run train rate=9 -y -q',
  'run train rate=0.25 optimizer=sgd -y -q --label 機械学習🚀のための最良のモデル',
  'run train -y -q --stage',
  'tag 2 --add best --add paper -y',
];

/** Calls in their order: what one changes the next ones see. `|` separates words, where blanks do not. */
const STORY: readonly (readonly [command: string, ...calls: readonly string[]])[] = [
  ['operations', 'operations'],
  [
    'list',
    'list',
    'list -n 2',
    'list --columns index,name,status,started,config.rate,metric.loss --sort -metric.loss',
  ],
  ['show', 'show 2', 'show 3 --files', 'show 5 --summary', 'show 2 --config'],
  ['select', 'select 1:2 --name'],
  ['cat', 'cat 2 --path settings.json'],
  ['logs', 'logs 3'],
  ['board', 'board', 'board --no-config', 'board --markdown'],
  ['check', 'check gage.toml', 'check --board board.json'],
  ['config', 'config'],
  [
    'run',
    'run evaluate -y',
    'run --help-op',
    'run --preview rate=3',
    'run -b grid.csv --preview',
    'run -b grid.csv -y',
    'run train rte=1',
    'run trian',
  ],
  ['start', 'start 4', 'start 4 -y', 'start 1'],
  ['batch list', 'batch list'],
  ['batch show', 'batch show', 'batch show --failed'],
  ['batch status', 'batch status'],
  ['batch resume', 'batch resume'],
  ['batch retry', 'batch retry', 'batch retry 7'],
  ['batch attach', 'batch attach'],
  ['batch pause', 'batch pause'],
  ['batch stop', 'batch stop'],
  ['batch delete', 'batch delete 1', 'batch delete 1 -y'],
  ['label', 'label 1 --set|a new label', 'label 1 --set|a new label|-y', 'label 1 --clear -y'],
  ['tag', 'tag 1 --add nightly', 'tag 1 --add nightly -y', 'tag --list'],
  ['comment', 'comment 1 --msg|**Good**:\n\n- fast\n- small|-y', 'comment --list'],
  ['archive', 'archive 1 --name|last week', 'archive 1 --name|last week|-y', 'archive --list'],
  ['restore', 'restore --archive|last week|-y'],
  ['delete', 'delete 1:2', 'delete 1:2 -y', 'delete nothing'],
  ['purge', 'purge 1', 'purge 1 -y'],
  [
    'util purge-run-files',
    'util purge-run-files -w train -f model.* --preview',
    'util purge-run-files -w train -f model.*',
  ],
  ['associate', 'associate 1 nowhere'],
  ['copy', 'copy 1 --to copies', 'copy 1 --to copies -y'],
  ['publish', 'publish --to site --dry-run', 'publish --to site -y'],
  ['why', 'why 2'],
  ['sign'],
  ['verify', 'verify'],
  ['recover', 'recover'],
  ['stop', 'stop --all'],
  ['open'],
  ['completion'],
];

/** These are wide. */
const WIDE = new Set(['list', 'show', 'board', 'run']);

test('every command and every help topic looks as its screens in test/screens say', async () => {
  const screens = new Screens();
  for (const layout of LAYOUTS) await recordStory(layout, screens);
  for (const [name, text] of screens.files()) {
    expect.soft(text, name).not.toContain('unexpected error');
    await expect.soft(text).toMatchFileSnapshot(join(FOLDER, `${name}.md`));
  }
  const names = new Set([...screens.files()].map(([name]) => `${name}.md`));
  const stale = readdirSync(FOLDER).filter((name) => !names.has(name));
  expect(stale, 'screens of what is gone').toEqual([]);
  const commands = leafCommands()
    .map(({ path }) => path.replaceAll(' ', '-'))
    .filter((name) => !name.startsWith('help-'));
  const missing = commands.filter((name) => !names.has(`${name}.md`));
  expect(missing, 'add a line to STORY for a new command').toEqual([]);
}, 120_000);

/** Files of screens, by name. */
class Screens {
  readonly #texts = new Map<string, string>();

  append(name: string, title: string, lines: readonly string[]): void {
    const before = this.#texts.get(name) ?? `# ${title}\n`;
    this.#texts.set(name, `${before}\n${lines.join('\n')}\n`);
  }

  files(): Iterable<readonly [name: string, text: string]> {
    return this.#texts;
  }
}

async function recordStory(
  { title, env }: (typeof LAYOUTS)[number],
  screens: Screens,
): Promise<void> {
  const folder = makeTempDir('project');
  writeFiles(folder, FILES);
  const masks = new ScreenMasks(folder);
  const isWide = env.COLUMNS === '140';
  const show = async (words: readonly string[]): Promise<readonly string[]> => {
    const { status, stdout, stderr } = await callProgram(folder, words, env);
    const typed = words.map((word) => (/[\s*]/.test(word) ? JSON.stringify(word) : word));
    const end = status === 0 ? '' : `(exit ${String(status)})`;
    const output = masks.apply(`${stderr}${stdout}${end}`);
    return ['', FENCE, `$ gage ${typed.join(' ')}`, ...linesOf(output), FENCE.slice(0, 4)];
  };
  for (const line of PREPARATION) await callProgram(folder, line.split(' '), env);
  for (const [command, ...calls] of STORY) {
    const lines = [`## ${title}`];
    for (const call of [...calls, `${command} -h`]) lines.push(...(await show(wordsOf(call))));
    if (!isWide || WIDE.has(command)) {
      screens.append(command.replaceAll(' ', '-'), `gage ${command}`, lines);
    }
  }
  if (isWide) return;
  screens.append('help', 'gage', [`## ${title}`, ...(await show(['-h']))]);
  for (const topic of Object.keys(helpTopics)) {
    const lines = await show(['help', topic]);
    screens.append(`help-${topic}`, `gage help ${topic}`, [`## ${title}`, ...lines]);
  }
}

/** Screens may have fences of their own. */
const FENCE = '````console';

function wordsOf(call: string): readonly string[] {
  const [first = '', ...others] = call.split('|');
  return [...first.split(' '), ...others];
}

function linesOf(output: string): readonly string[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}
