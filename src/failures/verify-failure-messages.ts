import type { VerifyFailure } from './verify-failures.ts';

/** The message of a failure that concerns verification; see `describeFailure`. */
export function describeVerifyFailure(failure: VerifyFailure): string {
  switch (failure.reason) {
    case 'verification-stopped':
      return 'stopped\n\nNothing was changed.';
    case 'runs-altered': {
      const [name = '', ...more] = failure.names;
      const runs = more.length === 0 ? `run ${name} is` : `${more.length + 1} runs are`;
      return `${runs} not what the manifest says\n\nNothing was published. Leave them out, or use '--no-verify' to publish them as they are.`;
    }
  }
}
