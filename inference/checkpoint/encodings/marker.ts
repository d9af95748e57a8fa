/**
 * Markers of ComfyUI for the encoding of a layer: JSON in a tensor `LAYER.comfy_quant`, or for all layers at once in
 * the metadata of the header. One file may mix encodings.
 * Source: https://github.com/Comfy-Org/ComfyUI/blob/master/QUANTIZATION.md.
 */
import { z } from 'zod';
import { InferenceError } from '../../errors.ts';

/** Encodings that are read. */
export const FORMATS = [
  'float8_e4m3fn',
  'float8_e5m2',
  'int8_tensorwise',
  'nvfp4',
  'mxfp8',
  'asym_w4a8_int8',
  'convrot_w4a4',
] as const;

/** Group of columns that a rotation mixes, where a file does not say. */
const DEFAULT_ROTATION = 256;
/** Columns that share a scale in `asym_w4a8_int8`, where a file does not say. */
const DEFAULT_GROUP = 16;

const size = z.number().int().positive();
const parameters = z.object({
  convrot: z.boolean().optional(),
  convrot_groupsize: size.optional(),
  group_size: size.optional(),
});
// Older files nest the parameters.
const markerSchema = parameters.extend({ format: z.string(), params: parameters.optional() });

export interface LayerMarker {
  readonly format: (typeof FORMATS)[number];
  /** Whether an int8 layer is rotated. 4-bit integers always are. */
  readonly isRotated: boolean;
  readonly rotationSize: number;
  readonly groupSize: number;
}

/**
 * Checks a marker.
 * @param file and
 * @param layer name the marker in errors.
 * @throws InferenceError `file-malformed` for one that is unreadable or names an unknown encoding.
 */
export function readMarker(value: unknown, file: string, layer: string): LayerMarker {
  const parsed = markerSchema.safeParse(value);
  if (!parsed.success) throw unreadable(file, layer);
  const { format, params, ...own } = parsed.data;
  const known = FORMATS.find((name) => name === format);
  if (known === undefined) throw unknownFormat(file, layer, format);
  return {
    format: known,
    isRotated: own.convrot ?? params?.convrot ?? false,
    rotationSize: own.convrot_groupsize ?? params?.convrot_groupsize ?? DEFAULT_ROTATION,
    groupSize: own.group_size ?? params?.group_size ?? DEFAULT_GROUP,
  };
}

const metadataSchema = z.object({ layers: z.record(z.string(), z.unknown()) });

/**
 * The markers of all layers in the metadata of a header, not yet checked.
 * @throws InferenceError `file-malformed`.
 */
export function markersInMetadata(text: string, file: string): ReadonlyMap<string, unknown> {
  const parsed = metadataSchema.safeParse(parseMarker(text, file, '_quantization_metadata'));
  if (!parsed.success) throw unreadable(file, '_quantization_metadata');
  return new Map(Object.entries(parsed.data.layers));
}

/** @throws InferenceError `file-malformed`. */
export function parseMarker(text: string, file: string, layer: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(file, layer, { cause });
  }
}

function unreadable(file: string, tensor: string, options?: ErrorOptions): InferenceError {
  const message = `${file}: the encoding of layer ${tensor} cannot be read: expected JSON with a "format"`;
  return new InferenceError('file-malformed', message, { file, tensor }, options);
}

function unknownFormat(file: string, tensor: string, received: string): InferenceError {
  const expected = FORMATS.join(', ');
  const message =
    `${file}: layer ${tensor} is encoded as "${received}", which is not read; these encodings are: ${expected}. ` +
    'Get a file in one of them, or in bf16';
  return new InferenceError('file-malformed', message, { file, tensor, expected, received });
}
