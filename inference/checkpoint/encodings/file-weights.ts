/** The weights of safetensors files, with their encodings recognised layer by layer. */
import { WeightFiles } from '../rows/weight-files.ts';
import { plainWeight, type StoredWeight, type WeightLocation } from '../stored-weight.ts';
import { isCompanion, Layer, type Tensors } from './companions.ts';
import { encodeLayer } from './encode-layer.ts';
import { refuseForeignEncodings } from './foreign-encodings.ts';
import { type LayerMarker, markersInMetadata, parseMarker, readMarker } from './marker.ts';

const WEIGHT = '.weight';
const MARKER = '.comfy_quant';
/** Longest marker, in bytes; those of ComfyUI take 30 to 150. */
const MAX_MARKER_BYTES = 65_536;
/** Name of the markers in the metadata of a header. */
export const QUANTIZATION_METADATA = '_quantization_metadata';

/**
 * The weights of one file, or of shards. Scales and markers are parts of weights and not listed.
 * @param metadata texts of that name in the headers of the files.
 * @param label name of the files in errors about metadata.
 * @throws InferenceError `file-malformed` for an encoding that is unknown, or that its tensors do not fit.
 */
export async function fileWeights(
  tensors: Tensors,
  metadata: readonly string[],
  label: string,
): Promise<ReadonlyMap<string, StoredWeight>> {
  refuseForeignEncodings(tensors, label);
  const markers = new Map([...markersOfMetadata(tensors, metadata, label), ...(await markersOfTensors(tensors))]);
  const weights = new Map<string, StoredWeight>();
  for (const [name, location] of tensors) {
    if (isCompanion(name, tensors)) continue;
    const layer = name.endsWith(WEIGHT) ? name.slice(0, -WEIGHT.length) : undefined;
    const weight = layer === undefined ? plainWeight(location) : weightOf(layer, location, tensors, markers);
    weights.set(name, weight);
  }
  return weights;
}

function weightOf(
  name: string,
  location: WeightLocation,
  tensors: Tensors,
  markers: ReadonlyMap<string, LayerMarker>,
): StoredWeight {
  return encodeLayer(new Layer(name, location, tensors), markers.get(name));
}

function markersOfMetadata(
  tensors: Tensors,
  metadata: readonly string[],
  label: string,
): ReadonlyMap<string, LayerMarker> {
  const markers = new Map<string, LayerMarker>();
  for (const text of metadata) {
    for (const [named, marker] of markersInMetadata(text, label)) {
      const layer = layerNamed(named, tensors);
      if (layer !== undefined) markers.set(layer, readMarker(marker, label, named));
    }
  }
  return markers;
}

async function markersOfTensors(tensors: Tensors): Promise<ReadonlyMap<string, LayerMarker>> {
  const markers = new Map<string, LayerMarker>();
  const files = new WeightFiles();
  try {
    for (const [name, location] of tensors) {
      if (!name.endsWith(MARKER)) continue;
      const { file } = location;
      const layer = name.slice(0, -MARKER.length);
      const bytes = await files.read(location, 0, Math.min(location.length, MAX_MARKER_BYTES));
      markers.set(layer, readMarker(parseMarker(new TextDecoder().decode(bytes), file, layer), file, layer));
    }
  } finally {
    await files.close();
  }
  return markers;
}

/** The layer that metadata means: names there may lack the prefix that the tensors have. */
function layerNamed(name: string, tensors: Tensors): string | undefined {
  if (tensors.has(name + WEIGHT)) return name;
  const ending = `.${name}${WEIGHT}`;
  const found = [...tensors.keys()].find((tensor) => tensor.endsWith(ending));
  return found?.slice(0, -WEIGHT.length);
}
