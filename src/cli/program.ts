import { BATCH_COMMANDS } from './batch-commands.ts';
import { CHANGE_COMMANDS } from './change-commands.ts';
import { COPY_COMMANDS } from './copy-commands.ts';
import type { CommandGroup, CommandSpec, LeafCommand } from './command.ts';
import { HELP_COMMANDS } from './help-commands.ts';
import { JSON_OUTPUT, RUN, RUNS, UTC, WHERE } from './option-specs.ts';
import { PROCESS_COMMANDS } from './process-commands.ts';
import { RUN_COMMAND } from './run-command.ts';
import { VERIFY_COMMANDS } from './verify-commands.ts';

const list: LeafCommand = {
  name: 'list',
  aliases: ['ls', 'runs'],
  summary: 'List runs, the newest first.',
  args: [RUNS],
  options: [
    { names: ['-m', '--more'], repeatable: true, help: 'Show a page more; can be repeated.' },
    {
      names: ['-n', '--limit'],
      values: ['max'],
      type: 'integer',
      minimum: 0,
      default: 20,
      help: 'Runs on a page.',
      excludes: ['all'],
    },
    { names: ['-a', '--all'], help: 'Show all runs.' },
    WHERE,
    { names: ['-d', '--deleted'], help: 'Show deleted runs.' },
    {
      names: ['-A', '--archive'],
      values: ['name'],
      completes: 'archives',
      help: 'Show runs of an archive.',
    },
    {
      names: ['--columns'],
      values: ['fields'],
      repeatable: true,
      completes: 'fields',
      help: 'Show these fields, separated by commas: index, name, started, config.x, metric.x and all others of filters.',
    },
    {
      names: ['-s', '--sort'],
      values: ['fields'],
      repeatable: true,
      completes: 'fields',
      help: 'Sort by these fields; -field for the greatest first. Runs without a value come last.',
    },
    UTC,
    {
      names: ['-0'],
      isHidden: true,
      help: 'Only columns that do not change from run to run.',
      excludes: ['columns', 'csv'],
    },
    { ...JSON_OUTPUT, excludes: ['csv'] },
    {
      names: ['--csv'],
      help: 'Print CSV, with all fields that the runs have or those of --columns.',
    },
  ],
  load: async () => import('./commands/list.ts'),
};

const show: LeafCommand = {
  name: 'show',
  summary: 'Show a run.',
  args: [RUN],
  options: [
    WHERE,
    {
      names: ['--limit-files'],
      values: ['max'],
      type: 'integer',
      minimum: 0,
      default: 40,
      help: 'Most files to list.',
    },
    { names: ['--all-files'], help: 'List all files.', excludes: ['limit-files'] },
    {
      names: ['-c', '--config'],
      help: 'Show the configuration only.',
      excludes: ['files', 'output', 'summary'],
    },
    {
      names: ['-s', '--summary'],
      help: 'Show the summary only.',
      excludes: ['files', 'output', 'config'],
    },
    {
      names: ['-o', '--output'],
      help: 'Show the output only, and all of it.',
      excludes: ['files', 'config', 'summary', 'json'],
    },
    {
      names: ['-f', '--files'],
      help: 'Show the files only, and all of them.',
      excludes: ['config', 'output', 'summary'],
    },
    UTC,
    { names: ['-0'], isHidden: true, help: 'Files without their sizes.' },
    JSON_OUTPUT,
  ],
  load: async () => import('./commands/show.ts'),
};

const select: LeafCommand = {
  name: 'select',
  summary: 'Print ids, names or places of runs, one a line.',
  description: ["Without runs it is the latest, or all that match '--where'."],
  args: [RUNS],
  options: [
    WHERE,
    { names: ['--name'], help: 'Print names.' },
    { names: ['--run-dir'], help: 'Print run directories.' },
    { names: ['--meta-dir'], help: 'Print the places of metadata.' },
    { names: ['--project-dir'], help: 'Print project directories.' },
    { names: ['--label'], help: 'Print labels.' },
    JSON_OUTPUT,
  ],
  load: async () => import('./commands/select.ts'),
};

const cat: LeafCommand = {
  name: 'cat',
  summary: 'Print a file of a run.',
  args: [RUN],
  options: [
    WHERE,
    {
      names: ['-p', '--path'],
      values: ['path'],
      completes: 'run-files',
      help: 'The file, relative to the run directory.',
    },
    {
      names: ['--meta'],
      isHidden: true,
      help: 'The path is one of the metadata.',
      excludes: ['user', 'summary'],
    },
    { names: ['--user'], isHidden: true, help: 'The path is one of the user attributes.' },
    {
      names: ['--summary'],
      isHidden: true,
      help: 'Print the summary.',
      excludes: ['path', 'user'],
    },
  ],
  load: async () => import('./commands/cat.ts'),
};

