import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigTextError } from '../../src/config/config-format.ts';
import type { ConfigFormat } from '../../src/config/config-format.ts';
import { formatJsonOutput } from '../../src/values/json-text.ts';
import { emptyMap, float, integer, valuesEqual } from '../../src/values/value.ts';
import type { Value } from '../../src/values/value.ts';

/** What a format has to show to pass {@link describeConfigFormat}. */
export interface ConfigFormatCases {
  readonly format: ConfigFormat;
  /** Text, the keys and values of its parts that are not containers. */
  readonly read: readonly (readonly [text: string, values: Readonly<Record<string, Value>>])[];
  /** Text, a key, its new value, the text after. */
  readonly set: readonly (readonly [text: string, key: string, value: Value, result: string])[];
  /** Text that is not of the format, with the line and column of the problem. */
  readonly broken: readonly (readonly [text: string, line: number, column: number])[];
  /** Text, key and value that the format has no text for. */
  readonly unwritable: readonly (readonly [text: string, key: string, value: Value])[];
  /** A text whose values, all of them, take any value of `values`. */
  readonly sample: string;
  /** Defaults to every value there is. */
  readonly values?: fc.Arbitrary<Value>;
}

/** What every configuration format has to do. */
export function describeConfigFormat(cases: ConfigFormatCases): void {
  const { format } = cases;
  const values = cases.values ?? anyValue();

  describe('reading', () => {
    for (const [text, expected] of cases.read) {
      it(`finds ${show(expected)} in ${show(text)}`, () => {
        expect(plainEntries(format, text)).toEqual(expected);
      });

      it(`leaves ${show(text)} as it is when every value is set to itself`, () => {
        const document = format.read(text);
        for (const { key, value, isContainer } of document.entries) {
          if (!isContainer) expect(document.set(new Map([[key, value]]))).toBe(text);
        }
        expect(document.set(new Map())).toBe(text);
      });
    }

    it('skips a byte order mark', () => {
      expect(plainEntries(format, `\uFEFF${cases.sample}`)).toEqual(
        plainEntries(format, cases.sample),
      );
    });

    it('finds the same values with Windows line ends', () => {
      const windows = cases.sample.replaceAll('\n', '\r\n');
      expect(plainEntries(format, windows)).toEqual(plainEntries(format, cases.sample));
    });

    it('has each key once', () => {
      const keys = format.read(cases.sample).entries.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    });
  });

  describe('setting', () => {
    for (const [text, key, value, result] of cases.set) {
      it(`makes ${show(text)} into ${show(result)} with ${key} = ${show(value)}`, () => {
        const actual = format.read(text).set(new Map([[key, value]]));
        expect(actual).toBe(result);
        const entry = format.read(actual).entries.find((entry) => entry.key === key);
        expect(valuesEqual(entry?.value ?? null, value)).toBe(true);
      });
    }

    it('reads back any value, changes nothing else and can be undone', () => {
      const document = format.read(cases.sample);
      const keys = document.entries.filter((entry) => !entry.isContainer).map(({ key }) => key);
      const property = fc.property(fc.constantFrom(...keys), values, (key, value) => {
        const changed = format.read(document.set(new Map([[key, value]])));
        for (const { key: other, value: before, isContainer } of document.entries) {
          const after = changed.entries.find((entry) => entry.key === other);
          if (isContainer && key.startsWith(other)) continue;
          expect(after).toBeDefined();
          expect(valuesEqual(after?.value ?? null, other === key ? value : before)).toBe(true);
        }
        const before = document.entries.find((entry) => entry.key === key)?.value ?? null;
        const undone = format.read(changed.set(new Map([[key, before]])));
        for (const { key: other, value } of document.entries) {
          const entry = undone.entries.find((entry) => entry.key === other);
          expect(valuesEqual(entry?.value ?? null, value)).toBe(true);
        }
      });
      fc.assert(property, { numRuns: 150 });
    });

    it('sets several values at once, keeping the mark at the start and the line ends', () => {
      const windows = `\uFEFF${cases.sample.replaceAll('\n', '\r\n')}`;
      const document = format.read(windows);
      const keys = document.entries.filter((entry) => !entry.isContainer).map(({ key }) => key);
      const property = fc.property(fc.array(values, { minLength: keys.length }), (news) => {
        const changes = new Map(keys.map((key, index) => [key, news[index] ?? false]));
        const result = document.set(changes);
        expect(result.startsWith('\uFEFF')).toBe(true);
        expect(result.replaceAll('\r\n', '')).not.toContain('\n');
        const after = new Map(format.read(result).entries.map((entry) => [entry.key, entry.value]));
        for (const [key, value] of changes) {
          expect(valuesEqual(after.get(key) ?? null, value)).toBe(true);
        }
      });
      fc.assert(property, { numRuns: 50 });
    });

    it('refuses a key that is not there', () => {
      const document = format.read(cases.sample);
      expect(() => document.set(new Map([['no such key', 1]]))).toThrow(ConfigTextError);
    });

    for (const [text, key, value] of cases.unwritable) {
      it(`cannot give ${key} in ${show(text)} the value ${show(value)}`, () => {
        const document = format.read(text);
        expect(() => document.set(new Map([[key, value]]))).toThrow(ConfigTextError);
      });
    }
  });

  describe('broken text', () => {
    for (const [text, line, column] of cases.broken) {
      it(`has its problem in line ${line}, column ${column} of ${show(text)}`, () => {
        expect(readError(format, text)).toMatchObject({ line, column });
      });
    }

    it('is the only reason a text is refused, whatever it is', () => {
      const marks = '[]{}()<>"\'`=:;,.#/\\*-+!&|?@$~% \t\r\n\uFEFF\0'.split('');
      const words = [
        '${',
        '"""',
        'a',
        'b',
        'é',
        '1',
        '0x',
        'true',
        'const',
        'export',
        '__proto__',
        '<<',
        'a: ',
      ];
      const piece = fc.oneof(fc.constantFrom(...marks, ...words), fc.constant(cases.sample));
      const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
      fc.assert(
        fc.property(text, (text) => {
          const before = tryRead(format, text);
          for (const { key } of before?.entries ?? []) {
            const result = trySet(format, text, key, 'new');
            if (result !== undefined) format.read(result);
          }
        }),
        { numRuns: 300 },
      );
    });

    for (const opening of OPENINGS) {
      it(`is refused without harm when it is ${show(opening)} a hundred thousand times`, () => {
        tryRead(format, opening.repeat(100_000));
        tryRead(format, `const x = ${opening.repeat(100_000)}`);
      });
    }
  });
}

