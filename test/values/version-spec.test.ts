import { describe, expect, test } from 'vitest';
import { matchesVersion, VersionSpecError } from '../../src/values/version-spec.ts';

describe('conditions on a version', () => {
  test.each<[version: string, spec: string, matches: boolean]>([
    ['1.2.3', '1.2.3', true],
    ['1.2.3', '==1.2.3', true],
    ['1.2.3', '== 1.2', false],
    ['1.2.0', '==1.2', true],
    ['1.2.3', '!=1.2.3', false],
    ['1.2.3', '>1.2.3', false],
    ['1.2.3', '>=1.2.3', true],
    ['1.10.0', '>1.9', true],
    ['1.2.3', '<1.2.3', false],
    ['1.2.3', '<=1.3', true],
    ['1.2.3', '>=1, <2', true],
    ['2.0.0', '>=1, <2', false],
    ['1.2.3', '==1.2.*', true],
    ['1.20.3', '==1.2.*', false],
    ['1.2.3', '!=1.2.*', false],
    ['1.2.9', '~=1.2.3', true],
    ['1.3.0', '~=1.2.3', false],
    ['1.2.2', '~=1.2.3', false],
    ['1.9.0', '~=1.2', true],
    ['1.0.0-rc.1', '<1.0.0', true],
    ['1.0.0-rc.1', '==1.0rc1', true],
    ['1.0.0-beta.2', '<1.0.0-rc.1', true],
    ['1.0.0-alpha.10', '>1.0.0-alpha.9', true],
    ['1.0.0-dev.5', '<1.0a0', true],
    ['1.0.0+build.5', '==1.0.0', true],
    ['1.0.0', 'v1.0', true],
  ])('%s is held against %s', (version, spec, matches) => {
    expect(matchesVersion(version, spec)).toBe(matches);
  });

  test.each<[spec: string, problem: string]>([
    ['newest', 'missing comparison operator (==, <, >, etc.)'],
    ['', 'missing comparison operator (==, <, >, etc.)'],
    ['>=1,', 'missing comparison operator (==, <, >, etc.)'],
    ['^1', "'^' is not a comparison operator"],
    ['=1', "'=' is not a comparison operator"],
    ['>=', "invalid version: ''"],
    ['>=1.x', "invalid version: '1.x'"],
    ['==1.0-nightly', "invalid version: '1.0-nightly'"],
    ['>1.*', "'>' cannot be used with '1.*'"],
    ['~=1', "'~=' needs a version of at least two numbers: '1'"],
  ])('%j cannot be understood', (spec, problem) => {
    expect(() => matchesVersion('1.0.0', spec)).toThrow(new VersionSpecError(problem));
  });
});
