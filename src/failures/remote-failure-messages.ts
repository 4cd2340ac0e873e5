import type { RemoteFailure } from './remote-failures.ts';

/** The message of a failure that concerns a remote; see `describeFailure`. */
export function describeRemoteFailure(failure: RemoteFailure): string {
  switch (failure.reason) {
    case 'rclone-missing':
      return `rclone is required for this command\n\nInstall it as https://rclone.org/install/ says, or use a directory.`;
    case 'undefined-remote':
      return `Undefined remote "${failure.name}"\n\nUse 'rclone config' to set it up, or try 'gage help remotes' for more information.`;
    case 'rclone-failed': {
      const problems = failure.problems.length > 0 ? failure.problems : ['it did not say why'];
      return `rclone failed for ${failure.place} (exit code ${failure.exitCode})\n${problems.map((line) => `  ${line}`).join('\n')}\n\nWhat is complete stays; the same command goes on where it was.`;
    }
    case 'unusable-repository':
      return `Cannot use repository '${failure.name}' of ${failure.configPath}: ${failure.problem}`;
    case 'unusable-place':
      return `Cannot use ${failure.place}: ${failure.problem}`;
    case 'unsafe-path':
      return `${failure.path} is a link or no ordinary file: nothing is written where it leads to\n\nRemove it and try again.`;
    case 'unreadable-run-folder':
      return `cannot read ${failure.path}\n\nMake it readable and copy again.`;
    case 'transfer-stopped':
      return `stopped\n\nWhat is complete stays; the same command goes on where it was.`;
    case 'publish-failed':
      return failure.problem;
  }
}
