import { BATCH_OPTIONS, DETACH } from './batch-commands.ts';
import type { LeafCommand } from './command.ts';
import { YES } from './option-specs.ts';
import { TRIAL_OPTIONS } from './trial-options.ts';

/** Options of `gage run` that are about many runs stand apart in its help. */
const OF_BATCHES = { heading: 'Batch options' };

/** `gage run`: the command with the most options. */
export const RUN_COMMAND: LeafCommand = {
  name: 'run',
  summary: 'Run an operation.',
  description: [
    'A run is staged, executed and finalized: its source code, configuration, runtime and dependencies are copied into a folder of its own before it starts, and its files are closed when it ends.',
    'Without an operation the default one of the project is run. Flags change values of its configuration for this run.',
    'A script needs no Gage file: what is set at its top level is its configuration.',
  ],
  args: [
    {
      name: 'operation',
      isOptional: true,
      completes: 'operations',
      help: 'What to run: an operation of the Gage file, or a script such as train.py.',
    },
    {
      name: 'flag',
      metavar: 'flag=value',
      isOptional: true,
      repeatable: true,
      completes: 'flags',
      help: 'Values for the configuration. Several are tried in turn: lr=[0.1,0.2], seed=1..10.',
    },
  ],
  options: [
    { names: ['-l', '--label'], values: ['label'], help: 'Label of the run.' },
    {
      names: ['--stage'],
      help: 'Stage the run and do not start it.',
      excludes: ['start'],
    },
    {
      names: ['--start'],
      values: ['run'],
      completes: 'runs',
      help: 'Start a staged run.',
      excludes: [
        'operation',
        'flag',
        'label',
        'preview',
        'help-op',
        'needed',
        'reuse-failed',
        'batch',
        'max-runs',
        'trials',
        'seed',
        'zip',
        'exclude',
        'optimizer',
      ],
    },
    {
      names: ['-n', '--needed'],
      help: 'Run only if no completed run is the same: of the same operation, configuration, source code, dependencies, command, environment and runtime.',
    },
    {
      names: ['--reuse-failed'],
      help: 'With --needed: a run that failed counts, too.',
    },
    {
      ...OF_BATCHES,
      names: ['-b', '--batch'],
      values: ['filename'],
      repeatable: true,
      completes: 'files',
      help: 'Make a run for each row of a CSV, JSON or JSON lines file (- for standard input); of several files, for each combination of their rows.',
    },
    {
      ...OF_BATCHES,
      names: ['-m', '--max-runs'],
      values: ['N'],
      type: 'integer',
      minimum: 0,
      help: 'Make only the first N runs of a batch.',
    },
    ...[...TRIAL_OPTIONS, ...BATCH_OPTIONS].map((option) => ({ ...option, ...OF_BATCHES })),
    { ...DETACH, ...OF_BATCHES, excludes: ['stage', 'start', 'preview', 'help-op', 'events'] },
    { names: ['-q', '--quiet'], help: 'Show no output of the run and no progress.' },
    YES,
    { names: ['--help-op'], help: 'Show help for the operation.' },
    { names: ['--preview'], help: 'Show what would be run and copied, and do nothing.' },
    {
      names: ['--json'],
      help: 'Print the outcome, preview or help as JSON; output goes to stderr.',
    },
    {
      names: ['--events'],
      help: 'Print what happens as JSON, one object a line; output goes to stderr.',
      excludes: ['json', 'preview', 'help-op'],
    },
  ],
  exitCodes: [
    ['1', 'the run could not be made, or a run of a batch failed'],
    ['5', 'skipped, a comparable run exists (--needed)'],
    ['128 + n', 'the run was ended by signal n'],
    ['other', 'as the operation exited'],
  ],
  load: async () => import('./commands/run.ts'),
};
