/** TextGenerate: the language model of a text encoder answers. */
import { type ComfyNode, defineComfyNode } from '../../../engine/comfyui/define.ts';
import { boolean, cases, combo, float, int, link, prompt } from '../../../engine/comfyui/inputs.ts';
import { type Given, Untranslatable, wire } from '../../../engine/comfyui/translate/wire.ts';

/** With its defaults nothing is drawn. */
const SAMPLING = {
  temperature: float(0.7, 0.01, 2, { step: 0.000001 }),
  top_k: int(64, 0, 1000),
  top_p: float(0.95, 0, 1, { step: 0.01 }),
  min_p: float(0.05, 0, 1, { step: 0.01 }),
  repetition_penalty: float(1.05, 0, 5, { step: 0.01 }),
  seed: int(0, 0, 2 ** 64 - 1),
  presence_penalty: float(0, 0, 5, { step: 0.01, optional: true }),
};

export const textGenerate: ComfyNode = defineComfyNode({
  class: 'TextGenerate',
  title: 'Generate Text',
  category: 'text',
  schema: 'v3',
  inputs: {
    clip: link('CLIP'),
    prompt: prompt(''),
    max_length: int(512, 1, 32_768),
    sampling_mode: cases({ on: SAMPLING, off: {} }, { title: 'Sampling Mode' }),
    image: link('IMAGE', { optional: true }),
    video: link('IMAGE', { optional: true }),
    audio: link('AUDIO', { optional: true }),
    system_prompt: link('STRING', { optional: true }),
    thinking: boolean(false, { optional: true }),
    use_default_template: boolean(true, { optional: true, advanced: true }),
    mtp: combo(['auto'], { optional: true, advanced: true }),
  },
  outputs: [
    { type: 'STRING', name: 'generated_text' },
    { type: 'STRING', name: 'thinking' },
  ],
  becomes(given, draft) {
    for (const name of ['video', 'audio']) {
      if (given.has(name)) throw new Untranslatable(`is given "${name}": the text encoder sees pictures only`);
    }
    if (given.value('use_default_template') === false) {
      throw new Untranslatable('writes without the template of the model, which Inkloom always uses');
    }
    const written = draft.add('write-text', {
      textEncoder: given.value('clip'),
      prompt: given.value('prompt'),
      system: given.value('system_prompt'),
      mostTokens: given.value('max_length'),
      ...pictures(given),
      ...sampling(given),
    });
    // The model writes its answer only.
    return [wire(written.out('text')), wire('')];
  },
});

function pictures(given: Given): object {
  const image = given.value('image');
  if (image === undefined) return {};
  return given.socket('image') === 'images' ? { images: image } : { pictures: [image] };
}

function sampling(given: Given): object {
  if (given.constant('sampling_mode') === 'off') return { temperature: 0 };
  return { temperature: given.value('sampling_mode.temperature'), seed: given.value('sampling_mode.seed') };
}
