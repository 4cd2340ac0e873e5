import type { LeafCommand } from './command.ts';
import { OUTPUT_NAMES } from '../run/layout.ts';
import {
  ALL,
  JSON_OUTCOME,
  OTHER_PLACES,
  RUN,
  RUNS,
  RUN_FILE,
  WHERE,
  YES,
} from './option-specs.ts';

/** Commands about runs that are under way, and for looking at what runs leave. */
export const PROCESS_COMMANDS: readonly LeafCommand[] = [
  {
    name: 'logs',
    summary: 'Print the output of a run.',
    description: [
      'The output of all phases is printed as it was written; with --timestamps or --json line by line.',
    ],
    args: [RUN],
    options: [
      { names: ['-f', '--follow'], help: 'Go on until the run has ended.' },
      {
        names: ['-n', '--tail'],
        values: ['lines'],
        type: 'integer',
        minimum: 0,
        help: 'Begin with the last lines.',
      },
      {
        names: ['--since'],
        values: ['time'],
        help: 'Only lines since then: an age such as 10m or 2h, a time such as 2026-05-01T12:30, or today.',
      },
      {
        names: ['--phase'],
        values: ['phase'],
        repeatable: true,
        choices: Object.keys(OUTPUT_NAMES),
        help: `Only the output of this phase: ${Object.keys(OUTPUT_NAMES).join(', ')}.`,
      },
      { names: ['-t', '--timestamps'], help: 'Begin each line with its time (UTC).' },
      {
        names: ['--stderr'],
        help: "Only standard error, of runs whose operation says 'separate-stderr'.",
      },
      WHERE,
      { names: ['--json'], help: 'Print each line as a JSON object.', excludes: ['timestamps'] },
    ],
    printsJsonLines: true,
    load: async () => import('./commands/logs.ts'),
  },
  {
    name: 'open',
    summary: 'Open a run directory or a file of it in another program.',
    args: [RUN],
    options: [
      WHERE,
      RUN_FILE,
      {
        names: ['-c', '--cmd'],
        values: ['cmd'],
        help: 'The program and its options; what the system uses by default.',
      },
      ...OTHER_PLACES,
      {
        names: ['--summary'],
        isHidden: true,
        help: 'Open the summary.',
        excludes: ['path', 'user'],
      },
    ],
    exitCodes: [['other', 'as the program exited']],
    load: async () => import('./commands/open.ts'),
  },
  {
    name: 'start',
    summary: 'Start a staged run.',
    args: [{ ...RUN, help: "A run made with 'gage run --stage'. The latest by default." }],
    options: [
      WHERE,
      { names: ['-q', '--quiet'], help: 'Show no output of the run and no progress.' },
      YES,
      { names: ['--json'], help: 'Print the outcome as JSON; output goes to stderr.' },
      {
        names: ['--events'],
        help: 'Print what happens as JSON, one object a line; output goes to stderr.',
        excludes: ['json'],
      },
    ],
    exitCodes: [
      ['128 + n', 'the run was ended by signal n'],
      ['other', 'as the operation exited'],
    ],
    load: async () => import('./commands/start.ts'),
  },
  {
    name: 'stop',
    summary: 'Stop runs that are under way.',
    description: [
      'The command of a run is asked to end (SIGTERM) and has ten seconds to do so; what there is then is finalized, and the run is terminated. Waits until that is done.',
    ],
    args: [RUNS],
    options: [
      WHERE,
      { ...ALL, help: 'All runs that are under way.' },
      { names: ['--force'], help: 'Kill the command at once (SIGKILL).' },
      YES,
      JSON_OUTCOME,
    ],
    load: async () => import('./commands/stop.ts'),
  },
];
