import type { ArgumentSpec, CommandGroup, LeafCommand, OptionSpec } from './command.ts';
import { JSON_OUTCOME, JSON_OUTPUT, YES } from './option-specs.ts';

/** How a batch is run; the same wherever one is. */
export const BATCH_OPTIONS: readonly OptionSpec[] = [
  {
    names: ['-j', '--jobs'],
    values: ['N'],
    help: 'Run so many at once; auto for as many as there are processors. 1 by default, or as many as there are slots.',
  },
  {
    names: ['--slots'],
    values: ['name=N'],
    repeatable: true,
    help: 'Give each run one of N: gpu=2 tells runs which in CUDA_VISIBLE_DEVICES, others in GAGE_SLOT_<NAME>.',
  },
  {
    names: ['--fail-fast'],
    help: 'Start no more runs after the first that fails.',
    excludes: ['max-failures'],
  },
  {
    names: ['--max-failures'],
    values: ['N'],
    type: 'integer',
    minimum: 1,
    help: 'Start no more runs after so many have failed.',
  },
  {
    names: ['--timeout'],
    values: ['time'],
    help: 'Stop a run that takes longer: seconds, or a time such as 10m.',
  },
  {
    names: ['--retries'],
    values: ['N'],
    type: 'integer',
    minimum: 0,
    help: 'Try again what ended for a cause that is not its own, such as being killed from outside. A run that exits with an error has a result and is never tried again.',
  },
  {
    names: ['--engine'],
    values: ['name'],
    help: 'Who makes the runs: local, this program itself, or process, a program of its own for each. The default is local.',
  },
  {
    names: ['--work-dir'],
    values: ['directory'],
    completes: 'files',
    help: 'Make runs in this directory, such as a fast disk, by programs of their own, and bring them to the other runs when they have ended.',
  },
];

/** What only a batch that is started has. */
export const DETACH: OptionSpec = {
  names: ['--detach'],
  help: 'Run the batch in the background: it goes on when the terminal is closed.',
};

const BATCH: ArgumentSpec = {
  name: 'batch',
  isOptional: true,
  completes: 'batches',
  help: 'A batch: its position in the list, the beginning of its id or name, or its label. The latest by default.',
};

const QUIET: OptionSpec = {
  names: ['-q', '--quiet'],
  help: 'Show no output of runs and no progress.',
};

const EVENTS: OptionSpec = {
  names: ['--events'],
  help: 'Print what happens as JSON, one object a line; output goes to stderr.',
  excludes: ['json'],
};

const WORK_OPTIONS: readonly OptionSpec[] = [...BATCH_OPTIONS, DETACH, QUIET, JSON_OUTCOME, EVENTS];

const WORK_EXIT_CODES = [
  ['1', 'a run failed, or not all were made'],
  ['128 + n', 'the batch was ended by signal n'],
] as const;

const list: LeafCommand = {
  name: 'list',
  aliases: ['ls'],
  summary: 'List batches, the newest first.',
  options: [JSON_OUTPUT],
  load: async () => import('./commands/batch-list.ts'),
};

const show: LeafCommand = {
  name: 'show',
  summary: 'Show a batch and its trials.',
  args: [BATCH],
  options: [
    { names: ['--failed'], help: 'Only trials that failed.' },
    { names: ['-a', '--all'], help: 'Show all trials, however many.' },
    JSON_OUTPUT,
  ],
  load: async () => import('./commands/batch-show.ts'),
};

const status: LeafCommand = {
  name: 'status',
  summary: 'Tell how far a batch is.',
  args: [BATCH],
  options: [JSON_OUTPUT],
  exitCodes: [['1', 'trials failed, or are not made and nobody is making them']],
  load: async () => import('./commands/batch-status.ts'),
};

const resume: LeafCommand = {
  name: 'resume',
  summary: 'Go on with a batch: make the runs that have not been made.',
  description: [
    'What a killed process left is finished where its end is known, and made anew where it is not. Runs that ended are left as they are, also those that failed.',
  ],
  args: [BATCH],
  options: WORK_OPTIONS,
  exitCodes: WORK_EXIT_CODES,
  load: async () => import('./commands/batch-resume.ts'),
};

const retry: LeafCommand = {
  name: 'retry',
  summary: 'Make trials of a batch again that failed, as new runs.',
  args: [
    BATCH,
    {
      name: 'trial',
      isOptional: true,
      repeatable: true,
      help: 'Numbers of trials.',
    },
  ],
  options: [
    { names: ['--failed'], help: 'All that failed.', excludes: ['trial'] },
    ...WORK_OPTIONS,
  ],
  exitCodes: WORK_EXIT_CODES,
  load: async () => import('./commands/batch-retry.ts'),
};

const pause: LeafCommand = {
  name: 'pause',
  summary: 'Start no more runs of a batch until it is resumed; those under way come to their end.',
  args: [BATCH],
  options: [JSON_OUTCOME],
  load: async () => import('./commands/batch-pause.ts'),
};

const stop: LeafCommand = {
  name: 'stop',
  summary: 'Stop a batch: no more runs are started, those under way are stopped.',
  args: [BATCH],
  options: [
    { names: ['--drain'], help: 'Let the runs that are under way come to their end.' },
    JSON_OUTCOME,
  ],
  load: async () => import('./commands/batch-stop.ts'),
};

const attach: LeafCommand = {
  name: 'attach',
  summary: 'Watch a batch that is run elsewhere, until it ends.',
  args: [BATCH],
  options: [QUIET, JSON_OUTCOME],
  exitCodes: [['1', 'trials failed, or were not made']],
  load: async () => import('./commands/batch-attach.ts'),
};

const remove: LeafCommand = {
  name: 'delete',
  summary: 'Delete a batch; its runs stay.',
  args: [{ ...BATCH, isOptional: false }],
  options: [YES, JSON_OUTCOME],
  load: async () => import('./commands/batch-delete.ts'),
};

/** Commands about batches. */
export const BATCH_COMMANDS: CommandGroup = {
  name: 'batch',
  summary: 'Look at batches, go on with them, stop them.',
  commands: [attach, remove, list, pause, resume, retry, show, status, stop],
};
