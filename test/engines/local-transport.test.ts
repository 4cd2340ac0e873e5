import { describe } from 'vitest';
import { createLocalTransport } from '../../src/engines/local-transport.ts';
import { testTransport } from '../conformance/transport-suite.ts';

describe('the way to this machine', () => {
  testTransport(() => createLocalTransport(['gage']));
});
