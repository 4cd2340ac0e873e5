import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../src/filter/filter-expression.ts';
import { Float, GageError } from '../../src/index.ts';
import type { Value } from '../../src/index.ts';
import { microsOf, readerOf } from './field-values.ts';
import { countProcessorMs } from '../rig/processor-time.ts';

const at = { nowMillis: microsOf('2026-05-03T12:00') / 1000 };

function matches(filter: string, values: Readonly<Record<string, Value | undefined>>): boolean {
  return parseFilter(filter).matches(readerOf(values), at);
}

describe('a word or text alone', () => {
  const run = {
    'run.operation': 'train',
    'run.status': 'completed',
    'run.label': 'best so far',
    'run.own_label': 'epoch 12',
    'run.namespace': 'vision',
    'run.id': 'kim',
  };
  test.each([
    ['train', true],
    ['trai', false],
    ['completed', true],
    ['complete', false],
    ['so far', true],
    ['  so far ', true],
    ['Best', false],
    ['poch 1', true],
    ['vision', false],
    ['kim', false],
    ['"best so"', true],
    ["'best so'", true],
    ['(train)', true],
    ['12', true],
    ['best-1', false],
    ['label', false],
    ['true', false],
    ['v1.2', false],
    ['2026-05-03', false],
  ])('%s: %s', (filter, expected) => {
    expect(matches(filter, run)).toBe(expected);
  });

  test.each([
    'label',
    'duration',
    'true',
    'null',
    'now',
    'v1.2',
    'train:fast',
    '2026-05',
    '1h',
    '#5',
    'ünï😀',
  ])('%s can be a label', (text) => {
    expect(matches(text, { 'run.label': `a ${text} b` })).toBe(true);
    expect(matches(text, {})).toBe(false);
  });

  test('an empty filter matches every run', () => {
    expect(matches('', {})).toBe(true);
    expect(parseFilter('').fields).toEqual([]);
  });
});

describe('quotes', () => {
  test.each([
    [`label == "it's"`, "it's"],
    [`label == 'say "hi"'`, 'say "hi"'],
    [`label == 'it\\'s'`, "it's"],
    [`label == "a\\\\"`, 'a\\'],
    [`label == "a\\d"`, 'a\\d'],
    [`label == "and"`, 'and'],
    [`label == "null"`, 'null'],
    [`label == ""`, ''],
    [`label == my-label`, 'my-label'],
    [`label=a:b`, 'a:b'],
    [`label == v1.2`, 'v1.2'],
    [`label == 1e3`, '1e3'],
    [`label == 2h`, '2h'],
    [`label == 2026-05-01`, '2026-05-01'],
    [`label == true`, 'true'],
    [`label == status`, 'status'],
  ])('%s means the text %j', (filter, label) => {
    expect(matches(filter, { 'run.label': label })).toBe(true);
    expect(matches(filter, { 'run.label': `${label}x` })).toBe(false);
    expect(matches(filter, {})).toBe(false);
  });
});

describe('names of values', () => {
  test.each([
    ['config.lr == 1', 'config.lr'],
    ['config:lr == 1', 'config.lr'],
    ['config.model.lr == 1', 'config.model.lr'],
    ['config:a:b == 1', 'config.a:b'],
    ['config.learning-rate == 1', 'config.learning-rate'],
    ['config."model name" == 1', 'config.model name'],
    [`config.'a.b' == 1`, 'config.a.b'],
    [`config.a."b c".d == 1`, 'config.a.b c.d'],
    ['metric.x == 1', 'metric.x'],
    ['attr.x == 1', 'attribute.x'],
    ['attribute.x == 1', 'attribute.x'],
    ['tag.x == 1', 'attribute.tag:x'],
    ['run.exit_code == 1', 'run.exit_code'],
    ['exit_code == 1', 'run.exit_code'],
  ])('%s reads %s', (filter, name) => {
    expect(matches(filter, { [name]: 1 })).toBe(true);
    expect(matches(filter, { [name]: 2 })).toBe(false);
    expect(parseFilter(filter).fields.map((field) => `${field.of}.${field.name}`)).toEqual([name]);
  });

  test('are each collected once', () => {
    const { fields } = parseFilter(
      'config.a > 1 and (config.a < 3 or not duration > 5 or run.status == error)',
    );
    expect(fields.map((field) => `${field.of}.${field.name}`)).toEqual([
      'config.a',
      'run.started',
      'run.stopped',
      'run.status',
    ]);
  });
});

