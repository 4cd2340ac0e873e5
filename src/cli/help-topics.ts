/** The Markdown of help topics by name, each loaded when it is asked for. */
export const helpTopics: Readonly<Record<string, () => Promise<{ readonly default: string }>>> = {
  batches: async () => import('../../docs/help/batches.md'),
  boards: async () => import('../../docs/help/boards.md'),
  environment: async () => import('../../docs/help/environment.md'),
  exec: async () => import('../../docs/help/exec.md'),
  filters: async () => import('../../docs/help/filters.md'),
  gagefile: async () => import('../../docs/help/gagefile.md'),
  operations: async () => import('../../docs/help/operations.md'),
  remotes: async () => import('../../docs/help/remotes.md'),
  'select-runs': async () => import('../../docs/help/select-runs.md'),
  verify: async () => import('../../docs/help/verify.md'),
};