const OPENINGS = [
  '[',
  '{',
  '(',
  '{"a":',
  '[{"a":',
  'a = [',
  'a = {a=',
  'a: [',
  '{b: ',
  '- ',
  '`${',
  '<a>',
];

/** The error that reading `text` gives. Fails when there is none. */
function readError(format: ConfigFormat, text: string): ConfigTextError {
  try {
    format.read(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigTextError);
    if (error instanceof ConfigTextError) return error;
  }
  throw new Error('expected the text to be refused');
}

function tryRead(format: ConfigFormat, text: string): ReturnType<ConfigFormat['read']> | undefined {
  try {
    return format.read(text);
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    expect(error.line).toBeGreaterThan(0);
    expect(error.column).toBeGreaterThan(0);
    return undefined;
  }
}

function trySet(format: ConfigFormat, text: string, key: string, value: Value): string | undefined {
  try {
    return format.read(text).set(new Map([[key, value]]));
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    return undefined;
  }
}

function plainEntries(format: ConfigFormat, text: string): Record<string, Value> {
  const { entries } = format.read(text);
  return Object.fromEntries(
    entries.filter((entry) => !entry.isContainer).map(({ key, value }) => [key, value]),
  );
}

/** Any value but null, a map or a list. */
export function plainScalar(): fc.Arbitrary<Value> {
  return fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.bigInt().map((value) => integer(String(value))),
    fc.double().map(float),
    fc.integer({ min: -20, max: 20 }).map(float),
    anyText(),
  );
}

/** Any value. */
export function anyValue(options: { readonly hasNull?: boolean } = {}): fc.Arbitrary<Value> {
  const scalar =
    options.hasNull === false ? plainScalar() : fc.oneof(plainScalar(), fc.constant(null));
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .uniqueArray(fc.tuple(anyText(), tie('value')), {
          maxLength: 4,
          selector: ([name]) => name,
        })
        .map((parts) => {
          const map = emptyMap();
          for (const [name, part] of parts) map[name] = part;
          return map;
        }),
    ),
  }));
  return value;
}

/** Texts that are easily taken for something else, and any other. */
export function anyText(): fc.Arbitrary<string> {
  const tricky = [
    ['', ' ', 'true', 'False', 'null', '~', 'yes', 'no', 'on', 'NaN', '.nan', 'inf', '-', '...'],
    ['1', '1.0', '-5', '1e3', '0x1F', '0o17', '1_000', '1:30', '2020-01-01', '=', '---', '<<'],
    ['a b', ' a', 'a ', 'a: b', 'a #b', '# a', '; a', "it's", '"', `'"`, '`', '\\', 'C:\\new'],
    ['\n', 'a\nb', 'a\r\nb', 'a\n\n', '\t', '\0', '\x7f', '\x85', '\u2028', '\uFEFF', 'é', '😀'],
    ['${a}', '$a', '%(a)s', '{', '}', '[', ']', ',', '&a', '*a', '!a', '|', '>', '@', '__proto__'],
    ['constructor', '//', '/*', '*/', '"""', "'''", 'a=b', '*/ x', '</script>', '\u001b', '\\n'],
  ].flat();
  return fc.oneof(
    fc.constantFrom(...tricky),
    fc.string({ unit: fc.constantFrom(...'ab \\"\'`#:;=\n\r\t${}[],'.split('')) }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
  );
}

function show(value: Value): string {
  return formatJsonOutput(value).replace(/\n */g, ' ');
}
