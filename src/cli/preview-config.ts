import { formatFlagValue } from '../config/flag-value.ts';
import type { ConfigPreview } from '../plan/preview-run.ts';
import { compareCodePoints } from '../values/order.ts';
import { escapeLine } from './escape-text.ts';
import type { StyledText } from './style.ts';

/** Flags by key, each with its value as it can be typed and where that is from. */
export function configRows(config: readonly ConfigPreview[]): readonly (readonly StyledText[])[] {
  return config
    .toSorted((a, b) => compareCodePoints(a.key, b.key))
    .map((setting) => [
      escapeLine(setting.key),
      escapeLine(formatFlagValue(setting.value)),
      escapeLine(originText(setting)),
    ]);
}

function originText({ key, origin, defaultValue, places }: ConfigPreview): string {
  const isLost = places.length > 0 && places.every(({ isCopied }) => !isCopied);
  const lost = isLost ? ' (not copied)' : '';
  const files = places
    .map((place) => (place.key === key ? place.file : `${place.file}#${place.key}`))
    .join(', ');
  if (origin === 'file') return files + lost;
  return `${origin}, default ${formatFlagValue(defaultValue)}${isLost ? ` of ${files}${lost}` : ''}`;
}
