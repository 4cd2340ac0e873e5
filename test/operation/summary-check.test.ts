import { expect, test } from 'vitest';

import { checkSummary } from '../../src/operation/summary-check.ts';
import { parseJson } from '../../src/values/json-text.ts';

test.each<[string, string[]]>([
  ['{}', []],
  ['{"metrics": {"loss": NaN, "steps": 123456789012345678901}, "run": {"label": "x"}}', []],
  [
    '{"metrics": {"x": true}}',
    ['metrics.x must be a number or null, or a map with such a "value", not true'],
  ],
  ['{"attributes": {"a": {"label": "x"}}}', ['attributes.a needs the key "value"']],
  [
    '{"attributes": {"a": {"value": []}}}',
    ['attributes.a.value must be text, a number, true or false or null, not a list'],
  ],
  ['{"metrics": {"a": {"value": 1, "label": 2}}}', ['metrics.a.label must be text, not a number']],
  ['{"metric": {}}', ['metric is not a known key: did you mean "metrics"?']],
  ['[]', ['The instance must be of type "object"']],
])('%s', (json, messages) => {
  expect(checkSummary(parseJson(json))).toEqual(messages);
});
