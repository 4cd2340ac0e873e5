import type { CommandGroup, CommandSpec } from './command.ts';
import { COMMANDS } from './all-commands.ts';
import { LIST_COMMAND } from './list-command.ts';
import { RUN_COMMAND } from './run-command.ts';

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
  get commands() {
    return COMMANDS;
  },
  frequent: new Map<string, () => CommandSpec>([
    ['list', () => LIST_COMMAND],
    ['run', () => RUN_COMMAND],
  ]),
};
