import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeTempDir } from './folders.ts';
import { cleanEnv } from './program.ts';

/** Whether rclone is installed; tests that need it are skipped otherwise, and say so. */
export const hasRclone: boolean = spawnSync('rclone', ['version']).status === 0;

/** An environment in which rclone knows these remotes and nothing of the user's. */
export function rcloneEnv(remotes: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const home = makeTempDir('home');
  const config = join(home, 'rclone.conf');
  const sections = Object.entries(remotes).map(([name, settings]) => `[${name}]\n${settings}\n`);
  writeFileSync(config, sections.join('\n'));
  return { ...cleanEnv(), HOME: home, RCLONE_CONFIG: config };
}

/** A remote that is a folder of this machine behind another name. */
export function aliasOf(folder: string): string {
  return `type = alias\nremote = ${folder}`;
}

/** Serves a folder on a free port until the test has finished. @returns the settings of its remote. */
export async function serveFolder(kind: 'sftp' | 'webdav', folder: string): Promise<string> {
  const auth = kind === 'sftp' ? ['--no-auth'] : [];
  const server = spawn(
    'rclone',
    ['serve', kind, folder, '--addr', '127.0.0.1:0', '-v', '--dir-cache-time', '0', ...auth],
    { env: rcloneEnv({}), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  onTestFinished(() => {
    server.kill();
  });
  const port = await new Promise<string>((resolve, reject) => {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const found = /(?:listening on |[Ss]tarted on \[?http:\/\/)\S*?:(\d+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', () => {
      reject(new Error(`rclone does not serve: ${log}`));
    });
  });
  if (kind === 'webdav') return `type = webdav\nurl = http://127.0.0.1:${port}`;
  const password = spawnSync('rclone', ['obscure', 'any'], { encoding: 'utf8' }).stdout.trim();
  return `type = sftp\nhost = 127.0.0.1\nport = ${port}\nuser = any\npass = ${password}`;
}
