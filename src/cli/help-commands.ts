import type { CommandGroup, LeafCommand } from './command.ts';

const load: LeafCommand['load'] = async () => import('./commands/help.ts');

const TOPICS: readonly (readonly [name: string, summary: string])[] = [
  ['batches', 'Run an operation many times with different flags'],
  ['boards', 'Compare runs in a table, and publish it'],
  ['environment', 'Variables that Gage reads and sets'],
  ['exec', 'How the commands of an operation are started'],
  ['filters', 'Choose runs by an expression'],
  ['gagefile', 'Define operations in a file'],
  ['operations', 'What can be run'],
  ['remotes', 'Keep runs in other places'],
  ['select-runs', 'Name runs on the command line'],
  ['verify', 'Prove that runs are as they were'],
];

const help: CommandGroup = {
  name: 'help',
  summary: 'Show help for a topic or a command.',
  metavar: 'topic',
  explainsCommands: true,
  listTitle: 'Topics',
  commands: TOPICS.map(([name, summary]) => ({ name, summary, load })),
};

const completion: LeafCommand = {
  name: 'completion',
  summary: 'Print a script that lets a shell complete command lines.',
  description: [
    'What can follow is looked up in the project: operations, scripts, flags, runs, their files and tags, fields of lists, archives. To use it, put a line into the configuration of your shell:',
    '  bash  eval "$(gage completion bash)"\n  zsh   eval "$(gage completion zsh)"\n  fish  gage completion fish | source',
  ],
  args: [
    {
      name: 'word',
      metavar: 'shell',
      isOptional: true,
      repeatable: true,
      completes: 'shells',
      help: 'bash, zsh or fish; the one in SHELL by default.',
    },
  ],
  options: [
    {
      names: ['--complete'],
      isHidden: true,
      help: 'Print what the last of the words can be completed to.',
    },
  ],
  load: async () => import('./commands/completion.ts'),
};

/** Commands that explain the program. */
export const HELP_COMMANDS: readonly (LeafCommand | CommandGroup)[] = [completion, help];
