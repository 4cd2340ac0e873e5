import type { LeafCommand } from './command.ts';
import { JSON_OUTPUT, RUNS, UTC, WHERE } from './option-specs.ts';

/** `gage list`. */
export const LIST_COMMAND: LeafCommand = {
  name: 'list',
  aliases: ['ls', 'runs'],
  summary: 'List runs, the newest first.',
  args: [RUNS],
  options: [
    { names: ['-m', '--more'], repeatable: true, help: 'Show a page more; can be repeated.' },
    {
      names: ['-n', '--limit'],
      values: ['max'],
      type: 'integer',
      minimum: 0,
      default: 20,
      help: 'Runs on a page.',
      excludes: ['all'],
    },
    { names: ['-a', '--all'], help: 'Show all runs.' },
    WHERE,
    { names: ['-d', '--deleted'], help: 'Show deleted runs.' },
    {
      names: ['-A', '--archive'],
      values: ['name'],
      completes: 'archives',
      help: 'Show runs of an archive.',
    },
    {
      names: ['--columns'],
      values: ['fields'],
      repeatable: true,
      completes: 'fields',
      help: 'Show these fields, separated by commas: index, name, started, config.x, metric.x and all others of filters.',
    },
    {
      names: ['-s', '--sort'],
      values: ['fields'],
      repeatable: true,
      completes: 'fields',
      help: 'Sort by these fields; -field for the greatest first. Runs without a value come last.',
    },
    UTC,
    {
      names: ['-0'],
      isHidden: true,
      help: 'Only columns that do not change from run to run.',
      excludes: ['columns', 'csv'],
    },
    { ...JSON_OUTPUT, excludes: ['csv'] },
    {
      names: ['--csv'],
      help: 'Print CSV, with all fields that the runs have or those of --columns.',
    },
  ],
  load: async () => import('./commands/list.ts'),
};
