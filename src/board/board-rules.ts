import type { DataFile } from '../operation/data-file.ts';
import type { RuleFinding } from '../operation/data-problem.ts';
import type { ValuePath } from '../operation/data-text.ts';
import { formatPath, listWords } from '../operation/schema-words.ts';
import { nearest } from '../values/nearest.ts';
import { isList, isMap, toNumber } from '../values/value.ts';
import type { Value, ValueMap } from '../values/value.ts';
import { readSelector } from './board-config.ts';
import { RUN_FACTS, parseFieldReference } from './board-field.ts';
import { SOURCE_KEYS } from './board-schema.ts';

/** Problems of a board's configuration that its schema does not express. */
export function findBoardFindings({ value }: DataFile): readonly RuleFinding[] {
  if (!isMap(value)) return [];
  const columns = isList(value['columns']) ? value['columns'] : [];
  return [
    ...columns.flatMap((column, index) => checkColumn(column, ['columns', index])),
    ...checkGroupSelect(value),
    ...checkGroupBy(value['group-by']),
  ];
}

/** What is wrong with a board's group selection as a whole, in a clause; undefined when nothing is. */
export function groupSelectProblem(config: ValueMap): string | undefined {
  const select = config['group-select'];
  if (!isMap(select)) return undefined;
  if (readSelector(select['group-by']) === undefined) {
    return `group-select for board is missing group-by field: ${EXPECTED_KEYS}`;
  }
  const given = ['min', 'max'].filter((key) => isGiven(select[key]));
  if (given.length === 0) return 'group-select for board must specify either min or max fields';
  if (given.length > 1) {
    return 'group-select for board must specify either min or max fields, not both';
  }
  if (given.some((key) => readSelector(select[key]) === undefined)) {
    return `group-select selector (min/max) for board is missing field: ${EXPECTED_KEYS}`;
  }
  return undefined;
}

const EXPECTED_KEYS = 'expected run-attr, attribute, metric, or config';

function isGiven(value: Value | undefined): boolean {
  return isMap(value) ? Object.keys(value).length > 0 : value !== undefined && value !== null;
}

function checkGroupSelect(config: ValueMap): readonly RuleFinding[] {
  const problem = groupSelectProblem(config);
  if (problem !== undefined) return [error(['group-select'], problem)];
  const select = config['group-select'];
  if (!isMap(select)) return [];
  return ['group-by', 'min', 'max'].flatMap((key) => {
    const selector = select[key];
    const name = isMap(selector) ? selector['run-attr'] : undefined;
    return checkRunFact(name, ['group-select', key, 'run-attr']);
  });
}

function checkGroupBy(value: Value | undefined): readonly RuleFinding[] {
  if (!isList(value)) return checkReference(value, ['group-by']);
  return value.flatMap((field, index) => checkReference(field, ['group-by', index]));
}

function checkColumn(column: Value, path: ValuePath): readonly RuleFinding[] {
  if (!isMap(column)) return checkReference(column, path);
  const sources = SOURCE_KEYS.filter((key) => Object.hasOwn(column, key));
  const found: RuleFinding[] = [];
  if (sources.length === 0) {
    const message = `${formatPath(path)} is empty: it needs one of ${listWords(SOURCE_KEYS, 'or')}`;
    found.push({ severity: 'warning', path, message });
  }
  if (sources.length > 1) {
    const message = `${formatPath(path)} has ${listWords(sources, 'and')}, but a column shows one thing`;
    found.push(error(path, message));
  }
  if (column['agg'] === true) {
    const agg = [...path, 'agg'];
    found.push(error(agg, `${formatPath(agg)} must not be true, which it is without the key`));
  }
  return [
    ...found,
    ...checkRunFact(column['run-attr'], [...path, 'run-attr']),
    ...checkReference(column['field'], [...path, 'field']),
    ...checkScore(column['score'], [...path, 'score', 'average']),
  ];
}

function checkReference(value: Value | undefined, path: ValuePath): readonly RuleFinding[] {
  const field = typeof value === 'string' ? parseFieldReference(value) : undefined;
  return field?.kind === 'run' ? checkRunFact(field.name, path) : [];
}

function checkRunFact(name: Value | undefined, path: ValuePath): readonly RuleFinding[] {
  if (typeof name !== 'string' || name === '' || RUN_FACTS.includes(name)) return [];
  const near = nearest(name, RUN_FACTS).map((fact) => JSON.stringify(fact));
  const hint =
    near.length > 0
      ? `did you mean ${listWords(near, 'or')}?`
      : `there are ${listWords(RUN_FACTS, 'and')}`;
  const message = `${formatPath(path)} names "${name}", which no run has: ${hint}`;
  return [{ severity: 'warning', path, message }];
}

function checkScore(score: Value | undefined, path: ValuePath): readonly RuleFinding[] {
  const average = isMap(score) ? score['average'] : undefined;
  if (!isList(average)) return [];
  return average.flatMap((item, index) => {
    const at = [...path, index];
    if (!isList(item)) return checkReference(item, at);
    const [reference, weight, ...rest] = item;
    const isPair = typeof reference === 'string' && toNumber(weight) !== undefined;
    if (!isPair || rest.length > 0) {
      return [error(at, `${formatPath(at)} must be a field and its weight, a number`)];
    }
    if (parseFieldReference(reference) === undefined) {
      const place = [...at, 0];
      return [error(place, `${formatPath(place)} is no field such as "metric:accuracy"`)];
    }
    return checkReference(reference, [...at, 0]);
  });
}

function error(path: ValuePath, message: string): RuleFinding {
  return { severity: 'error', path, message };
}
