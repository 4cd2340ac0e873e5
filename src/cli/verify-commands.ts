import type { LeafCommand } from './command.ts';
import { ALL, JSON_OUTPUT, RUNS, WHERE } from './option-specs.ts';

/** Commands that prove what runs are. */
export const VERIFY_COMMANDS: readonly LeafCommand[] = [
  {
    name: 'verify',
    summary: 'Prove that runs are as they were.',
    description: [
      'Every file of a run is read again and compared with the manifest that was written when the run was closed; its metadata is checked against itself. Files that changed, are missing, are new or cannot be read are told apart.',
      "Files that were purged are no alteration. What a manifest cannot hold, such as links to folders, is told of, too. See 'gage help verify'.",
    ],
    args: [{ ...RUNS, help: `${RUNS.help ?? ''} All by default.` }],
    options: [
      WHERE,
      ALL,
      {
        names: ['-A', '--archive'],
        values: ['name'],
        completes: 'archives',
        help: 'Runs of this archive.',
        excludes: ['deleted'],
      },
      { names: ['-d', '--deleted'], help: 'Deleted runs.' },
      JSON_OUTPUT,
    ],
    exitCodes: [
      ['1', 'a run is not as it was, or cannot be read'],
      ['3', 'nothing is wrong, but some runs are not finished and cannot be verified yet'],
    ],
    load: async () => import('./commands/verify.ts'),
  },
];
