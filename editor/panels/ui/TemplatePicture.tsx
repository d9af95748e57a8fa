/** The picture of a template: a result, or a drawing of its graph if there is none. */
import type { Template } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { Sketch } from './Sketch.tsx';

export interface TemplatePictureProps {
  readonly template: Template;
  readonly types: NodeTypes;
}

export function TemplatePicture({ template: { drawing, picture, workflow }, types }: TemplatePictureProps) {
  return drawing ? (
    <Sketch workflow={workflow} types={types} />
  ) : (
    <img class="pn-sketch" src={picture} alt="" loading="lazy" decoding="async" />
  );
}
