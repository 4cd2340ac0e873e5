import type { ArgumentSpec, OptionSpec } from './command.ts';

/** Options and arguments that several commands have, with the same meaning everywhere. */
export const YES: OptionSpec = { names: ['-y', '--yes'], help: 'Do not ask for confirmation.' };

export const JSON_OUTPUT: OptionSpec = {
  names: ['--json'],
  help: 'Print JSON instead of text.',
};

/** Of commands that change something: what they did. */
export const JSON_OUTCOME: OptionSpec = {
  names: ['--json'],
  help: 'Print what was done as JSON.',
};

export const UTC: OptionSpec = {
  names: ['--utc'],
  help: 'Show times in UTC, such as 2026-05-01T12:30:00Z.',
};

export const WHERE: OptionSpec = {
  names: ['-w', '--where'],
  values: ['expr'],
  help: "Only runs that match this expression; see 'gage help filters'.",
};

/** Everything in the list, where a command would not act without being told on what. */
export const ALL: OptionSpec = {
  names: ['-a', '--all'],
  help: 'All runs.',
  excludes: ['run'],
};

/** Also runs that are being worked on. */
export const FORCE: OptionSpec = {
  names: ['--force'],
  help: 'Also runs that are staged, running or finalized at the moment.',
};

/** A file of the run a command is given. */
export const RUN_FILE: OptionSpec = {
  names: ['-p', '--path'],
  values: ['path'],
  completes: 'run-files',
  help: 'The file, relative to the run directory.',
};

/** That the path of {@link RUN_FILE} leads elsewhere. */
export const OTHER_PLACES: readonly OptionSpec[] = [
  {
    names: ['--meta'],
    isHidden: true,
    help: 'The path is one of the metadata.',
    excludes: ['user', 'summary'],
  },
  { names: ['--user'], isHidden: true, help: 'The path is one of the user attributes.' },
];

/** How a board is configured. */
export const BOARD_CONFIG: OptionSpec = {
  names: ['-c', '--config'],
  values: ['path'],
  completes: 'files',
  help: 'Use this configuration.',
};

export const NO_BOARD_CONFIG: OptionSpec = {
  names: ['--no-config'],
  help: 'Use no configuration.',
};

export const RUN: ArgumentSpec = {
  name: 'run',
  isOptional: true,
  completes: 'runs',
  help: 'A run: its position in the list, or the beginning of its id or name. The latest by default.',
};

export const RUNS: ArgumentSpec = {
  ...RUN,
  repeatable: true,
  help: "Runs: positions in the list, slices such as 2:4, or beginnings of ids or names; see 'gage help select-runs'.",
};
