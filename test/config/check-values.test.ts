import { describe, expect, test } from 'vitest';

import { parseAssignment } from '../../src/config/assignment.ts';
import { checkValues } from '../../src/config/check-values.ts';
import type { Flag, GivenValue } from '../../src/config/check-values.ts';
import {
  resolveConfig,
  plainValues,
  tryResolveConfig,
  userValues,
} from '../../src/config/resolve-config.ts';
import { describeFlagProblem } from '../../src/failures/failure-messages.ts';
import { GageError } from '../../src/failures/failures.ts';
import { float, isList, isMap, valuesEqual } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

function flagsOf(
  ...flags: readonly (readonly [key: string, value: Value, typeHint?: string])[]
): ReadonlyMap<string, Flag> {
  return new Map(
    flags.map(([key, value, typeHint]): [string, Flag] => [
      key,
      {
        key,
        value,
        isContainer: isList(value) || isMap(value),
        ...(typeHint === undefined ? {} : { typeHint }),
      },
    ]),
  );
}

/** The checked value of `k`, or the message. */
function check(value: Value, typeHint: string | undefined, given: GivenValue): Value | Error {
  const flags = flagsOf(typeHint === undefined ? ['k', value] : ['k', value, typeHint]);
  const checked = checkValues(flags, [given]);
  const problem = checked.problems[0];
  if (problem !== undefined) return new Error(describeFlagProblem(problem));
  return checked.values.get('k')?.value ?? null;
}

describe('typed values', () => {
  test.each<[Value, string | undefined, string, Value]>([
    ['Ann', undefined, '123', '123'],
    ['Ann', undefined, '1_000', '1_000'],
    ['Ann', undefined, 'true', 'true'],
    ['Ann', undefined, 'null', 'null'],
    ['Ann', undefined, '[1, 2]', '[1, 2]'],
    ['Ann', undefined, '"[1, 2]"', '[1, 2]'],
    ['Ann', undefined, '', ''],
    ['Ann', 'str | None', 'null', null],
    ['Ann', 'Optional[str]', '5', '5'],
    ['Ann', 'int | str', '5', 5],
    [0.1, undefined, '1', float(1)],
    [0.1, undefined, '-0', float(0)],
    [0.1, undefined, 'nan', Number.NaN],
    [1, 'float', '2', float(2)],
    [1, undefined, '2.5', 2.5],
    [1, undefined, '1e3', float(1000)],
    [1, 'int', '1e3', 1000],
    [1, 'int', '1e20', 100000000000000000000n],
    [1, undefined, 'null', null],
    [1, 'number', '2', 2],
    [0.5, 'number', '2', 2],
    [1, 'number | undefined', 'null', null],
    [true, undefined, 'false', false],
    [null, undefined, 'anything', 'anything'],
    [null, undefined, '[1]', [1]],
    [null, 'Optional[int]', '5', 5],
    [null, 'str', '5', '5'],
    [null, 'str', 'null', null],
    [[1, 2], undefined, '[3]', [3]],
    [{ a: 1 }, undefined, '{a: 2}', { a: 2 }],
    [[1], 'list[int]', '[3]', [3]],
    [[1], 'number[]', '[3]', [3]],
    [[1], 'Array<number>', '[3]', [3]],
    ['sgd', "Literal['sgd', 'adam']", 'adam', 'adam'],
    ['sgd', "'sgd' | 'adam' | null", 'null', null],
    [1, 'typing.Literal[1, 2]', '2', 2],
    [1, 'Final[int]', '2', 2],
    [1, 'Annotated[int, "a | b"]', '2', 2],
    [1, 'Union[int, Dict[str, int]]', '{a: 1}', { a: 1 }],
    [1, '"int"', '2', 2],
    [1, 'Something[else', '2', 2],
    [null, 'Optional["Model"]', 'x', 'x'],
    ['a', 'str', '0x10', '0x10'],
    [5, 'str', '6', 6],
  ])('default %j with the type %s takes %s', (value, typeHint, text, expected) => {
    const actual = check(value, typeHint, parseAssignment(`k=${text}`));
    if (actual instanceof Error) throw actual;
    expect(valuesEqual(actual, expected)).toBe(true);
  });

  test.each<[Value, string | undefined, string, string]>([
    [3, undefined, 'x', 'expected a number, got text: x'],
    [3, undefined, '', 'expected a number, got text: ""'],
    [3, undefined, '"4"', 'expected a number, got text: "4"'],
    [3, undefined, 'true', 'expected a number, got true'],
    [3, 'int', '2.5', 'expected an integer, got 2.5'],
    [3, 'int', 'inf', 'expected an integer, got inf'],
    [3, 'int', 'null', 'expected an integer, got null'],
    [0.1, undefined, '1,5', 'expected a number, got text: 1,5'],
    [true, undefined, 'yes', 'expected true or false, got text: yes'],
    [true, undefined, '1', 'expected true or false, got 1'],
    [[1], undefined, '2', 'expected a list, got 2'],
    [{ a: 1 }, undefined, '[2]', 'expected a map, got [2]'],
    [1, 'int | bool', 'x', 'expected an integer or true or false, got text: x'],
    ['sgd', "Literal['sgd', 'adam']", 'adan', 'expected sgd or adam, got adan'],
    ['sgd', "'sgd' | 'adam'", '1', 'expected sgd or adam, got 1'],
  ])('default %j with the type %s refuses %s', (value, typeHint, text, message) => {
    expect(check(value, typeHint, parseAssignment(`k=${text}`))).toEqual(
      new Error(`Invalid value for 'k': ${message}`),
    );
  });
});

