import type { LeafCommand } from './command.ts';
import { ALL, JSON_OUTCOME, JSON_OUTPUT, RUNS, WHERE } from './option-specs.ts';

/** Commands that prove what runs are. */
export const VERIFY_COMMANDS: readonly LeafCommand[] = [
  {
    name: 'sign',
    summary: 'Sign runs with a key.',
    description: [
      'The runs are verified, and a statement on every file of each, signed with an Ed25519 key, is put beside it: an in-toto statement in a DSSE envelope. It goes where the run goes.',
      "'gage verify --signature' tells whether a run is still what was signed.",
    ],
    args: [RUNS],
    options: [
      {
        names: ['-k', '--key'],
        values: ['path'],
        completes: 'files',
        help: 'The private key: a file of OpenSSH or PEM. ~/.ssh/id_ed25519 by default.',
      },
      WHERE,
      ALL,
      JSON_OUTCOME,
    ],
    exitCodes: [['1', 'some of the runs could not be signed']],
    load: async () => import('./commands/sign.ts'),
  },
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
      {
        names: ['-s', '--signature'],
        help: 'Also tell whether the runs are what was signed with one of the keys.',
      },
      {
        names: ['-k', '--key'],
        values: ['path'],
        repeatable: true,
        completes: 'files',
        help: 'A file of public keys to believe, of OpenSSH or PEM; can be repeated. ~/.ssh/id_ed25519.pub by default.',
      },
      JSON_OUTPUT,
    ],
    exitCodes: [
      ['1', 'a run is not as it was, cannot be read, or is not signed as asked'],
      ['3', 'nothing is wrong, but some runs are not finished and cannot be verified yet'],
    ],
    load: async () => import('./commands/verify.ts'),
  },
];
