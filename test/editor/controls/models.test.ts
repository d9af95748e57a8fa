// @vitest-environment happy-dom
/** The list of models of a part in a file of its own: what fits, what is missing, and what was just put there. */
import { type Signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Models } from '../../../engine/protocol/index.ts';
import { catalogueNode, model, stub } from './support/stub.ts';

const NODES = [
  catalogueNode('load-transformer', { transformer: { kind: 'model', of: 'transformer' } }),
  catalogueNode('load-text-encoder', {
    textEncoder: { kind: 'model', of: 'textEncoder' },
    vision: { kind: 'model', of: 'visionTower', optional: true },
  }),
  catalogueNode('load-lora', { lora: { kind: 'model', of: 'lora', default: '' } }),
];

const sized = (name: string, kind: string, text: number) => ({ ...model(name, kind), fits: { text } });
const MODELS: Models = {
  checkpoints: [],
  controlNets: [],
  entries: [
    sized('dit', 'transformer', 3584),
    sized('large', 'textEncoder', 4096),
    { ...sized('right', 'textEncoder', 3584), licence: 'for research only' },
    { ...sized('for tests', 'textEncoder', 3584), isTest: true },
  ],
  missing: ['dit (Qwen-Image) lacks a VAE: put qwen_image_vae.safetensors into vae/'],
};

function open(rescan = () => {}) {
  const made = stub({
    nodes: NODES,
    workflow: {
      t: { type: 'load-transformer', inputs: { transformer: 'dit' } },
      n: { type: 'load-text-encoder', inputs: {} },
    },
    models: MODELS,
    rescan,
  });
  const field = made.field('textEncoder');
  (field.element.querySelector('.model') as HTMLElement).click();
  return made;
}

const shown = (): (string | undefined)[][] =>
  [...document.querySelectorAll<HTMLElement>('[role=option]')].map(({ title, dataset }) => [
    title.split('\n')[0],
    dataset['group'],
  ]);

afterEach(() => {
  document.body.replaceChildren();
});

describe('the list of models', () => {
  it('groups what fits the other parts of the workflow, and leaves out models made for tests', () => {
    open();
    expect(shown()).toEqual([
      ['right', 'Fits the other parts'],
      ['large', 'Does not fit them'],
    ]);
  });

  it('says the licence of a model that restricts its use', () => {
    open();
    const [right, large] = [...document.querySelectorAll('[role=option]')].map(({ textContent }) => textContent);
    expect(right).toContain('for research only');
    expect(large).not.toContain('for research only');
  });

  it('says below what is missing and where to put it', () => {
    open();
    expect(document.querySelector('.picker-note')?.textContent).toBe(`${MODELS.missing[0]}.`);
  });

  it('has the server look anew when it opens, and shows what it found', () => {
    const rescan = vi.fn<() => void>();
    const { editor } = open(rescan);
    expect(rescan).toHaveBeenCalledOnce();
    const found = sized('just put there', 'textEncoder', 3584);
    (editor.models as Signal<Models>).value = { ...MODELS, entries: [...MODELS.entries, found], missing: [] };
    expect(shown()).toEqual([
      ['right', 'Fits the other parts'],
      ['just put there', undefined],
      ['large', 'Does not fit them'],
    ]);
    expect(document.querySelector<HTMLElement>('.picker-note')?.hidden).toBe(true);
  });
});

describe('the field of a LoRA', () => {
  const INK = { ...model('ink.safetensors', 'lora'), model: 'for Qwen-Image', format: 'LoRA, rank 32, bf16' };

  function loraField(inputs: Record<string, string>, entries = [INK]) {
    const models = { ...MODELS, entries, commands: { 'light.safetensors': 'inkloom models get Light' } };
    const made = stub({ nodes: NODES, workflow: { n: { type: 'load-lora', inputs } }, models });
    const { element } = made.field('lora');
    document.body.append(element);
    const button = element.querySelector('.model') as HTMLElement;
    button.click();
    return { ...made, button };
  }
  const options = (): string[] =>
    [...document.querySelectorAll<HTMLElement>('[role=option]')].map((each) => each.title);

  it('asks for a LoRA while there is none, and says what each one is', () => {
    const { button } = loraField({});
    expect(button.textContent?.trim()).toBe('Choose a LoRA');
    expect(options()).toEqual(['None', 'ink.safetensors\nfor Qwen-Image · LoRA, rank 32, bf16 · 40.9 GB']);
    expect(document.querySelector<HTMLElement>('.picker-note')?.hidden).toBe(true);
  });

  it('can be set back to none', () => {
    const made = loraField({ lora: 'ink.safetensors' });
    document.querySelector<HTMLElement>('[role=option]')?.click();
    expect(made.value('lora')).toBeUndefined();
    expect(made.button.textContent?.trim()).toBe('Choose a LoRA');
  });

  it('says where to put one while there are none, and which command gets one that is missing', () => {
    const { button } = loraField({ lora: 'style/light.safetensors' }, []);
    expect(options()).toEqual([]);
    expect(document.querySelector('.picker-empty')?.textContent).toMatch(
      /^The server has not found a LoRA yet. Put one into "loras"/,
    );
    const other = loraField({ lora: 'style/light.safetensors' });
    expect(other.button.title).toContain('or get this one: inkloom models get Light');
    expect(button.textContent?.trim()).toBe('style/light.safetensors');
  });
});
