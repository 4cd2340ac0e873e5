import { BATCH_COMMANDS } from './batch-commands.ts';
import { CHANGE_COMMANDS } from './change-commands.ts';
import { COPY_COMMANDS } from './copy-commands.ts';
import type { CommandSpec, LeafCommand } from './command.ts';
import { HELP_COMMANDS } from './help-commands.ts';
import { LIST_COMMAND } from './list-command.ts';
import {
  BOARD_CONFIG,
  JSON_OUTPUT,
  NO_BOARD_CONFIG,
  OTHER_PLACES,
  RUN,
  RUNS,
  RUN_FILE,
  UTC,
  WHERE,
} from './option-specs.ts';
import { PROCESS_COMMANDS } from './process-commands.ts';
import { RUN_COMMAND } from './run-command.ts';
import { VERIFY_COMMANDS } from './verify-commands.ts';

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
    RUN_FILE,
    ...OTHER_PLACES,
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
    BOARD_CONFIG,
    NO_BOARD_CONFIG,
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

/** All commands, by name. */
export const COMMANDS: readonly CommandSpec[] = [
  BATCH_COMMANDS,
  board,
  cat,
  check,
  config,
  LIST_COMMAND,
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
