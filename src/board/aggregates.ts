/** What the `agg` of a column can say that a group shows of it. */
export const AGGREGATES = [
  'sum',
  'min',
  'max',
  'count',
  'avg',
  'sd',
  'first',
  'first-val',
  'last',
  'last-val',
] as const;
