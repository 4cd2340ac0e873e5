import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBoardFile } from '../../src/board/board-file.ts';
import { loadConfigFormat } from '../../src/config/config-formats.ts';
import { ConfigTextError } from '../../src/config/config-format.ts';
import { GageError } from '../../src/failures/failures.ts';
import { compileGlob } from '../../src/files/glob.ts';
import { splitShellWords } from '../../src/files/shell-words.ts';
import { parseFilter } from '../../src/filter/filter-expression.ts';
import { compilePattern } from '../../src/filter/pattern-matcher.ts';
import { readDataFile } from '../../src/operation/data-file.ts';
import { checkGageFile } from '../../src/operation/gage-file-validation.ts';
import { parseBatchText } from '../../src/plan/parse-batch-text.ts';
import { KeyError, readSigningKey, readVerifyingKeys } from '../../src/platform/ed25519-keys.ts';
import { ZipError } from '../../src/platform/zip-format.ts';
import { findZipDamage } from '../../src/platform/zip-check.ts';
import { parseFileList } from '../../src/remote/file-list.ts';
import { readAttributeChanges, replayAttributes } from '../../src/run/attribute-log.ts';
import { formatFilesLog, parseFilesLog, replayFilesLog } from '../../src/run/files-log.ts';
import { formatManifest, parseManifest } from '../../src/run/manifest.ts';
import { parseOpRef } from '../../src/run/operation-reference.ts';
import { parseOwner } from '../../src/run/status.ts';
import { formatWaiting, parseWaiting } from '../../src/run/waiting-members.ts';
import { JsonTextError, formatJsonCompact, parseJson } from '../../src/values/json-text.ts';
import { readStatement } from '../../src/verify/signed-statement.ts';
import { makeTempDir } from '../rig/folders.ts';
import { countProcessorMs } from '../rig/processor-time.ts';

/** Inputs a parser is given; `npm run fuzz` gives many more, other ones each time. */
const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 300);
/** For parsers that read from a folder. */
const SLOW_INPUTS = Math.ceil(INPUTS / 10);
const seed = process.env['FUZZ_INPUTS'] === undefined ? {} : { seed: Date.now() };

/** No input of the size tried here may keep a parser busy for longer. */
const LIMIT_MS = 5000;

/** Texts made from what the language has, with mistakes: pieces of `tokens`, and anything else. */
function textsLike(tokens: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...tokens) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '\0',
        '\ud800',
        '\u2028',
        '\ufeff',
        '__proto__',
        '\u001b[',
        '"',
        '\\',
      ),
    },
  );
  const pieces = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(''));
  const repeated = fc
    .tuple(piece, fc.integer({ min: 1, max: 3000 }))
    .map(([one, times]) => one.repeat(times));
  return fc.oneof({ weight: 8, arbitrary: pieces }, { weight: 1, arbitrary: repeated });
}

type Expected = (error: unknown) => boolean;
const isGageError: Expected = (error) => error instanceof GageError;

