import { pipeToCommand } from '../platform/pipe-to-command.ts';
import type { Host } from '../platform/host.ts';
import type { PagerFacts } from './pager.ts';

/** The pager of the machine the program runs on. */
export function hostPager({ env, platform, onStopSignal }: Host): PagerFacts {
  return {
    env,
    platform: platform.startsWith('Windows') ? 'win32' : platform,
    spawnPager: async (command, text) => {
      // Ctrl-C is for the pager, which then ends as it likes.
      const stopIgnoring = onStopSignal(() => undefined);
      try {
        return await pipeToCommand(command, text);
      } finally {
        stopIgnoring();
      }
    },
  };
}
