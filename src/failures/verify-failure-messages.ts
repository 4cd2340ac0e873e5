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
    case 'run-not-signable':
      return failure.isAltered
        ? `run ${failure.runName} is not what its manifest says and was not signed\n\nUse 'gage verify' to see what is wrong.`
        : `run ${failure.runName} is ${failure.status}: only a run that has ended can be signed`;
    case 'unusable-key':
      return `cannot use the key ${failure.path}: ${failure.problem}`;
    case 'no-key':
      return `there is no key: ${failure.path} does not exist\n\nUse '--key' to name one, or make one with 'ssh-keygen -t ed25519'.`;
  }
}