/** A parser answers, or fails as it says it does; in time, and without a trace on all objects. */
function answers(parse: () => unknown, isExpected: Expected): void {
  const processorMs = countProcessorMs();
  try {
    parse();
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
  expect(processorMs()).toBeLessThan(LIMIT_MS);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

interface Parser {
  readonly what: string;
  readonly tokens: readonly string[];
  readonly parse: (text: string) => unknown;
  readonly isExpected: Expected;
}

const HEX = 'a'.repeat(64);
const JSON_TOKENS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '1',
  '-0.0',
  '1e999',
  'NaN',
  '-Infinity',
  'null',
  'true',
  ' ',
  '"\\u00e9"',
  '"\\ud800"',
  '9'.repeat(40),
  '"__proto__":',
];

const PARSERS: readonly Parser[] = [
  {
    what: 'manifests',
    tokens: ['s ', 'g ', `${HEX} `, 'a/b.py', '../x', '\\"a\\n"', '\n', '\r\n', ' '],
    parse: (text) => {
      const entries = parseManifest(text, 'manifest');
      expect(parseManifest(formatManifest(entries), 'manifest')).toEqual(entries);
    },
    isExpected: isGageError,
  },
  {
    what: 'file logs',
    tokens: ['a ', 'm ', 'd ', 's ', 'g ', '123 ', '- ', 'a/b.py', '\\"a\\n"', '\n', '\r\n'],
    parse: (text) => {
      const events = parseFilesLog(text, 'log/files');
      replayFilesLog(parseFilesLog(formatFilesLog(events), 'log/files'));
    },
    isExpected: isGageError,
  },
  {
    what: 'operation references',
    tokens: ['1', '2', '3', ' ', 'ns', 'op', '\n', '\t'],
    parse: parseOpRef,
    isExpected: isGageError,
  },
  {
    what: 'JSON',
    tokens: JSON_TOKENS,
    parse: (text) => {
      const value = parseJson(text);
      expect(formatJsonCompact(parseJson(formatJsonCompact(value)))).toBe(formatJsonCompact(value));
    },
    isExpected: (error) => error instanceof JsonTextError,
  },
  {
    what: 'owner notes',
    tokens: [...JSON_TOKENS, '"step":"run"', '"runner":{"pid":1}', '\n'],
    parse: parseOwner,
    isExpected: () => false,
  },
  {
    what: 'members that wait',
    tokens: [...JSON_TOKENS, '"members":{"id":"x"}', '"log":"x"', '"../x":"y"', '\n'],
    parse: (text) => {
      const members = parseWaiting(text);
      expect([...parseWaiting(formatWaiting(members, '')).keys()]).toEqual([...members.keys()]);
    },
    isExpected: () => false,
  },
  {
    what: 'lists of files',
    tokens: [...JSON_TOKENS, '"files":[]', '"path":"../x"'],
    parse: parseFileList,
    isExpected: () => false,
  },
  {
    what: 'envelopes',
    tokens: [
      ...JSON_TOKENS,
      '"payload":"e30="',
      '"payloadType":"x"',
      '"signatures":[{"sig":"AA=="}]',
    ],
    parse: (text) => readStatement(text, []),
    isExpected: () => false,
  },
  {
    what: 'filter expressions',
    tokens: [
      'loss',
      'config.lr',
      'tag',
      ' < ',
      '<=',
      ' == ',
      '!=',
      ' and ',
      ' or ',
      'not ',
      '(',
      ')',
      '1',
      '0.5',
      '"a*"',
      "'x'",
      ' in ',
      '[',
      ']',
      ',',
      '+',
      '-',
      '*',
      '/',
      'null',
      ' matches ',
      '7d',
      'started',
      '~',
    ],
    parse: parseFilter,
    isExpected: isGageError,
  },
  {
    what: 'patterns of filters',
    tokens: [
      'a',
      '.',
      '*',
      '+',
      '?',
      '(',
      ')',
      '[',
      ']',
      '^',
      '$',
      '|',
      '\\d',
      '\\b',
      '{2,3}',
      '{1000}',
      '(?:',
      '(?i)',
      '[^a-z]',
      '(a+)+$',
    ],
    parse: (text) => compilePattern(text)?.('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'),
    isExpected: (error) =>
      error instanceof Error &&
      error.constructor.name !== 'TypeError' &&
      error.constructor.name !== 'RangeError',
  },
  {
    what: 'globs',
    tokens: ['a', '*', '**', '?', '/', '[a-z]', '[!', ']', '{a,b}', '{', '}', ',', '\\'],
    parse: (text) => compileGlob(text).matches('aaaa/aaaa/aaaa/aaaa/aaaa/b'),
    isExpected: isGageError,
  },
  {
    what: 'words of a shell',
    tokens: ['a', ' ', '"', "'", '\\', '$x', '\n'],
    parse: splitShellWords,
    isExpected: isGageError,
  },
  ...(['csv', 'json', 'json-lines'] as const).map((format): Parser => ({
    what: `batch files of ${format}`,
    tokens: ['a', ',', '"', '\n', '\r\n', '1', ' ', ...JSON_TOKENS],
    parse: (text) => parseBatchText(text, 'batch', format),
    isExpected: isGageError,
  })),
  {
    what: 'private keys',
    tokens: [
      '-----BEGIN OPENSSH PRIVATE KEY-----\n',
      '-----END OPENSSH PRIVATE KEY-----\n',
      'b3BlbnNzaC1rZXktdjEA',
      'AAAAB',
      '-----BEGIN PRIVATE KEY-----\n',
      '==',
    ],
    parse: readSigningKey,
    isExpected: (error) => error instanceof KeyError,
  },
  {
    what: 'public keys',
    tokens: [
      'ssh-ed25519 ',
      'AAAAC3NzaC1lZDI1NTE5AAAAI',
      'AAAA',
      '-----BEGIN PUBLIC KEY-----\n',
      '-----END PUBLIC KEY-----\n',
      'MCowBQYDK2VwAyEA',
      '\n',
      'ssh-rsa ',
      '#',
    ],
    parse: readVerifyingKeys,
    isExpected: (error) => error instanceof KeyError,
  },
];

describe('what is read from strangers', () => {
  test.each(PARSERS)(
    '$what: every text is read, or refused as is said',
    ({ tokens, parse, isExpected }) => {
      fc.assert(
        fc.property(textsLike(tokens), (text) => {
          answers(() => parse(text), isExpected);
        }),
        { numRuns: INPUTS, ...seed },
      );
    },
  );

  test.each([
    ['config.json', JSON_TOKENS],
    [
      'config.toml',
      ['a', ' = ', '1', '"x"', '[t]', '[[t]]', '\n', '{', '}', "'''", '#', '1979-05-27'],
    ],
    [
      'config.yaml',
      ['a', ': ', '- ', '\n', '  ', '1', '"', "'", '&a', '*a', '|', '>', '{', '}', '!!x'],
    ],
    [
      'config.py',
      [
        'a',
        ' = ',
        '1',
        '"x"',
        '\n',
        '  ',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ':',
        '"""',
        '#',
        'f"',
        '\\',
      ],
    ],
    ['config.ini', ['[s]', 'a', ' = ', '1', '\n', ';', '#', '  ']],
    ['config.env', ['A', '=', '1', '"', "'", '\n', '#', '$', 'export ']],
    [
      'config.ts',
      [
        'const a',
        ' = ',
        '1',
        '"x"',
        '\n',
        '`',
        '${',
        '}',
        '{',
        '/',
        '(',
        ')',
        '//',
        '/*',
        '*/',
        '<',
        '>',
      ],
    ],
    ['config.ipynb', [...JSON_TOKENS, '"cells":', '"source":', '"cell_type":"code"']],
  ])('%s: every text is read, or refused as is said', async (name, tokens) => {
    const format = await loadConfigFormat(name);
    expect(format).toBeDefined();
    fc.assert(
      fc.property(textsLike(tokens), (text) => {
        answers(
          () => format?.read(text).entries,
          (error) => error instanceof ConfigTextError,
        );
      }),
      { numRuns: INPUTS, ...seed },
    );
  });

  const GAGE_TOKENS = [
    '[op]\n',
    'exec',
    ' = ',
    '"x"',
    '\n',
    '{',
    '}',
    '[',
    ']',
    ',',
    'config',
    'depends',
    '1',
    'sourcecode',
    '[op.exec]\n',
    'run',
    'a.b',
    '#',
  ];

  test.each([
    ['gage.toml', GAGE_TOKENS, async (path: string) => checkGageFile(await readDataFile(path))],
    [
      'gage.json',
      [...JSON_TOKENS, '"op":', '"exec":'],
      async (path: string) => checkGageFile(await readDataFile(path)),
    ],
    [
      'gage.yaml',
      ['op:\n', '  exec: ', 'x', '\n', '- ', '&a ', '*a', '<<: ', '{', '}', '!!js ', '"'],
      async (path: string) => checkGageFile(await readDataFile(path)),
    ],
    [
      'board.toml',
      ['title', ' = ', '"x"', '[[columns]]\n', 'field', '[group]\n', '1', '\n'],
      async (path: string) => readBoardFile(path),
    ],
    [
      'board.json',
      [...JSON_TOKENS, '"columns":', '"field":"run:x"', '"group":'],
      async (path: string) => readBoardFile(path),
    ],
  ])('%s: every text is read, or refused as is said', async (name, tokens, read) => {
    const path = join(makeTempDir(), name);
    await fc.assert(
      fc.asyncProperty(textsLike(tokens), async (text) => {
        writeFileSync(path, text);
        try {
          await read(path);
        } catch (error) {
          if (!(error instanceof GageError)) throw error;
        }
      }),
      { numRuns: SLOW_INPUTS, ...seed },
    );
  });

  test('entries of attributes: every one is read or passed over', () => {
    const folder = makeTempDir();
    const tokens = [...JSON_TOKENS, '"set":', '"delete":', '"author":', '"tag:x"'];
    fc.assert(
      fc.property(textsLike(tokens), textsLike(tokens), (first, second) => {
        writeFileSync(join(folder, '1.json'), first);
        writeFileSync(join(folder, '2.json'), second);
        answers(
          () => replayAttributes(readAttributeChanges(folder)),
          () => false,
        );
      }),
      { numRuns: SLOW_INPUTS, ...seed },
    );
  });

  test('zips: any bytes are a zip, or are not', () => {
    const path = join(makeTempDir(), 'some.zip');
    const piece = fc.oneof(
      fc.constantFrom(
        'PK\u0003\u0004',
        'PK\u0001\u0002',
        'PK\u0005\u0006',
        'PK\u0006\u0006',
        'PK\u0006\u0007',
        '\0'.repeat(22),
        '\xff\xff\xff\xff',
      ),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        writeFileSync(path, Buffer.from(pieces.join(''), 'latin1'));
        answers(
          () => findZipDamage(path),
          (error) => error instanceof ZipError,
        );
      }),
      { numRuns: INPUTS, ...seed },
    );
  });
});
