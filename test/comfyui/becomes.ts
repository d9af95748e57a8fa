/** Which nodes of ours a class of ComfyUI becomes: found by translating prompts of that node and what it needs. */
import { type ComfyInput, type ComfyInputs, defaultOf } from '../../engine/comfyui/inputs.ts';
import { comfyImporter } from '../../engine/comfyui/importer.ts';
import type { PromptNode } from '../../engine/comfyui/prompts.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { comfyNodes } from '../../nodes/comfyui/index.ts';
import { standardNodes } from '../../nodes/index.ts';

const registry = new NodeRegistry(standardNodes);
const importer = comfyImporter(comfyNodes, registry);

/** Nodes that give values of a type and need little themselves. The others are found by their first output. */
const SOURCES: Readonly<Record<string, string>> = {
  'MODEL': 'UNETLoader',
  'CLIP': 'CLIPLoader',
  'CONDITIONING': 'CLIPTextEncode',
  'LATENT': 'EmptySD3LatentImage',
  'IMAGE': 'LoadImage',
  'MASK': 'SolidMask',
  'GUIDER': 'CFGGuider',
  '*': 'PrimitiveInt',
};

/** Options of choices that change numbers and no nodes, such as samplers. */
const MANY = 8;

class PromptOf {
  readonly nodes: Record<string, PromptNode> = {};

  /** @param pick the option of a choice. @returns the id. */
  add(name: string, pick: (options: readonly string[], input: string) => string | undefined, isWhole: boolean): string {
    const id = String(Object.keys(this.nodes).length + 1);
    const inputs: Record<string, unknown> = {};
    this.nodes[id] = { class_type: name, inputs };
    const fill = (declared: ComfyInputs, prefix: string): void => {
      for (const [own, input] of Object.entries(declared)) {
        if (input.optional && !isWhole) continue;
        const key = `${prefix}${own}`;
        if (input.kind === 'cases') {
          const option = pick(Object.keys(input.cases), key) ?? Object.keys(input.cases)[0] ?? '';
          inputs[key] = option;
          fill(input.cases[option] ?? {}, `${key}.`);
        } else if (input.kind === 'growing') {
          const first = input.first ?? 0;
          for (let i = first; i < first + 2; i += 1) inputs[`${key}.${input.prefix}${i}`] = this.#link(input.type);
        } else if (input.kind === 'link') inputs[key] = this.#link(input.type);
        else if (input.kind === 'int' && input.default === 1 && isWhole) inputs[key] = 2;
        else if (input.kind === 'float' && isWhole) inputs[key] = Math.min(1, input.max);
        else inputs[key] = (input.kind === 'combo' ? pick(input.options, key) : undefined) ?? valueOf(input);
      }
    };
    fill(comfyNodes.get(name)?.inputs ?? {}, '');
    return id;
  }

  #link(types: string): readonly [string, number] {
    const [type = ''] = types.split(',');
    const found = [...comfyNodes.values()].find(({ outputs }) => outputs[0]?.type === type);
    return [this.add(SOURCES[type] ?? found?.class ?? '', () => undefined, false), 0];
  }
}

const valueOf = (input: ComfyInput): unknown =>
  input.kind === 'file' ? 'a.safetensors' : (defaultOf(input) ?? 'a.png');

/** Prompts of a node with all inputs and with those it needs, and one for each option of its choices. */
function* promptsOf(name: string): Generator<readonly [prompt: unknown, id: string]> {
  const options = new Set<string>(['']);
  for (const input of Object.values(comfyNodes.get(name)?.inputs ?? {})) {
    if (input.kind === 'cases') for (const option of Object.keys(input.cases)) options.add(option);
    if (input.kind === 'combo' && input.options.length < MANY) for (const option of input.options) options.add(option);
  }
  for (const option of options) {
    for (const isWhole of [false, true]) {
      const prompt = new PromptOf();
      const id = prompt.add(name, (all) => all.find((it) => it === option), isWhole);
      yield [prompt.nodes, id];
    }
  }
}

/** Titles of our nodes in the order in which they are added; none for a node that only passes something on. */
export function becomes(name: string): readonly string[] {
  const titles = new Set<string>();
  for (const [json, id] of promptsOf(name)) {
    const bytes = new TextEncoder().encode(JSON.stringify(json));
    const { workflow } = importer.read({ bytes, where: name, json }, undefined);
    for (const { type, comfyui } of Object.values(workflow.nodes)) {
      const isOwn = (comfyui as { readonly id?: string } | undefined)?.id === id;
      if (isOwn && type !== 'foreign-node') titles.add(registry.get(type)?.title ?? type);
    }
  }
  return [...titles];
}