const operations: LeafCommand = {
  name: 'operations',
  aliases: ['ops'],
  summary: 'List the operations of the project.',
  options: [JSON_OUTPUT],
  load: async () => import('./commands/operations.ts'),
};

const board: LeafCommand = {
  name: 'board',
  summary: 'Compare runs in a table.',
  description: [
    'Without a configuration the table has everything that the runs have. A configuration chooses columns, runs and the best run of each group: the first of board.json, board.toml, board.yaml and board.yml that is in the current directory or in the project.',
    'A board can also be written as JSON, CSV, Markdown, or as one HTML file that sorts, filters and groups, and needs neither a server nor a network.',
  ],
  args: [RUNS],
  options: [
    WHERE,
    {
      names: ['-c', '--config'],
      values: ['path'],
      completes: 'files',
      help: 'Use this configuration.',
    },
    { names: ['--no-config'], help: 'Use no configuration.' },
    JSON_OUTPUT,
    { names: ['--csv'], help: 'Print CSV.' },
    { names: ['--markdown'], help: 'Print a Markdown table.' },
    { names: ['--html'], help: 'Print one HTML file with all in it.' },
    {
      names: ['-o', '--output'],
      values: ['path'],
      completes: 'files',
      help: 'Write to this file, in the format that its name tells.',
    },
  ],
  load: async () => import('./commands/board.ts'),
};

const check: LeafCommand = {
  name: 'check',
  summary: 'Tell about the installation, or check a Gage file.',
  args: [
    {
      name: 'path',
      isOptional: true,
      completes: 'files',
      help: 'A Gage file, a folder that has one, or a file of user configuration.',
    },
  ],
  options: [
    {
      names: ['--version'],
      values: ['spec'],
      help: 'Check the version of the program.',
      excludes: ['path'],
    },
    {
      names: ['--board'],
      values: ['path'],
      completes: 'files',
      help: 'Check the configuration of a board.',
      excludes: ['path', 'version'],
    },
    JSON_OUTPUT,
    { names: ['-v', '--verbose'], help: 'Show more.' },
  ],
  load: async () => import('./commands/check.ts'),
};

const config: LeafCommand = {
  name: 'config',
  summary: 'Show the user configuration and where it is from.',
  options: [JSON_OUTPUT],
  load: async () => import('./commands/config.ts'),
};

const recover: LeafCommand = {
  name: 'recover',
  summary: 'Finish runs that a killed process left behind.',
  description: [
    'What such a run has becomes its final state: output is kept, files are closed, and its status is what its log tells, or terminated where nobody saw it end. Runs that are being worked on are left alone. copy, sign and archive finish what they are given by themselves, unless a finalize hook is still to be run.',
  ],
  args: [{ ...RUNS, help: 'Runs to finish; all that need it by default.' }],
  options: [JSON_OUTPUT],
  load: async () => import('./commands/recover.ts'),
};

const why: LeafCommand = {
  name: 'why',
  summary: 'Tell which earlier run is the same, or what differs.',
  description: [
    "Compares all that a run was made of: what '--needed' goes by. Without a run that is the same, the nearest earlier one is told with what differs from it.",
  ],
  args: [RUN],
  options: [WHERE, JSON_OUTPUT],
  load: async () => import('./commands/why.ts'),
};

const COMMANDS: readonly CommandSpec[] = [
  BATCH_COMMANDS,
  board,
  cat,
  check,
  config,
  list,
  operations,
  recover,
  RUN_COMMAND,
  select,
  show,
  why,
  ...CHANGE_COMMANDS,
  ...COPY_COMMANDS,
  ...PROCESS_COMMANDS,
  ...VERIFY_COMMANDS,
  ...HELP_COMMANDS,
].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The program with all its commands; what they do is loaded when it is asked for. */
export const PROGRAM: CommandGroup = {
  name: 'gage',
  summary:
    'Run experiments and evaluations so that every result can be trusted, repeated and shared.',
  options: [
    { names: ['--version'], help: 'Print the version and exit.' },
    {
      names: ['-C'],
      values: ['path'],
      completes: 'directories',
      help: 'Work as if started in this directory.',
    },
    {
      names: ['--runs'],
      values: ['path'],
      completes: 'directories',
      help: 'Use this runs directory.',
    },
    {
      names: ['-v', '--verbose'],
      repeatable: true,
      help: 'Tell more of what is done; twice for even more.',
    },
  ],
  commands: COMMANDS,
};
