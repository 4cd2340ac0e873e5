import { listManifestFiles } from '../catalog/manifest-files.ts';
import type { RunRecord } from '../catalog/run-record.ts';
import { readComments } from '../run/comments.ts';
import { META, outputMember, phaseOfOutput } from '../run/layout.ts';
import { readSystemAttributes, withMeta } from '../run/metadata.ts';
import { listOutputs } from '../run/output.ts';
import type { Value } from '../values/value.ts';
import type { NumberedRun } from './choose-runs.ts';
import type { CommandContext } from './command.ts';
import { writeJson } from './json-output.ts';
import { runJson, strictJson } from './run-json.ts';
import { FILE_TYPE_NAMES } from './show-files.ts';

/**
 * Writes a run as JSON: what `runJson` gives and
 *
 * - `summary`: as the run has it;
 * - `system`: what is known of the machine it ran on;
 * - `files`: `path`, `type`, `sha256`, `size` in bytes (null when the file is missing);
 * - `outputs`: `phase`, `size` in bytes and `member`, its name in the metadata;
 * - `comments`: `id`, `author`, `time`, `text`.
 *
 * With an option for one part only: the map or list of that part.
 */
export function writeShownJson(numbered: NumberedRun, { values, terminal }: CommandContext): void {
  const { run } = numbered;
  if (values.isGiven('config')) writeJson(strictJson(run.config), terminal);
  else if (values.isGiven('summary')) writeJson(strictJson(run.summary), terminal);
  else if (values.isGiven('files')) writeJson(filesJson(run), terminal);
  else {
    const parts = {
      summary: strictJson(run.summary),
      ...metadataJson(run),
      files: filesJson(run),
      comments: commentsJson(run),
    };
    writeJson({ ...runJson(numbered), ...parts }, terminal);
  }
}

function filesJson({ run }: RunRecord): Value {
  return listManifestFiles(run).map(({ path, type, sha256, sizeBytes }) => ({
    path,
    type: Object.hasOwn(FILE_TYPE_NAMES, type) ? FILE_TYPE_NAMES[type] : type,
    sha256,
    size: sizeBytes ?? null,
  }));
}

function metadataJson({ run }: RunRecord): { system: Value; outputs: Value } {
  const names = listOutputs(run);
  return withMeta(run.metaDir, (meta) => ({
    system: strictJson(readSystemAttributes(meta)),
    outputs: names.map((name) => ({
      phase: phaseOfOutput(name),
      size: meta.size(outputMember(name)) ?? 0,
      member: `${META.outputs}/${name}`,
    })),
  }));
}

function commentsJson({ run }: RunRecord): Value {
  return readComments(run).map(({ id, author, timeMillis, text }) => ({
    id,
    author,
    time: new Date(timeMillis).toISOString(),
    text,
  }));
}
