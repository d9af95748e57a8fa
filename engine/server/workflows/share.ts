/** Pictures that carry a workflow, in the form `inkloom run` and `inkloom extract` read. */
import sharp from 'sharp';
import type { NodeRegistry } from '../../graph/registry.ts';
import { drawWorkflow } from '../../workflow/draw/draw.ts';
import { isPng } from '../../workflow/picture/png-text.ts';
import { type Provenance, readProvenance, withProvenance } from '../../workflow/picture/provenance.ts';
import { HttpError } from '../http/errors.ts';
import { isSame } from '../documents/same.ts';
import type { Workflow } from '../../protocol/index.ts';

/** Longest side of a drawing, and pixels for one of its units, at most. */
const LONGEST = 4096;
const SCALE = 2;
/** Of SVG units. */
const DPI = 72;

/** The graph as a PNG. */
export async function shareDrawing(workflow: Workflow, registry: NodeRegistry, version: string): Promise<Uint8Array> {
  const svg = drawWorkflow(workflow, registry);
  const [width = 1, height = 1] = (/viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? []).slice(1).map(Number);
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height));
  // librsvg takes whole dots per inch and some size of its own; the resize has the last word.
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const png = await sharp(Buffer.from(svg), { density: Math.max(1, Math.ceil(DPI * scale)), limitInputPixels: (4 * LONGEST) ** 2 }).resize({ ...size, fit: 'fill' }).png().toBuffer();
  return withProvenance(png, provenance(workflow, version, undefined));
}

/**
 * A picture with the workflow in place of the one it may carry; as PNG, whatever it was.
 * @throws HttpError 415 for what is no picture.
 */
export async function sharePicture(picture: Uint8Array, workflow: Workflow, { version, pixels }: { readonly version: string; readonly pixels: number }): Promise<Uint8Array> {
  const png = isPng(picture) ? picture : await sharp(picture, { limitInputPixels: pixels }).autoOrient().png().toBuffer().catch((cause: unknown) => {
    throw new HttpError(415, 'no-picture', 'The file is no picture that can be read.', { cause });
  });
  return withProvenance(png, provenance(workflow, version, provenanceIn(picture)));
}

/** What the picture says of itself stays while it is of this workflow. */
function provenance(workflow: Workflow, version: string, before: Provenance | undefined): Provenance {
  if (before && isSame(before.workflow, workflow)) return before;
  const output = before?.output !== undefined && Object.hasOwn(workflow.nodes, before.output) ? before.output : undefined;
  return { version, workflow, ...(output === undefined ? {} : { output }), values: {}, models: {} };
}

function provenanceIn(picture: Uint8Array): Provenance | undefined {
  try {
    return readProvenance(picture, '');
  } catch {
    return undefined;
  }
}
