import type { LeafCommand, OptionSpec } from './command.ts';
import {
  ALL,
  BOARD_CONFIG,
  JSON_OUTCOME,
  NO_BOARD_CONFIG,
  RUNS,
  WHERE,
  YES,
} from './option-specs.ts';

const VERBOSE: OptionSpec = {
  names: ['-v', '--verbose'],
  repeatable: true,
  help: 'Show what rclone tells while it copies.',
};

/** Commands that bring runs to other places and back. */
export const COPY_COMMANDS: readonly LeafCommand[] = [
  {
    name: 'copy',
    summary: 'Copy runs to another place, or from there.',
    description: [
      "A place is a directory, what rclone calls 'remote:path', or the name of a repository in the user configuration; see 'gage help remotes'.",
      'What is there already is not copied again. Labels, tags and comments of both sides are kept, and the newest counts. A run appears at its destination when all of it is there; then the copy is verified.',
    ],
    args: [{ ...RUNS, help: `${RUNS.help ?? ''} With --src, they are those of that place.` }],
    options: [
      {
        names: ['-d', '--dest', '--to'],
        values: ['path'],
        completes: 'directories',
        help: 'Copy runs to this place.',
        excludes: ['src'],
      },
      {
        names: ['-s', '--src', '--from'],
        values: ['path'],
        completes: 'directories',
        help: 'Copy runs from this place.',
        excludes: ['sync'],
      },
      WHERE,
      ALL,
      {
        names: ['--sync'],
        help: 'Also delete runs at the destination that are not among those copied. Nothing but runs is deleted.',
      },
      { names: ['--no-verify'], help: 'Do not read copies again.' },
      VERBOSE,
      YES,
      JSON_OUTCOME,
    ],
    exitCodes: [['1', 'some of the runs could not be copied']],
    load: async () => import('./commands/copy.ts'),
  },
  {
    name: 'publish',
    summary: 'Publish a board and its runs.',
    description: [
      "Runs are copied first, then the board's data. Without a destination the board goes to the service that GAGE_API names, with the token in GAGE_TOKEN (or in the project's .env).",
      'Before, the runs are verified: one that is not what its manifest says is not published.',
      'Only what was published before is ever removed, and only when runs are no longer on the board.',
    ],
    args: [RUNS],
    options: [
      WHERE,
      { ...BOARD_CONFIG, excludes: ['no-config'] },
      NO_BOARD_CONFIG,
      {
        names: ['-d', '--dest', '--to'],
        values: ['path'],
        completes: 'directories',
        help: "Publish to this place; places are written as for 'gage copy'.",
        excludes: ['board-id'],
      },
      { names: ['--board-id'], values: ['ID'], help: 'The board of the service.' },
      { names: ['--skip-runs'], help: "Publish the board's data only." },
      { names: ['--dry-run'], help: 'Show what would change, and change nothing.' },
      { names: ['--no-verify'], help: 'Do not verify the runs first.' },
      VERBOSE,
      YES,
      JSON_OUTCOME,
    ],
    load: async () => import('./commands/publish.ts'),
  },
];