describe('values', () => {
  const big = 12345678901234567890n;
  test.each<[string, Value | undefined, boolean]>([
    ['config.x == 1', 1, true],
    ['config.x == 1', new Float(1), true],
    ['config.x == 1.0', 1, true],
    ['config.x == 1', 1n, true],
    ['config.x == 1', '1', false],
    ['config.x == "1"', '1', true],
    ['config.x == 1', true, false],
    ['config.x == true', true, true],
    ['config.x == false', true, false],
    ['config.x == true', 'true', false],
    ['config.x == 12345678901234567890', big, true],
    ['config.x == -12345678901234567890', -big, true],
    ['config.x == 12345678901234567891', big, false],
    ['config.x > 12345678901234567889', big, true],
    ['config.x in (12345678901234567890)', big, true],
    ['config.x in (5, 1)', 1n, true],
    ['config.x == 0', -0, true],
    ['config.x == nan', Number.NaN, true],
    ['config.x in (nan)', Number.NaN, true],
    ['config.x != nan', Number.NaN, false],
    ['config.x <= nan', Number.NaN, false],
    ['config.x < inf', 1e308, true],
    ['config.x == -inf', Number.NEGATIVE_INFINITY, true],
    ['config.x == null', undefined, true],
    ['config.x == null', null, true],
    ['config.x == null', 0, false],
    ['config.x in (1, null)', null, true],
    ['config.x not in (1, null)', null, false],
    ['config.x != 1', undefined, true],
    ['not config.x == 1', undefined, true],
    ['config.x < 1', undefined, false],
    ['not config.x < 1', undefined, true],
    ['config.x == config.y', undefined, true],
    ['config.x', undefined, false],
    ['config.x', null, false],
    ['config.x', false, false],
    ['config.x', 0, true],
    ['config.x', '', true],
    ['config.x', { value: false }, false],
    ['config.x < 2', { value: 1, note: 'x' }, true],
    ['config.x == 1', { note: 1 }, false],
    ['config.x', { note: 1 }, true],
    ['config.x < "b"', 'a', true],
    ['config.x < v10', 'v9', true],
    ['config.x >= v9', 'v9', true],
    ['config.x < 5', 'a', false],
    ['config.x < 5', false, false],
    ['config.x == b', ['a', 'b'], true],
    ['config.x != b', ['a', 'b'], false],
    ['config.x > 3', [1, 5], true],
    ['config.x in (1, 7)', [5, 7], true],
    ['config.x == null', [null], false],
    ['config.x == [1, 2]', [1, 2], true],
    ['config.x == [1, 2]', [1, 2, 3], false],
    ['config.x == [1, null]', [1, null], true],
    ['config.x != [1]', [2], true],
    ['b in config.x', ['a', 'b'], true],
    ['b in config.x', 'abc', true],
    ['1 in config.x', [new Float(1)], true],
    ['1 not in config.x', '1', true],
    ['b in config.x', undefined, false],
    ['config.x in ()', 1, false],
    ['config.x in (1,)', 1, true],
    ['config.x =~ b', ['a', 'abc'], true],
    ['config.x =~ 5', 5, false],
    ['config.x !~ 5', 5, true],
    ['config.x =~ "^a+$"', 'aaa', true],
    ['config.x + 1 == 3', 2, true],
    ['config.x + 1 == 3', new Float(2), true],
    ['config.x + 1 == 3', { value: 2 }, true],
    ['config.x + 1 == null', 'a', true],
    ['config.x / 0 == null', 2, true],
    ['config.x % 3 == 2', -1, true],
    ['config.x % -3 == -2', 1, true],
    ['-config.x < -1', 2, true],
    ['- - config.x == 2', 2, true],
    ['2 + 3 * config.x == 8', 2, true],
    ['(2 + 3) * config.x == 10', 2, true],
    ['config.x - 1 - 1 == 0', 2, true],
    ['8 / config.x / 2 == 2', 2, true],
    ['config.x > 1m', 61, true],
    ['config.x == 1h30m', 5400, true],
    ['config.x == 1.5h', 5400, true],
    ['config.x == 250ms', 0.25, true],
    ['config.x == 2026-05-01', '2026-05-01', true],
    ['config.x == today', 'today', true],
    ['.5 < config.x', 1, true],
    ['"b" > config.x', 'a', true],
    ['1 >= config.x', 1, true],
    ['1 != config.x', 2, true],
    ['null != config.x', 2, true],
    ['1 < 2', 1, true],
  ])('%s (case %#)', (filter, value, expected) => {
    expect(matches(filter, { 'config.x': value })).toBe(expected);
  });
});

