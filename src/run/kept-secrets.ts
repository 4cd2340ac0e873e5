import { metaNameId } from './layout.ts';
import { SecretValues } from './secret-values.ts';

/** A text that is written down without its secrets. */
export interface KeptText {
  readonly masked: string;
  readonly original: string;
}

/** What this process has masked in a run it makes. */
interface Kept {
  readonly secrets: SecretValues;
  /** By the name of the member. */
  readonly texts: ReadonlyMap<string, KeptText>;
}

const kept = new Map<string, Kept>();

/** Nothing is known of a run's secrets but their shapes. */
const SHAPES = new SecretValues({ config: {}, env: {}, definition: {} });

/** What is known of the secrets of a run: more in the process that makes it. */
export function secretsOf(runId: string): SecretValues {
  return kept.get(runId)?.secrets ?? SHAPES;
}

/**
 * Remembers what was masked in members of a run, so that this process can go on with it: nobody else
 * ever can. Nothing is remembered of a run without secrets.
 */
export function keepSecrets(
  runId: string,
  secrets: SecretValues,
  texts: ReadonlyMap<string, KeptText>,
): void {
  const changed = [...texts].filter(([, { masked, original }]) => masked !== original);
  if (changed.length > 0) kept.set(runId, { secrets, texts: new Map(changed) });
}

/** The content of a member of a metadata folder as it was before it was masked, where this process did that. */
export function withSecrets(metaPath: string, member: string, content: Buffer): Buffer {
  if (kept.size === 0) return content;
  const text = kept.get(metaNameId(metaPath))?.texts.get(member);
  return text?.masked === content.toString('utf8') ? Buffer.from(text.original) : content;
}

/** A run that is finalized needs its secrets no more. */
export function forgetSecrets(runId: string): void {
  kept.delete(runId);
}
