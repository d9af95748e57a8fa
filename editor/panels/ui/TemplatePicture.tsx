/** What a template makes, or, while there is no picture of that, how its graph looks. */
import type { Template } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { Sketch } from './Sketch.tsx';

export function TemplatePicture({
  template: { drawing, picture, workflow },
  types,
}: {
  readonly template: Template;
  readonly types: NodeTypes;
}) {
  return drawing ? (
    <Sketch workflow={workflow} types={types} />
  ) : (
    <img class="pn-sketch" src={picture} alt="" loading="lazy" decoding="async" />
  );
}