describe('conditions', () => {
  const run = { 'config.t': 1, 'run.status': 'error' };
  const [yes, no] = ['config.t == 1', 'config.t == 2'];
  test.each([
    [`${yes} or ${no} and ${no}`, true],
    [`(${yes} or ${no}) and ${no}`, false],
    [`not ${no} and ${no}`, false],
    [`not (${no} and ${no})`, true],
    [`not not ${yes}`, true],
    [`NOT ${no} AND ${yes} OR ${no}`, true],
    [`config.t NOT IN (2)`, true],
    [`config.t not-in (2)`, true],
    [`${yes} and error`, true],
    [`not error`, false],
    [`((${yes}))`, true],
  ])('%s: %s', (filter, expected) => {
    expect(matches(filter, run)).toBe(expected);
  });
});

describe('times', () => {
  const run = {
    'run.started': microsOf('2026-05-03T09:00:00.250'),
    'run.stopped': microsOf('2026-05-03T10:00'),
    'run.status': 'completed',
  };
  test.each([
    ['started > now - 4h', true],
    ['started > now-3h', true],
    ['started > now - 2h59m', false],
    ['started >= today', true],
    ['started == today', true],
    ['started != today', false],
    ['started == yesterday', false],
    ['started in (yesterday, today)', true],
    ['started not in (2026-05-01, 2026-05-02)', true],
    ['today - 1d < started', true],
    ['started == 2026-05-03', true],
    ['2026-05-03 == started', true],
    ['started == 2026-05-03T09:00:00.250', true],
    ['started == 2026-05-03T09:00', false],
    ['started > "2026-05-03 08:59:59"', true],
    ['started < stopped', true],
    ['stopped > started + 1h', false],
    ['stopped > started + 59m', true],
    ['59m + started < stopped', true],
    ['stopped - started == 3599.75', true],
    ['duration == 3599.75', true],
    ['duration / 60 < 60', true],
    ['60 > duration / 60', true],
    ['run.duration < 1h', true],
    ['staged == null', true],
    ['staged < now', false],
    ['initialized - started == null', true],
  ])('%s: %s', (filter, expected) => {
    expect(matches(filter, run)).toBe(expected);
  });

  test('the duration of a run under way lasts until now, that of one that died is unknown', () => {
    const { 'run.started': started } = run;
    expect(
      matches('duration == 10799.75', { 'run.started': started, 'run.status': 'running' }),
    ).toBe(true);
    expect(
      matches('duration == null', { 'run.started': started, 'run.status': 'terminated' }),
    ).toBe(true);
  });

  test('a filter asked later means the later moment', () => {
    const filter = parseFilter('started == today');
    const started = readerOf({ 'run.started': microsOf('2026-05-04T09:00') });
    expect(filter.matches(started, at)).toBe(false);
    expect(filter.matches(started, { nowMillis: at.nowMillis + 86_400_000 })).toBe(true);
    expect(filter.matches(started, at)).toBe(false);
  });
});

