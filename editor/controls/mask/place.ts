/** Where in a workflow the mask of a picture belongs: found where it has one, added where it has none. */
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { addNode, setInput, setTitle } from '../../document/commands/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import type { Command } from '../../document/document.ts';
import { nodeGeometry } from '../../document/layout/geometry.ts';
import { wiresInto } from '../../document/graph/links.ts';
import { downstream, upstream } from '../../document/graph/walk.ts';

export interface InputPlace {
  readonly node: string;
  readonly input: string;
}

export interface MaskPlace {
  /** The picture the mask is of. */
  readonly picture: InputPlace;
  /** The input that loads the mask, if the graph has one. */
  readonly mask: InputPlace | undefined;
  /** The graph takes black for what is painted anew. */
  readonly inverted: boolean;
}

const LOADER = 'load-image';
const CONVERTER = 'image-to-mask';
/** Between nodes that are added, in canvas pixels. */
const GAP = 60;

/** @param place the picture input people paint from, or that of the mask itself. */
export function maskPlace(workflow: Workflow, types: NodeTypes, place: InputPlace): MaskPlace {
  const masks = maskLoaders(workflow, types);
  const own = masks.find(({ loader }) => loader.node === place.node);
  if (own) {
    const picture = fileInputs(workflow, types).find(
      ({ node }) => !masks.some(({ loader }) => loader.node === node) && meet(workflow, node, own.converter),
    );
    return { picture: picture ?? place, mask: own.loader, inverted: own.inverted };
  }
  const found = masks.find(({ converter }) => meet(workflow, place.node, converter));
  return { picture: place, mask: found?.loader, inverted: found?.inverted ?? false };
}

/** What loads a picture that becomes a mask and nothing else does so before. */
function maskLoaders(
  workflow: Workflow,
  types: NodeTypes,
): readonly { readonly loader: InputPlace; readonly converter: string; readonly inverted: boolean }[] {
  const loaders = fileInputs(workflow, types);
  return Object.entries(workflow.nodes)
    .filter(([, { type }]) => type === CONVERTER)
    .flatMap(([converter, { inputs }]) => {
      const sources = wiresInto(workflow, converter).map(({ from }) => from.node);
      const before = upstream(workflow, sources);
      const own = loaders.filter(({ node }) => before.has(node));
      const [loader] = own;
      return loader && own.length === 1 ? [{ loader, converter, inverted: inputs?.['invert'] === true }] : [];
    });
}

/** Inputs with a file name, in the order of the nodes. */
function fileInputs(workflow: Workflow, types: NodeTypes): readonly InputPlace[] {
  return Object.entries(workflow.nodes).flatMap(([node, { type }]) =>
    Object.entries(shapeOf(workflow, types, type).inputs)
      .filter(([, { kind }]) => kind === 'file')
      .map(([input]) => ({ node, input })),
  );
}

/** Whether something needs both. */
function meet(workflow: Workflow, a: string, b: string): boolean {
  const ofA = downstream(workflow, [a]);
  return [...downstream(workflow, [b])].some((node) => node !== b && ofA.has(node));
}

/** Sets the mask that is there. */
export function setMask(workflow: Workflow, types: NodeTypes, { node, input }: InputPlace, name: string): Command {
  return { ...setInput(workflow, types, node, input, name), name: 'Paint a mask' };
}

/** Adds a node that loads the mask and one that makes a mask of it, below the picture. */
export function addMaskNodes(workflow: Workflow, types: NodeTypes, picture: InputPlace, name: string): Command {
  const box = nodeGeometry(workflow, types, picture.node) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = { x: box.x, y: box.y + box.height + GAP };
  const loader = addNode(workflow, types, { type: LOADER, at, inputs: { image: name } });
  const withLoader = applyPatch(workflow, loader.patch);
  const [id = ''] = loader.select ?? [];
  const title = setTitle(withLoader, id, 'Mask');
  const converter = addNode(withLoader, types, {
    type: CONVERTER,
    at: { x: box.x + box.width + GAP, y: at.y },
    from: { node: id, side: 'output', name: 'image' },
  });
  return {
    name: 'Add a mask',
    patch: [...loader.patch, ...title.patch, ...converter.patch],
    select: [id, ...(converter.select ?? [])],
  };
}

/** `photo-mask.png` of `photo.jpg`, without its folder. */
export function maskName(picture: string): string {
  const file = picture.split('/').at(-1) ?? picture;
  return `${file.replace(/\.[^.]*$/, '') || 'picture'}-mask.png`;
}
