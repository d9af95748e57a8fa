// `inkloom image --enhance`: the prompt goes through the node that rewrites it, and every other choice stays a choice.
import { expect, it } from 'vitest';
import { imageWorkflow } from '../../engine/host/image/image-workflow.ts';
import { applySettings } from '../../engine/workflow/settings.ts';
import { registry } from '../pipeline/support.ts';

it('rewrites the prompt of the workflow that makes pictures', async () => {
  const chosen = ['seed=3', 'negative=blurred'];
  const made = await imageWorkflow('a fox', { model: 'tiny-random' }, chosen, [], 'text-to-image-enhanced');
  const { nodes } = applySettings(made.workflow, made.settings, registry);
  expect(nodes).toMatchObject({
    checkpoint: { inputs: { checkpoint: 'tiny-random' } },
    enhance: { type: 'enhance-prompt', inputs: { prompt: 'a fox', textEncoder: { from: 'checkpoint.textEncoder' } } },
    positive: { inputs: { prompt: { from: 'enhance.text' } } },
    negative: { inputs: { prompt: 'blurred' } },
    denoise: { inputs: { seed: '3' } },
  });
});