describe('a problem has its column and an advice', () => {
  test.each<[string, number, string, RegExp | undefined]>([
    [' ', 1, 'it is blank', undefined],
    ['a\nb', 2, 'it has more than one line', undefined],
    [' metrics.loss > 1', 2, `unknown field 'metrics.loss'`, /^Did you mean 'metric.loss'\?$/],
    ['metrics.loss', 1, `unknown field 'metrics.loss'`, /'metric.loss'/],
    ['confg:lr', 1, `unknown field 'confg:lr'`, /'config.lr'/],
    ['a.b == 1', 1, `unknown field 'a.b'`, /begin with 'config.'/],
    ['train and statsu == error', 11, `unknown field 'statsu'`, /'status'/],
    ['STATUS == error', 1, `unknown field 'STATUS'`, /'status'/],
    ['run.statuss == error', 1, `unknown field 'run.statuss'`, /'run.status'/],
    ['run.zzzzzz == error', 1, `unknown field 'run.zzzzzz'`, /^Fields are id, /],
    ['lr == 1', 1, `unknown field 'lr'`, /'config.lr'/],
    ['config. == 1', 1, `unknown field 'config.'`, /a name after/],
    ['config."x', 8, 'the quote is not closed', undefined],
    ['foo."x" == 1', 1, `unknown field 'foo.x'`, /begin with/],
    ['status == complete', 11, `there is no status 'complete'`, /'completed'/],
    ['status in (error, done)', 19, `there is no status 'done'`, /^Statuses are /],
    ['label == x y', 12, `expected an operator or 'and' or 'or' before 'y'`, /Quote/],
    ['status completed', 8, `expected an operator or 'and' or 'or' before 'completed'`, /'=='/],
    ['train && error', 7, `expected an operator or 'and' or 'or' before '&&'`, /'and'/],
    ['train || error', 7, `expected an operator or 'and' or 'or' before '||'`, /'or'/],
    ['!train', 1, `unexpected '!'`, /'not'/],
    ['label ~ x', 7, `unexpected '~'`, /'=~'/],
    ['label === x', 9, `expected a field or a value, not '='`, /Quote/],
    ['label ==', 9, 'expected a field or a value, not the end', /Quote/],
    ['label == and', 10, `expected a field or a value, not 'and'`, /Quote/],
    ['train and', 10, 'expected a field or a value, not the end', /Quote/],
    ['(train', 1, `'(' is not closed`, undefined],
    ['train)', 6, `expected an operator or 'and' or 'or' before ')'`, /closes nothing/],
    ['(train error)', 8, `expected an operator, ')' or 'and' or 'or' before 'error'`, /Quote/],
    ['label in (a b)', 13, `expected an operator, ')' or 'and' or 'or' before 'b'`, /Quote/],
    ['label in a', 10, `unknown field 'a'`, /'config.a'/],
    ['label in "a"', 10, `a list or a field must follow 'in'`, /Write a list/],
    ['5 in duration', 6, 'a number contains nothing', /Write a list/],
    ['null in tag', 1, 'null is contained in nothing', undefined],
    [`"ünï😀" == "x`, 11, 'the quote is not closed', /single quotes/],
    ['1 < config.x < 3', 14, 'comparisons cannot be chained', /a < b and b < c/],
    ['exit_code == "1"', 14, 'a number cannot be compared with a text', /without quotes/],
    ['exit_code == true', 14, 'a number cannot be compared with true or false', /number/],
    ['duration > today', 12, 'a number cannot be compared with a time', /number/],
    ['started > 5', 11, `a time cannot be compared with '5'`, /started > 2026-05-01/],
    ['started > 2d', 11, `a time cannot be compared with '2d'`, /started > now - 2d/],
    ['started > config.x', 11, 'a time cannot be compared with a value', /Write a time/],
    ['started > 2026-02-30', 11, `'2026-02-30' is no date`, /2026-05-01/],
    ['started > "soon"', 11, `'soon' is no date`, /2026-05-01/],
    ['started > now - 2y', 17, `'2y' is no number, duration or date`, /ms, s, m, h, d or w/],
    ['started-stopped > 5', 1, `unknown field 'started-stopped'`, /'started - stopped'/],
    ['started + stopped > now', 11, `'+' cannot be used with these times`, /Subtract/],
    ['started * 2 > now', 11, `'*' cannot be used with these times`, /Subtract/],
    ['2 - started > now', 5, `'-' cannot be used with these times`, /Subtract/],
    ['-started > now', 1, `'-' has no time to be subtracted from`, undefined],
    ['label + 1 == 2', 1, 'a text cannot be calculated with', /Quote/],
    ['config.x > null', 12, 'null is neither less nor greater than anything', /'=='/],
    ['config.x > true', 12, 'true or false is neither less nor greater than anything', /'=='/],
    ['config.x > duration', 12, `'duration' can be a field or a text`, /'run.duration'/],
    ['config.x > now', 12, 'values of a run cannot be compared with a time', /"now"/],
    ['status == [error]', 8, 'a text cannot equal a list', /'in'/],
    ['[error] == status', 1, 'a list cannot stand here', /after 'in'/],
    ['config.x < [1]', 12, 'a list cannot stand here', /after 'in'/],
    ['(train and error) == true', 2, 'a condition cannot be compared or calculated with', /Join/],
    ['train and config.x + 1', 11, 'a value alone is no condition', /Compare/],
    ['not label', 5, `'label' can be a field or a text`, /label != null/],
    ['""', 1, 'there is no text to search for', undefined],
    ['duration =~ x', 1, 'a number cannot be matched with a pattern', /texts/],
    ['label =~ config."x"', 10, 'expected a pattern', /Quote/],
    ['label =~ "a(b"', 12, `the pattern cannot be used: '(' is not closed`, undefined],
    ['label =~ "\\\\\\\\("', 10, `the pattern cannot be used: '(' is not closed`, undefined],
    ['label =~ "((a{50}){50}){50}"', 10, 'the pattern is too large', undefined],
  ])('%s', (filter, column, problem, suggestion) => {
    const failure = failureOf(filter);
    expect(failure).toMatchObject({
      reason: 'invalid-filter',
      expression: filter,
      column,
      problem,
    });
    if (suggestion !== undefined) expect(failure.suggestion).toMatch(suggestion);
  });

  test('a long filter is shown around the place', () => {
    const filter = `${'config.x == 1 or '.repeat(20)}lr == 1 ${' or config.x == 1'.repeat(20)}`;
    const lines = messageOf(filter).split('\n');
    const caret = lines[3]?.indexOf('^') ?? -1;
    expect(lines[2]?.slice(caret, caret + 7)).toBe('lr == 1');
    expect(lines[2]?.length).toBeLessThan(100);
  });
});

