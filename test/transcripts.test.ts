import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { playTranscript } from './rig/transcript.ts';

const FOLDER = new URL('transcripts/', import.meta.url).pathname;

/** Each is a story of its own, told by the headings in its file. */
describe('what the transcripts tell is what happens', () => {
  const stories = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
  test.each(stories)('%s', (name) => {
    playTranscript(readFileSync(join(FOLDER, name), 'utf8'));
  });
});
