import { describe, expect, test } from 'vitest';
import {
  OpRef,
  formatOpRef,
  parseOpRef,
  sameOperation,
} from '../../src/run/operation-reference.ts';

describe('reading', () => {
  test.each([
    ['2 lab train', new OpRef('lab', 'train')],
    ['2 lab train 1.4', new OpRef('lab', 'train', '1.4')],
    ['2 lab train 1.4\n', new OpRef('lab', 'train', '1.4')],
    ['2 lab train\r\n', new OpRef('lab', 'train')],
    ['1 lab train', new OpRef('lab', 'train')],
  ])('%j', (text, opref) => {
    expect(parseOpRef(text)).toEqual(opref);
  });

  test.each([
    ['1 lab train 1.4', "invalid opref encoding: '1 lab train 1.4'"],
    ['1 lab', "invalid opref encoding: '1 lab'"],
    ['2', "invalid opref encoding: '2'"],
    ['2 ', "invalid opref encoding: '2 '"],
    ['', "invalid opref encoding: ''"],
    ['x', "invalid opref encoding: 'x'"],
    ['2 lab', "invalid opref encoding: '2 lab'"],
    ['2 a b c d', "invalid opref encoding: '2 a b c d'"],
    ['2  a b', "invalid opref encoding: '2  a b'"],
    ['2 a  b', "invalid opref encoding: '2 a  b'"],
    ['2 a b  c', "invalid opref encoding: '2 a b  c'"],
    ['3 anything\n', String.raw`unsupported opref schema: '3 anything\n'`],
  ])('%j is refused', (text, message) => {
    expect(() => parseOpRef(text)).toThrow(message);
  });
});

describe('writing', () => {
  test.each([
    [new OpRef('lab', 'train'), '2 lab train'],
    [new OpRef('lab', 'train', '1.4'), '2 lab train 1.4'],
    [new OpRef('lab', 'train', ''), '2 lab train'],
    [new OpRef('lab-ü', 'train:x', '漢'), '2 lab-ü train:x 漢'],
  ])('%o', (opref, text) => {
    expect(formatOpRef(opref)).toBe(text);
    expect(parseOpRef(text)).toEqual(opref);
  });

  test.each([
    [new OpRef('', ''), 'opref namespace (op_ns) cannot be empty'],
    [new OpRef('a b', ''), 'opref namespace (op_ns) cannot contain spaces'],
    [new OpRef('a', ''), 'opref name (op_name) cannot be empty'],
    [new OpRef('a', 'b c', 'd e'), 'opref name (op_name) cannot contain spaces'],
    [new OpRef('a', 'b', 'd e'), 'opref version (op_version) cannot contain spaces'],
    [new OpRef('a\tb', 'c'), 'opref namespace (op_ns) cannot contain spaces'],
    [new OpRef('a', 'b\n'), 'opref name (op_name) cannot contain spaces'],
    [new OpRef('a', 'b', '1\n'), 'opref version (op_version) cannot contain spaces'],
  ])('%o is refused', (opref, message) => {
    expect(() => formatOpRef(opref)).toThrow(message);
  });
});

test('no version is a version of its own', () => {
  expect(sameOperation(new OpRef('a', 'b'), new OpRef('a', 'b'))).toBe(true);
  expect(sameOperation(new OpRef('a', 'b', '1'), new OpRef('a', 'b', '1'))).toBe(true);
  expect(sameOperation(new OpRef('a', 'b'), new OpRef('a', 'b', '1'))).toBe(false);
  expect(sameOperation(new OpRef('a', 'b'), new OpRef('c', 'b'))).toBe(false);
});
