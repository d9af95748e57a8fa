/** Sizes of pictures that the model of a graph was not made for. */
import type { ModelInfo, Workflow } from '../../../engine/protocol/index.ts';
import { type NodeTypes, shapeOf } from './catalogue.ts';
import { modelOf } from '../model-settings.ts';

/** A picture with less or more of the area of every known size is odd. */
const LEAST_AREA = 0.5;
const MOST_AREA = 2;
/** So is one with a side longer than the longest known one by this factor. */
const MOST_SIDE = 1.5;

export interface OddSize {
  readonly model: string;
  readonly width: number;
  readonly height: number;
  /** Sizes that the model was made for. */
  readonly known: NonNullable<ModelInfo['sizes']>;
  /** Inputs that are to blame. */
  readonly inputs: readonly string[];
}

/** @returns undefined for a usual size, and while size or model is not known. */
export function oddSize(
  graph: Workflow,
  types: NodeTypes,
  models: readonly ModelInfo[],
  node: string,
): OddSize | undefined {
  const [width, height] = [sideOf(graph, types, node, 'width'), sideOf(graph, types, node, 'height')];
  const model = width && height && modelOf(graph, types, models);
  if (!model || !model.sizes?.length) return undefined;
  const known = model.sizes;
  const areas = known.map(([w, h]) => w * h);
  const sides = known.flat();
  const area = width.value * height.value;
  const isOdd =
    area < LEAST_AREA * Math.min(...areas) ||
    area > MOST_AREA * Math.max(...areas) ||
    Math.max(width.value, height.value) > MOST_SIDE * Math.max(...sides);
  if (!isOdd) return undefined;
  const outside = [width, height].filter(({ value }) => value < Math.min(...sides) || value > Math.max(...sides));
  const blamed = outside.length > 0 ? outside : [width, height];
  return {
    model: model.name,
    width: width.value,
    height: height.value,
    known,
    inputs: blamed.map(({ input }) => input),
  };
}

/** The input of a node that a model gives the side for, and its value; undefined when it is linked. */
function sideOf(graph: Workflow, types: NodeTypes, node: string, side: 'width' | 'height') {
  const { type = '', inputs = {} } = graph.nodes[node] ?? {};
  const found = Object.entries(shapeOf(graph, types, type).inputs).find(
    ([, definition]) => 'fromModel' in definition && definition.fromModel === side,
  );
  if (!found) return undefined;
  const [input, definition] = found;
  const value = inputs[input] ?? ('default' in definition ? definition.default : undefined);
  return typeof value === 'number' ? { input, value } : undefined;
}
