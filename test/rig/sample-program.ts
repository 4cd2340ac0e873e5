import type { CommandGroup, LeafCommand } from '../../src/cli/command.ts';

const load: LeafCommand['load'] = async () => Promise.resolve({ execute: () => 0 });

const LIST: LeafCommand = {
  name: 'list',
  aliases: ['ls', 'runs'],
  summary: 'List runs.',
  description: [
    'Runs are listed from newest to oldest. Select some of them by position, by slice or by the start of their ID or name.',
    '  gage list 1:5\n  gage list kufab',
  ],
  options: [
    { names: ['-m', '--more'], repeatable: true, help: 'Show more runs.' },
    {
      names: ['-n', '--limit'],
      values: ['max'],
      type: 'integer',
      minimum: 0,
      default: 20,
      help: 'Limit the list to this many runs.',
    },
    { names: ['-a', '--all'], help: 'Show all runs.', excludes: ['limit'] },
    { names: ['-0'], isHidden: true, help: 'Simple columns.' },
  ],
  args: [
    {
      name: 'runs',
      metavar: 'run',
      isOptional: true,
      repeatable: true,
      completes: 'runs',
      help: 'Runs to list.',
    },
  ],
  load,
};

const ARCHIVE: LeafCommand = {
  name: 'archive',
  summary: 'Archive runs.',
  options: [
    {
      names: ['-r', '--rename'],
      values: ['current', 'new'],
      completes: 'archives',
      help: 'Rename.',
    },
    { names: ['--delete-empty'], help: 'Delete empty archives.', excludes: ['rename'] },
    { names: ['-a', '--all'], help: 'Archive all runs.', excludes: ['run'] },
    { names: ['-q', '--quiet'], help: 'Say nothing.' },
    { names: ['-y', '--yes'], help: 'Do not ask.' },
  ],
  args: [{ name: 'run', isOptional: true, repeatable: true }],
  exitCodes: [['5', 'nothing was archived']],
  load,
};

const ASSOCIATE: LeafCommand = {
  name: 'associate',
  summary: 'Link a run to a project directory.',
  args: [
    { name: 'run', completes: 'runs', help: 'Run to link.' },
    { name: 'project', isOptional: true, completes: 'directories', help: 'Directory.' },
  ],
  load,
};

const COPY: LeafCommand = {
  name: 'copy',
  summary: 'Copy runs to a directory or from one, and leave alone what is there already.',
  options: [
    { names: ['-d', '--dest', '--to'], values: ['path'], completes: 'directories', help: 'To.' },
    { names: ['--format'], values: ['name'], choices: ['json', 'csv'], help: 'Form.' },
  ],
  args: [{ name: 'flag', metavar: 'flag=value', isOptional: true, completes: 'flags' }],
  load,
};

const SECRET: LeafCommand = { name: 'secret', summary: 'Hidden.', isHidden: true, load };

/** A program with a command of every kind. */
export const SAMPLE_PROGRAM: CommandGroup = {
  name: 'gage',
  summary: 'Turn any command into a run.',
  options: [
    { names: ['--version'], help: 'Print version information and exit.' },
    { names: ['-C'], values: ['path'], completes: 'directories', help: 'Start in this directory.' },
    { names: ['--runs'], values: ['path'], completes: 'directories', help: 'Runs directory.' },
    { names: ['-v', '--verbose'], repeatable: true, help: 'Say more.' },
  ],
  commands: [
    ARCHIVE,
    ASSOCIATE,
    COPY,
    {
      name: 'help',
      summary: 'Show help for a topic.',
      metavar: 'topic',
      listTitle: 'Topics',
      commands: [{ name: 'filters', summary: 'Filter expressions.', load }],
    },
    LIST,
    SECRET,
  ],
};
