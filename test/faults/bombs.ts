/** Small files and requests that stand for a lot of work. */
import { crc32, createDeflate } from 'node:zlib';
import sharp from 'sharp';
import type { Workflow } from '../../engine/protocol/index.ts';

type Nodes = Workflow['nodes'];

export function workflowOf(nodes: Nodes, subgraphs?: Workflow['subgraphs']): Workflow {
  return { format: 'inkloom-workflow', version: 3, name: 'Bomb', nodes, ...(subgraphs ? { subgraphs } : {}) };
}

export const from = (source: string): { from: string } => ({ from: source });

/** Zeros, compressed. */
async function zeros(bytes: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 });
  const pieces: Buffer[] = [];
  deflate.on('data', (piece: Buffer) => pieces.push(piece));
  const block = Buffer.alloc(2 ** 22);
  for (let written = 0; written < bytes; written += block.length)
    if (!deflate.write(block)) await new Promise((resolve) => deflate.once('drain', resolve));
  await new Promise<void>((resolve) => deflate.end(() => resolve()));
  return Buffer.concat(pieces);
}

export function pngChunk(type: string, ...parts: (string | Uint8Array)[]): Buffer {
  const body = Buffer.concat([Buffer.from(type), ...parts.map((part) => Buffer.from(part as Uint8Array))]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG with a chunk whose text or profile unpacks to half a gigabyte. */
export async function textBomb(type: 'zTXt' | 'iTXt' | 'iCCP', keyword: string): Promise<Buffer> {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const head = type === 'iTXt' ? `${keyword}\0\u0001\0\0\0` : `${keyword}\0\0`;
  return Buffer.concat([png.subarray(0, 33), pngChunk(type, head, await zeros(2 ** 29)), png.subarray(33)]);
}

/** A PNG of one colour: a few hundred kilobytes for any size. */
export async function flatPng(width: number, height: number, interlaced = false): Promise<Buffer> {
  const picture = sharp({ create: { width, height, channels: 3, background: 'red' } });
  return picture.png({ compressionLevel: 9, progressive: interlaced }).toBuffer();
}

/** A photo: grain, so that nothing about it is cheap. */
export async function photo(width: number, height: number): Promise<Buffer> {
  const noise = await sharp({
    create: {
      width: 512,
      height: 512,
      channels: 3,
      background: 'black',
      noise: { type: 'gaussian', mean: 128, sigma: 12 },
    },
  })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#808080' } })
    .composite([{ input: noise, tile: true, blend: 'over' }])
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** A subgraph with ten instances of the next one, eight levels deep: 10^7 nodes. */
export function nestedSubgraphs(): Workflow {
  const subgraphs: Record<string, { nodes: Nodes }> = { l0: { nodes: { a: { type: 'int', inputs: { value: 1 } } } } };
  for (let level = 1; level < 8; level++) {
    const nodes = Array.from({ length: 10 }, (_, i) => [`n${i}`, { type: `subgraph/l${level - 1}` }] as const);
    subgraphs[`l${level}`] = { nodes: Object.fromEntries(nodes) };
  }
  return workflowOf({ top: { type: 'subgraph/l7' } }, subgraphs);
}

/** Two lists of a thousand values, combined: 10^6 copies of each of ten nodes. */
export function longLists(): Workflow {
  const each = (axis: string) => ({ each: Array.from({ length: 100 }, (_, i) => i), axis });
  const nodes: Record<string, Nodes[string]> = {};
  for (let i = 0; i < 100; i++)
    nodes[`n${i}`] = { type: 'add-noise', inputs: { seed: each('a'), sigma: each('b'), latent: from('x.latent') } };
  return workflowOf(nodes);
}

export function unknownTypes(count: number): Workflow {
  const name = (i: number): string => `${'resize-image-'.repeat(5)}${i}`;
  return workflowOf(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`n${i}`, { type: name(i), inputs: { a: from('b.c') } }]),
    ),
  );
}

/** Every node reads the one before it twice, so that there are 2^count ways from the last to the first. */
export function diamonds(count: number): Workflow {
  const nodes: Record<string, Nodes[string]> = { n0: { type: 'load-image', inputs: { image: 'missing.png' } } };
  for (let i = 1; i <= count; i++) {
    const image = from(`n${i - 1}.image`);
    nodes[`n${i}`] = { type: 'composite-image', inputs: { below: image, above: image, mask: from('n0.mask') } };
  }
  return workflowOf({ ...nodes, save: { type: 'preview-image', inputs: { image: from(`n${count}.image`) } } });
}

/** A chain, written with its end first, and as many readers of its end. */
export function chainOf(length: number, link: Nodes[string], input: string, output: string): Workflow {
  const nodes: Record<string, Nodes[string]> = {};
  for (let i = length; i > 0; i--)
    nodes[`n${i}`] = { ...link, inputs: { ...link.inputs, [input]: from(`n${i - 1}.${output}`) } };
  for (let i = 0; i < length; i++)
    nodes[`out${i}`] = { type: 'preview-image', inputs: { image: from(`n${length}.${output}`) } };
  return workflowOf({ ...nodes, n0: { type: 'load-image', inputs: { image: 'missing.png' } } });
}

/** A list of lists, each with many items beside the next one. */
export function deepAndWide(levels: number, width: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value, ...Array.from({ length: width }, () => 'x')];
  return value;
}

/** JSON of a workflow with a value that is written as it is. */
export function textWith(value: string): string {
  const head = '{"workflow":{"format":"inkloom-workflow","version":3,"name":"x","nodes":';
  return `${head}{"a":{"type":"int","inputs":{"v":${value}}}}}}`;
}
