import { expect, test } from 'vitest';
import { createUniqueClock } from '../../src/platform/clock.ts';
import { newUuid, timeSortableId } from '../../src/platform/ids.ts';

test.each([
  [1714576496123, '00000000000000000000', '018f34b9-15fb-4000-8000-000000000000'],
  [1714576496123, 'ffffffffffffffffffff', '018f34b9-15fb-4fff-bfff-ffffffffffff'],
  [1, '00010203040506070809', '00000000-0001-4001-8203-040506070809'],
  [1795306332030, '0123456789abcdef0123', '01a20098-9f7e-4123-8567-89abcdef0123'],
])('the id of %d ms and %s', (timeMillis, random, id) => {
  expect(timeSortableId(timeMillis, Buffer.from(random, 'hex'))).toBe(id);
});

test('random ids are version-4 UUIDs in lower case', () => {
  const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(newUuid()).toMatch(pattern);
  expect(timeSortableId(Date.now())).toMatch(pattern);
});

test('a clock that stands still or goes back still gives a later time', () => {
  const times = [5, 5, 3, 9];
  const clock = createUniqueClock(() => times.shift() ?? 0);
  expect([clock(), clock(), clock(), clock(), clock()]).toEqual([5, 6, 7, 9, 10]);
});
