import type { OptionSpec } from './command.ts';

/** Options that say what the trials of a batch are. */
export const TRIAL_OPTIONS: readonly OptionSpec[] = [
  {
    names: ['--trials'],
    values: ['N'],
    type: 'integer',
    minimum: 0,
    help: 'Draw values at random N times; where none are to be drawn, choose N of the combinations at random.',
  },
  {
    names: ['--seed'],
    values: ['N'],
    type: 'integer',
    minimum: 0,
    help: 'What drawing at random begins with: with the same seed the values are the same again.',
  },
  {
    names: ['--zip'],
    help: 'Take rows and values together, the first with the first, instead of every combination.',
  },
  {
    names: ['--exclude'],
    values: ['expr'],
    repeatable: true,
    help: "Leave out trials that match this expression, such as 'lr > 0.1 and opt == sgd'; see 'gage help filters'.",
  },
  {
    names: ['--optimizer'],
    values: ['command'],
    help: "Ask a program what to try next, and tell it how runs ended; see 'gage help batches'.",
    excludes: ['batch', 'zip', 'exclude', 'preview', 'needed', 'stage', 'max-runs'],
  },
  {
    names: ['--optimizer-timeout'],
    values: ['seconds'],
    type: 'integer',
    minimum: 1,
    help: 'How long an optimizer may take to answer; 600 by default.',
  },
];