describe('hostile filters are refused at once', () => {
  test.each([
    [
      'nested parentheses',
      `${'('.repeat(10_000)}a${')'.repeat(10_000)}`,
      201,
      /nested deeper than 200 levels/,
    ],
    ['open parentheses', '('.repeat(100_000), 201, /nested deeper/],
    ['nested lists', `label in ${'['.repeat(10_000)}`, 210, /nested deeper/],
    ['a long text', 'a'.repeat(1_000_000), 1, /longer than 200,000 characters/],
    ['long blanks', ' '.repeat(150_000), 1, /blank/],
    ['a long word', `${'a'.repeat(150_000)} == 1`, 1, /unknown field 'a{40}…'/],
    ['an open quote', `label == "${'\\'.repeat(100_000)}`, 10, /not closed/],
    ['many quotes', `config.${`"a".`.repeat(40_000)}"`, 160_008, /not closed/],
  ])('%s', (_, filter, column, problem) => {
    const processorMs = countProcessorMs();
    const failure = failureOf(filter);
    expect(processorMs()).toBeLessThan(2000);
    expect(failure.column).toBe(column);
    expect(failure.problem).toMatch(problem);
    expect(messageOf(filter).length).toBeLessThan(500);
  });

  test.each([
    ['or', Array.from({ length: 10_000 }, (_, index) => `config.x == ${index}`).join(' or ')],
    [
      '+',
      `${Array.from({ length: 40_000 }, () => 'config.x')
        .join(' + ')
        .slice(0, 190_000)} == 1`,
    ],
    ['not', `${'not '.repeat(40_000)} config.x == 9999`],
    ['-', `${'- '.repeat(80_000)} config.x == 9999`],
    ['in', `config.x in (${Array.from({ length: 20_000 }, (_, index) => index).join(',')})`],
    ['words', 'word '.repeat(30_000)],
  ])('a long chain of %s is evaluated', (_, filter) => {
    expect(() => matches(filter, { 'config.x': 9999 })).not.toThrow();
  });
});

test('names of an object are no fields', () => {
  for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(failureOf(`${word} == 1`).problem).toBe(`unknown field '${word}'`);
    expect(matches(word, {})).toBe(false);
    expect(failureOf(`status == ${word}`).problem).toBe(`there is no status '${word}'`);
    expect(failureOf(`a ${word} ==`).problem).toContain('expected');
  }
});

test('a filter is parsed once for any number of runs', () => {
  const runs = Array.from({ length: 100_000 }, (_, index) =>
    readerOf({
      'run.status': index % 2 === 0 ? 'completed' : 'error',
      'metric.accuracy': index / 100_000,
    }),
  );
  const filter = parseFilter('status == completed and metric.accuracy > 0.9');
  expect(runs.filter((reader) => filter.matches(reader, at))).toHaveLength(4999);
});

function failureOf(filter: string): {
  readonly column: number;
  readonly problem: string;
  readonly suggestion: string | undefined;
} {
  try {
    parseFilter(filter);
  } catch (error) {
    if (error instanceof GageError && error.failure.reason === 'invalid-filter')
      return error.failure;
    throw error;
  }
  throw new Error(`not refused: ${filter.slice(0, 100)}`);
}

function messageOf(filter: string): string {
  try {
    parseFilter(filter);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('not refused');
}
