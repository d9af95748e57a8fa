/** Finds the nodes of a workflow that load the mask of a picture, or adds them. */
import { applyPatch, type Workflow } from '../../../engine/protocol/index.ts';
import { addNode, setInput, setTitle } from '../../document/commands/index.ts';
import { type NodeTypes, shapeOf } from '../../document/graph/catalogue.ts';
import type { Command } from '../../document/command.ts';
import { nodeGeometry } from '../../document/layout/geometry.ts';
import { wiresInto } from '../../document/graph/links.ts';
import { downstream, upstream } from '../../document/graph/walk.ts';
import { LOAD_IMAGE, LOAD_IMAGE_INPUT, pictureInputs } from '../pictures/picture-inputs.ts';
import { t } from '../../i18n/t.ts';

export interface InputPlace {
  readonly node: string;
  readonly input: string;
}

export interface MaskPlace {
  /** The input of the picture that the mask is for. */
  readonly picture: InputPlace;
  /** The input that loads the mask, if the graph has one. */
  readonly mask: InputPlace | undefined;
  /** Whether black, rather than white, is repainted. */
  readonly inverted: boolean;
}

/** The node type that turns a picture into a mask. */
const CONVERTER = 'image-to-mask';
/** Between added nodes, in canvas pixels. */
const GAP = 60;

/** @param place the input of the picture, or the input that loads the mask itself. */
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

interface MaskLoader {
  readonly loader: InputPlace;
  /** The node that turns the picture into a mask. */
  readonly converter: string;
  readonly inverted: boolean;
}

/** The masks of a workflow: nodes that turn a picture into a mask and depend on exactly one picture file. */
function maskLoaders(workflow: Workflow, types: NodeTypes): readonly MaskLoader[] {
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

/** All inputs that hold the name of a picture file, in the order of the nodes. */
function fileInputs(workflow: Workflow, types: NodeTypes): readonly InputPlace[] {
  return Object.entries(workflow.nodes).flatMap(([node, { type }]) =>
    pictureInputs(shapeOf(workflow, types, type).inputs).map((input) => ({ node, input })),
  );
}

/** Whether a node depends on both. */
function meet(workflow: Workflow, a: string, b: string): boolean {
  const afterA = downstream(workflow, [a]);
  return [...downstream(workflow, [b])].some((node) => node !== b && afterA.has(node));
}

/** Makes the node that loads the mask load another file. */
export function setMask(workflow: Workflow, types: NodeTypes, { node, input }: InputPlace, name: string): Command {
  return { ...setInput(workflow, types, node, input, name), name: t('Paint a mask') };
}

/** Adds, below the picture, a node that loads the mask file and one that turns it into a mask. */
export function addMaskNodes(workflow: Workflow, types: NodeTypes, picture: InputPlace, name: string): Command {
  const box = nodeGeometry(workflow, types, picture.node) ?? { x: 0, y: 0, width: 0, height: 0 };
  const at = { x: box.x, y: box.y + box.height + GAP };
  const loader = addNode(workflow, types, { type: LOAD_IMAGE, at, inputs: { [LOAD_IMAGE_INPUT]: name } });
  const withLoader = applyPatch(workflow, loader.patch);
  const [id = ''] = loader.select ?? [];
  const title = setTitle(withLoader, id, t('Mask'));
  const converter = addNode(withLoader, types, {
    type: CONVERTER,
    at: { x: box.x + box.width + GAP, y: at.y },
    from: { node: id, side: 'output', name: 'image' },
  });
  return {
    name: t('Add a mask'),
    patch: [...loader.patch, ...title.patch, ...converter.patch],
    select: [id, ...(converter.select ?? [])],
  };
}

/** The file name of a picture's mask, without a folder: `photo-mask.png` for `photo.jpg`. */
export function maskName(picture: string): string {
  const file = picture.split('/').at(-1) ?? picture;
  return `${file.replace(/\.[^.]*$/, '') || 'picture'}-mask.png`;
}
