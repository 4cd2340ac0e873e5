import { inspect } from 'node:util';
import { expect } from 'vitest';
import { listRuns } from '../../src/index.ts';
import { readBoardConfig } from '../../src/board/board-config.ts';
import { formatBoardJson } from '../../src/board/board-data.ts';
import { fieldValue, fieldValues, listFields } from '../../src/board/board-field.ts';
import { makeBoard } from '../../src/board/board.ts';
import { parseFilter } from '../../src/catalog/filter-runs.ts';
import { runFields } from '../../src/catalog/run-fields.ts';
import { RunSequence } from '../../src/catalog/run-sequence.ts';
import { formatJsonCompact } from '../../src/values/json-text.ts';

/** Filters that read every kind of field. */
const FILTERS = [
  "label =~ '1'",
  'metric.acc > 0.5 and config.opt == adam',
  'metric.whole == 1',
  'attribute.note == x or tag == good',
  'config.deep.er == 1 or metric.deep.er == 1',
  'config.list == 2',
  'config.gone == null',
  'status == error',
  '"own 3"',
  'duration > 2',
  'operation == test and started < 2025-10-10',
  'comment =~ fit',
  'metric.acc >= 0.5 and metric.whole <= 1',
  '0.5 > metric.acc',
  'config.list > 1 or config.list == adam',
  'config.list > 1',
  'metric.deep > 1',
  'metric.deep == 2',
  'config.deep.er < 2',
  'metric.nothing > 0',
  "config.opt > 'a'",
  'config.opt == adam',
  'metric.acc > 0.5 and config.opt == adam',
  'metric.acc > 0.5 and (config.opt == adam and config.list > 1)',
  'metric.acc > 0.5 and operation == test',
];

const FIELD_KINDS = ['config', 'attribute', 'metric'] as const;

function textOf(value: unknown): string {
  return inspect(value, { depth: 9 });
}

/**
 * All that lists, filters and boards can see of a runs directory, as a value to compare.
 * @param minimumRuns with Infinity, an index that is there is not looked at either.
 */
export function listSnapshot(runsDir: string, minimumRuns: number): unknown {
  const options = { minimumRuns, isNew: minimumRuns === Infinity };
  return Object.fromEntries(
    ['active', 'trash', 'old'].map((container) => {
      const { runs, problems, sequence } = listRuns(runsDir, container, options);
      const filtered = FILTERS.map((filter) =>
        sequence.itemsAt(sequence.filter(parseFilter(filter))).map(({ run }) => run.id),
      );
      const shown = runs.map((run) => ({
        id: run.id,
        name: run.name,
        formerName: run.formerName,
        opref: [run.opref.namespace, run.opref.name, run.opref.version],
        status: run.status,
        exitCode: run.exitCode,
        times: [run.initialized, run.staged, run.started, run.stopped, run.timestamp],
        config: formatJsonCompact(run.config),
        summary: formatJsonCompact(run.summary),
        attributes: formatJsonCompact(run.attributes),
        label: run.label,
        fingerprint: run.fingerprint,
        fields: runFields(run).map(({ name }) => name),
        place: [run.run.runDir, run.run.metaDir],
      }));
      const fields = listFields(RunSequence.of(runs), FIELD_KINDS);
      const board = fields.map((field) => [
        field,
        runs.map((run) => formatJsonCompact(fieldValue(run, field) ?? 'nothing')),
      ]);
      const { sequence: inBlocks } = listRuns(runsDir, container, options);
      for (const field of fields) {
        const byColumns = [...inBlocks.blocks()].flatMap((block) => fieldValues(block, field));
        const byRuns = runs.map((run) => fieldValue(run, field));
        // As texts: the order of keys counts.
        expect(byColumns.map(textOf)).toEqual(byRuns.map(textOf));
      }
      const fingerprinted = [undefined, 'b'.repeat(64)].map((digest) =>
        sequence.withFingerprint(digest).map(({ id }) => id),
      );
      // Of a list that nobody has looked at.
      const fresh = listRuns(runsDir, container, options).sequence;
      const json = formatBoardJson(makeBoard(readBoardConfig({}), fresh));
      return [container, { shown, problems, filtered, board, fingerprinted, json }];
    }),
  );
}
