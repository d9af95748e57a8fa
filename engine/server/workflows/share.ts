/** Pictures of runs that carry a workflow, in the form `inkloom run` and `inkloom extract` read. */
import sharp from 'sharp';
import { isPng } from '../../workflow/picture/png-chunks.ts';
import { type Provenance, readProvenance, withProvenance } from '../../workflow/picture/provenance.ts';
import type { Workflow } from '../../workflow/schema.ts';
import { isSame } from '../documents/same.ts';
import { HttpError } from '../http/errors.ts';

/**
 * A picture with a workflow inside, in place of the one it may carry.
 * @param pixels most pixels of a picture that has to be decoded.
 * @returns a PNG, whatever the format of the picture.
 * @throws HttpError 415 for a file that is not a picture.
 */
export async function sharePicture(
  picture: Uint8Array,
  workflow: Workflow,
  { version, pixels }: { readonly version: string; readonly pixels: number },
): Promise<Uint8Array> {
  const png = isPng(picture) ? picture : await convert(picture, pixels);
  return withProvenance(png, provenanceFor(workflow, version, provenanceIn(picture)));
}

async function convert(picture: Uint8Array, pixels: number): Promise<Uint8Array> {
  try {
    return await sharp(picture, { limitInputPixels: pixels }).autoOrient().png().toBuffer();
  } catch (cause) {
    throw new HttpError(415, 'no-picture', 'The file is no picture that can be read.', { cause });
  }
}

/** The picture's own provenance while it is of this workflow. Values and digests of another workflow are dropped. */
function provenanceFor(workflow: Workflow, version: string, before: Provenance | undefined): Provenance {
  if (before && isSame(before.workflow, workflow)) return before;
  const bare = { version, workflow, values: {}, models: {} };
  const output = before?.output;
  return output !== undefined && Object.hasOwn(workflow.nodes, output) ? { ...bare, output } : bare;
}

function provenanceIn(picture: Uint8Array): Provenance | undefined {
  try {
    return readProvenance(picture, '');
  } catch {
    return undefined;
  }
}
