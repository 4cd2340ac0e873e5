import { describe, expect, it } from 'vitest';
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { envFormat } from '../../src/config/env-file.ts';
import { float } from '../../src/values/value.ts';
import { anyText, describeConfigFormat, plainScalar } from './config-format-suite.ts';

describe('environment files', () => {
  describeConfigFormat({
    format: envFormat,
    read: [
      ['', {}],
      ['A=1\nexport B=1.0\nC = x y \n', { A: 1, B: float(1), C: 'x y' }],
      ['A=true\nB=False\nC=yes\nD=\nE=null', { A: true, B: false, C: 'yes', D: '', E: 'null' }],
      ['A="true"\nB=\'1\'\nC=`x`', { A: 'true', B: '1', C: 'x' }],
      [
        'A=007\nB=+1\nC=1_000\nD=1e3\nE=0.5',
        { A: '007', B: '+1', C: '1_000', D: float(1000), E: 0.5 },
      ],
      ['A=123456789012345678901234567890', { A: 123456789012345678901234567890n }],
      [
        '# c\n\n  # d\nA=x # e\nB=x#y\nC= # z\nD="a # b" # c',
        { A: 'x', B: 'x#y', C: '', D: 'a # b' },
      ],
      ['A="x\\n\\"y\\"\\q"\nB=\'x\\n\'', { A: 'x\n"y"\\q', B: 'x\\n' }],
      ['A="x\ny" # c\nB=1', { A: 'x\ny', B: 1 }],
      ['A="x"y\nB="a" "b"', { A: '"x"y', B: '"a" "b"' }],
      ['A=1\nA=2', { A: 2 }],
      ['export A\nB\nC=a=b', { C: 'a=b' }],
      ['a.b=1\n__proto__=2\nconstructor=3', { '"a.b"': 1, ['__proto__']: 2, constructor: 3 }],
    ],
    set: [
      ['A=1 # one\r\nB=2\r\n', 'A', 3, 'A=3 # one\r\nB=2\r\n'],
      ['\uFEFFexport A = 1', 'A', 0.5, '\uFEFFexport A = 0.5'],
      ['A=x', 'A', 'http://h:1/p', 'A=http://h:1/p'],
      ['A=x', 'A', '1', "A='1'"],
      ['A=x', 'A', 'a b', "A='a b'"],
      ['A="x"', 'A', 'a b', 'A="a b"'],
      ['A="x"', 'A', '$HOME', "A='$HOME'"],
      ["A='x'", 'A', "it's\n", 'A="it\'s\\n"'],
      ['A=', 'A', 5, 'A=5'],
      ['A= # c', 'A', 5, 'A=5 # c'],
      ['A="x"', 'A', '', 'A=""'],
      ['A=1\nA=2', 'A', 3, 'A=1\nA=3'],
      ['A=True', 'A', false, 'A=False'],
      ['A=TRUE', 'A', false, 'A=FALSE'],
      ['A=1', 'A', Infinity, 'A=inf'],
      ['A="x\ny"\nB=1', 'A', 'z', 'A="z"\nB=1'],
    ],
    broken: [
      ['A=1\n=2', 2, 1],
      ['A=1\nB="x', 2, 3],
      ['A B', 1, 1],
      ['{"a": 1}', 1, 1],
    ],
    unwritable: [
      ['A=1', 'A', null],
      ['A=1', 'A', [1]],
      ['A=1', 'A', { b: 1 }],
    ],
    sample: '# top\nexport A=1 # one\nB="x"\nC=\n\nD=\'y\'\nE = z\nF=`w`\n',
    values: plainScalar(),
  });

  it.skipIf(process.platform === 'win32')('writes text that a shell reads the same', () => {
    // A shell drops null bytes and does not know the escapes for line breaks.
    const text = anyText().filter((text) => !/[\0\r\n]/.test(text));
    fc.assert(
      fc.property(fc.constantFrom('', '"x"', "'x'"), text, (before, text) => {
        const file = envFormat.read(`A=${before}`).set(new Map([['A', text]]));
        const output = execFileSync('/bin/sh', ['-c', `${file}\nprintf %s "$A"`]);
        expect(output.toString()).toBe(text);
      }),
      { numRuns: 50 },
    );
  });
});
