/** The face of a template in a list: its picture, what it does, and whether it runs now. */
import type { Template } from '../../../engine/protocol/index.ts';
import type { NodeTypes } from '../../document/graph/catalogue.ts';
import { t } from '../../i18n/t.ts';
import { Icon } from '../../Icon.tsx';
import { TemplatePicture } from '../ui/TemplatePicture.tsx';
import { runsNow, shortText, stateText, suitsText } from './template-words.ts';

export interface TemplateFaceProps {
  readonly template: Template;
  readonly types: NodeTypes;
}

export function TemplateFace({ template, types }: TemplateFaceProps) {
  const suits = suitsText(template);
  return (
    <>
      <span class="pn-template-picture">
        <TemplatePicture template={template} types={types} />
      </span>
      <strong>{t(template.title)}</strong>
      <span class="pn-template-text">{shortText(template)}</span>
      <span class={runsNow(template) ? 'pn-template-state is-ready' : 'pn-template-state'}>
        <Icon name={runsNow(template) ? 'circleCheck' : 'download'} />
        <span>
          {stateText(template)}
          {suits !== undefined && <span class="pn-template-suits"> · {suits}</span>}
        </span>
      </span>
    </>
  );
}
