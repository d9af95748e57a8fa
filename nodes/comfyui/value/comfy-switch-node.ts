/** ComfySwitchNode: one of two values; what only the other needs is not computed. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, link } from '../../../engine/comfyui/inputs.ts';
import type { Wire } from '../../../engine/comfyui/translate/wire.ts';

const either = link('*', { sameAs: 'switch', lazy: true });

export const comfySwitchNode: ComfyNode = defineComfyNode({
  class: 'ComfySwitchNode',
  title: 'If/Else Switch',
  category: 'utilities/logic',
  schema: 'v3',
  inputs: { switch: boolean(), on_false: either, on_true: either },
  outputs: [{ type: '*', name: 'output', sameAs: 'switch' }],
  becomes(given, draft) {
    const [whenTrue, whenFalse]: readonly Wire[] = ['on_true', 'on_false'].map((name) =>
      given.has(name) ? given.wire(name) : {},
    );
    const fields = Object.keys({ ...whenFalse, ...whenTrue }).map((field) => {
      const chosen = { condition: given.value('switch'), whenTrue: whenTrue?.[field], whenFalse: whenFalse?.[field] };
      return [field, draft.add('switch', chosen).out('value')] as const;
    });
    return [Object.fromEntries(fields)];
  },
  from: [
    {
      type: 'switch',
      write(ours, out) {
        const chosen = out.add('ComfySwitchNode', {
          switch: ours.value('condition'),
          on_false: ours.value('whenFalse'),
          on_true: ours.value('whenTrue'),
        });
        return { value: chosen.out(0) };
      },
    },
  ],
});
