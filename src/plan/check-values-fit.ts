import { planConfig } from '../config/apply-config.ts';
import { realPath } from '../platform/file-tree.ts';
import type { PlannedRun } from './plan-run.ts';

/**
 * Checks that the project's files can express the values somebody set, before anything is made of it:
 * a format may lack a kind of value, and names may share one. Fails with `config-not-applied`.
 */
export async function checkValuesFit(plan: PlannedRun, runsDir: string): Promise<void> {
  const { config, opdef, projectDir, userKeys } = plan;
  const values = new Map(userKeys.map((key) => [key, config[key] ?? null]));
  await planConfig(projectDir, opdef.config, values, { neverEnter: [realPath(runsDir)] });
}