describe('values that were not typed', () => {
  test('a number for a text is its text, null is refused', () => {
    expect(check('Ann', undefined, { key: 'k', value: float(1) })).toBe('1.0');
    expect(check('Ann', undefined, { key: 'k', value: null })).toEqual(
      new Error("Invalid value for 'k': expected text, got null"),
    );
  });
});

describe('keys', () => {
  const flags = flagsOf(
    ['epochs', 3],
    ['opts.lr', 0.1],
    ['layers', [1, 2]],
    ['layers.0', 1],
    ['layers.1', 2],
    ['"a.b"', 1],
  );
  const problems = (...texts: readonly string[]): readonly string[] =>
    checkValues(flags, texts.map(parseAssignment)).problems.map(describeFlagProblem);

  test('a misspelt key names the near ones', () => {
    expect(problems('epoch=1')).toEqual(["Unknown flag 'epoch'. Did you mean 'epochs'?"]);
    expect(problems('lr=1')).toEqual(["Unknown flag 'lr'. Did you mean 'opts.lr'?"]);
  });

  test('a key that is like no other names all', () => {
    expect(problems('momentum=1')).toEqual([
      `Unknown flag 'momentum'. Flags are: "a.b", epochs, layers.0, layers.1, opts.lr`,
    ]);
    const [problem] = checkValues(new Map(), [{ key: 'x', value: 1 }]).problems;
    expect(problem && describeFlagProblem(problem)).toBe(
      "Unknown flag 'x'. The operation has no flags.",
    );
  });

  test('all problems are found at once', () => {
    expect(problems('epochs=x', 'epoch=1', 'opts.lr=0.2')).toHaveLength(2);
  });

  test('the last value for a key counts, also for its problems', () => {
    expect(problems('epochs=x', 'epochs=5')).toEqual([]);
    expect(problems('epochs=5', 'epochs=x')).toHaveLength(1);
  });

  test('a name with a dot can be quoted', () => {
    const { values } = checkValues(flags, [parseAssignment('"a.b"=2')]);
    expect([...values.keys()]).toEqual(['"a.b"']);
  });

  test('a whole and its part cannot both be set', () => {
    expect(problems('layers=[3]', 'layers.0=4')).toEqual([
      "'layers.0' is a part of 'layers': set one of them",
    ]);
  });
});

describe('resolving', () => {
  const flags = flagsOf(['b', 1], ['a', 0.5], ['l', [1, 2]], ['l.0', 1], ['l.1', 2], ['lx', 1]);
  const layer = (origin: 'batch' | 'flag', ...texts: readonly string[]) => ({
    origin,
    values: texts.map(parseAssignment),
  });

  test('without layers the values are the defaults, in their order, parts instead of wholes', () => {
    const config = resolveConfig(flags, []);
    expect([...plainValues(config)]).toEqual([
      ['b', 1],
      ['a', 0.5],
      ['l.0', 1],
      ['l.1', 2],
      ['lx', 1],
    ]);
    expect(userValues(config).size).toBe(0);
  });

  test('later layers win and are remembered', () => {
    const config = resolveConfig(flags, [
      layer('batch', 'a=1', 'b=3', 'lx=4'),
      layer('flag', 'b=1'),
    ]);
    expect(config.get('a')).toEqual({ value: float(1), origin: 'batch' });
    expect(config.get('b')).toEqual({ value: 1, origin: 'flag' });
    expect(config.get('lx')).toEqual({ value: 4, origin: 'batch' });
    expect(config.get('l.0')).toEqual({ value: 1, origin: 'file' });
    expect([...userValues(config).keys()].sort()).toEqual(['a', 'b', 'lx']);
  });

  test('a whole takes the place of its parts', () => {
    const config = resolveConfig(flags, [layer('flag', 'l=[7]')]);
    expect([...config.keys()]).toEqual(['b', 'a', 'lx', 'l']);
  });

  test('a value that does not fit fails, naming every problem in a line of its own', () => {
    const layers = [layer('batch', 'a=x'), layer('flag', 'bb=1')];
    expect(tryResolveConfig(flags, layers).problems).toHaveLength(2);
    expect(() => resolveConfig(flags, layers)).toThrow(GageError);
    expect(() => resolveConfig(flags, layers)).toThrow(
      "Invalid value for 'a': expected a number, got text: x\nUnknown flag 'bb'. Did you mean 'b'?",
    );
  });
});
