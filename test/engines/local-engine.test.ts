import { describe } from 'vitest';
import { testEngine } from '../conformance/engine-suite.ts';

describe('runs made by the program itself', () => {
  testEngine(() => []);
});
