/** A drawing of the graph as a PNG that carries the workflow. */
import { drawWorkflow } from '../draw/draw.ts';
import { withProvenance } from '../picture/provenance.ts';
import type { Workflow } from '../schema.ts';
import type { ExportContext, WorkflowExporter } from './exporter.ts';

/** Longest side of the picture, in pixels. */
const LONGEST = 4096;
/** Most pixels for one unit of the drawing. */
const SCALE = 2;
/** Dots per inch at which librsvg makes one pixel of one unit. */
const DPI = 72;

export const inkloomPng = {
  name: 'Drawing of the graph, with the workflow inside',
  extension: 'png',
  mediaType: 'image/png',
  async write(workflow: Workflow, { registry, version }: ExportContext): Promise<Uint8Array> {
    const png = await rasterise(drawWorkflow(workflow, registry));
    return withProvenance(png, { version, workflow, values: {}, models: {} });
  },
} satisfies WorkflowExporter;

/** Draws an SVG as PNG, as large as the limits above allow. */
async function rasterise(svg: string): Promise<Uint8Array> {
  // Loaded here: commands that export no picture need not load a native library.
  const { default: sharp } = await import('sharp');
  const [width = 1, height = 1] = (/viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? []).slice(1).map(Number);
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  // librsvg takes whole dots per inch and rounds the size its own way, so the exact size comes from a resize.
  const density = Math.max(1, Math.ceil(DPI * scale));
  return sharp(Buffer.from(svg), { density, limitInputPixels: (4 * LONGEST) ** 2 })
    .resize({ ...size, fit: 'fill' })
    .png()
    .toBuffer();
}
