/** Seeds, the form, differences between workflows, sharing, and first choices. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shapeOf } from '../../../editor/document/graph/catalogue.ts';
import { firstChoices, modelsFor } from '../../../editor/document/graph/choices.ts';
import {
  advanceSeeds,
  exposeInput,
  removeItems,
  setField,
  setInput,
  setMode,
  setSeedPolicy,
} from '../../../editor/document/commands/index.ts';
import { differenceText, diffWorkflows } from '../../../editor/document/diff.ts';
import { formFields, missingTargets } from '../../../editor/document/form.ts';
import { resultNodes } from '../../../editor/document/result-nodes.ts';
import { nextSeed, randomSeed, readSeed, seedPolicy, seedsOf, writeSeed } from '../../../editor/document/seeds.ts';
import { asApiCall, asCommand, asTypeScript, fileNameOf } from '../../../editor/document/transfer/share.ts';
import { NodeRegistry } from '../../../engine/graph/registry.ts';
import { applySettings, applyLists } from '../../../engine/workflow/settings.ts';
import { standardNodes } from '../../../nodes/index.ts';
import type { ModelInfo } from '../../../engine/protocol/index.ts';
import { after, blank, shipped, shippedWorkflow, small, types } from './support.ts';

const registry = new NodeRegistry(standardNodes);
const root = join(import.meta.dirname, '../../..');

describe('seeds', () => {
  const policy = (kind: 'random' | 'increment', seed: number | string) => {
    const workflow = after(
      blank({ d: { type: 'denoise', inputs: { seed } } }),
      setSeedPolicy(blank({ d: { type: 'denoise' } }), 'd', 'seed', kind),
    );
    return after(
      workflow,
      advanceSeeds(workflow, types, () => 0xffff_ffff_ffff_ffffn),
    ).nodes['d']?.inputs?.['seed'];
  };

  it('count up beyond 2^53 and wrap around after 64 bits', () => {
    expect([
      policy('increment', 7),
      policy('increment', Number.MAX_SAFE_INTEGER),
      policy('increment', '18446744073709551615'),
    ]).toEqual([8, '9007199254740992', 0]);
  });

  it('are numbers when made at random', () => {
    expect(policy('random', 7)).toBe(2 ** 48 - 1);
    for (let i = 0; i < 50; i++) expect(Number.isSafeInteger(randomSeed())).toBe(true);
  });

  it('are read as they are written, and nothing else is', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (seed) => readSeed(writeSeed(seed)) === seed));
    for (const wrong of [-1, 1.5, '18446744073709551616', '1e3', 'x', null, { from: 'a.b' }])
      expect(readSeed(wrong)).toBeUndefined();
    expect(nextSeed(5n, 'fixed')).toBe(5);
  });

  it('advance together and equal seeds alike; fixed, linked and listed ones stay', () => {
    const nodes = blank({
      a: { type: 'denoise' },
      b: { type: 'denoise', inputs: { seed: 0 } },
      c: { type: 'denoise', inputs: { seed: { from: 'n.value' } } },
      d: { type: 'denoise', inputs: { seed: { each: [1, 2] } } },
      e: { type: 'denoise' },
    });
    const all = ['a', 'b', 'c', 'd'].reduce(
      (workflow, id) => after(workflow, setSeedPolicy(workflow, id, 'seed', 'random')),
      nodes,
    );
    expect(seedsOf(all, types).map(({ value }) => value)).toEqual([0n, 0n, undefined, undefined, 0n]);
    let bits = 10n;
    const command = advanceSeeds(all, types, () => bits++);
    expect(command?.name).toBe('New seeds of 2 nodes');
    expect(command?.patch).toEqual([
      { path: ['nodes', 'a', 'inputs', 'seed'], value: 10 },
      { path: ['nodes', 'b', 'inputs', 'seed'], value: 10 },
    ]);
    expect(advanceSeeds(nodes, types)).toBeUndefined();
  });

  it('keep their policy in the view of the node, where fixed leaves nothing', () => {
    const workflow = after(small, setSeedPolicy(small, 'save', 'seed', 'increment'));
    expect([seedPolicy(workflow, 'save', 'seed'), workflow.view?.nodes?.['save']?.seeds]).toEqual([
      'increment',
      { seed: 'increment' },
    ]);
    expect(after(workflow, setSeedPolicy(workflow, 'save', 'seed', 'fixed'))).toEqual(small);
  });
});

describe('the form', () => {
  it('lists parameters in their order, with the value of the first input', () => {
    const fields = formFields(shippedWorkflow('edit-in-turns'), types);
    expect(fields.map(({ name, title }) => [name, title])).toEqual([
      ['image', 'Picture'],
      ['prompt1', 'First instruction'],
      ['prompt2', 'Second instruction'],
      ['model', 'Model'],
      ['size', 'Size'],
      ['steps', 'Steps'],
      ['guidance', 'Guidance'],
      ['seed', 'Seed'],
    ]);
    expect(fields[1]).toMatchObject({
      parameter: true,
      value: 'Make the star purple',
      definition: { kind: 'text', multiline: true },
      targets: [{ node: 'first', input: 'prompt' }],
    });
  });

  it('sets all inputs of a parameter', () => {
    const fields = formFields(shippedWorkflow('edit-in-turns'), types);
    expect(setField(shippedWorkflow('edit-in-turns'), fields[5] ?? { title: '', targets: [] }, 8).patch).toEqual([
      { path: ['nodes', 'first', 'inputs', 'steps'], value: 8 },
      { path: ['nodes', 'second', 'inputs', 'steps'], value: 8 },
    ]);
  });

  it.each(shipped)('has a field without an issue for every parameter of %s, and result nodes', (_name, workflow) => {
    const fields = formFields(workflow, types);
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(workflow.parameters ?? {}));
    expect(fields.filter(({ issue }) => issue !== undefined)).toEqual([]);
    expect(missingTargets(workflow, types)).toEqual([]);
    expect(resultNodes(workflow, types).length).toBeGreaterThan(0);
  });

  it.each(shipped)(
    'guesses fields for %s without its parameters: prompts first, with model and seed',
    (_name, workflow) => {
      const guessed = formFields({ ...workflow, parameters: undefined }, types);
      expect(guessed.map(({ definition }) => definition.kind)).toEqual(expect.arrayContaining(['text', 'model']));
      expect(guessed[0]?.definition).toMatchObject({ kind: 'text', multiline: true });
      expect(
        guessed.filter(({ title, definition }) => definition.kind === 'seed' || title.startsWith('Seed')).length,
      ).toBeGreaterThan(0);
      expect(new Set(guessed.map(({ name }) => name)).size).toBe(guessed.length);
    },
  );

  it('explains fields that cannot be set, and leaves out parameters without inputs', () => {
    const workflow = {
      ...small,
      parameters: {
        linked: { sets: ['save.image'] },
        half: { sets: ['sheet.gap', 'gone.gap'] },
        gone: { sets: ['gone.x'] },
      },
    };
    expect(formFields(workflow, types).map(({ name, issue }) => [name, issue])).toEqual([
      ['linked', 'It comes from Contact sheet.'],
      ['half', 'One of its inputs is no longer there.'],
    ]);
    expect(missingTargets(workflow, types)).toEqual(['half: gone.gap', 'gone: gone.x']);
  });

  it('orders saved results before previews, and leaves out muted ones', () => {
    const workflow = blank({
      p: { type: 'preview-image' },
      s: { type: 'save-image' },
      m: { type: 'save-image', mode: 'mute' },
    });
    expect(resultNodes(workflow, types)).toEqual(['s', 'p']);
  });
});

describe('differences', () => {
  it('are none for equal workflows and for a default that is written down', () => {
    expect(diffWorkflows(small, structuredClone(small), { types })).toEqual([]);
    expect(diffWorkflows(small, after(small, setInput(small, types, 'sheet', 'gap', 8)), { types })).toEqual([]);
    const seeds = [7, '7'].map((seed) => blank({ a: { type: 'denoise', inputs: { seed } } }));
    expect(diffWorkflows(seeds[0] ?? small, seeds[1] ?? small, { types })).toEqual([]);
  });

  it('name nodes and inputs by their titles', () => {
    const before = shippedWorkflow('text-to-image');
    let next = after(before, setInput(before, types, 'schedule', 'steps', 30));
    next = after(next, setInput(next, types, 'denoise', 'latent', { from: 'decode.latent' }));
    next = after(next, setMode(next, ['save'], 'mute'));
    next = after(next, removeItems(next, types, ['negative']));
    next = after(next, exposeInput(next, types, 'denoise', 'rescale'));
    next = { ...next, name: 'Mine', nodes: { ...next.nodes, note: { type: 'text' } } };
    expect(diffWorkflows(before, next, { types }).map(differenceText)).toEqual([
      'Name of Workflow: Text to image → Mine',
      'Parameter Rescale guidance added: denoise.rescale',
      'Parameter Negative prompt removed: negative.prompt',
      'Steps of Schedule: 20 → 30',
      'Latent of Denoise: from Size → from Decode latent',
      'Negative of Denoise: from Negative prompt → default',
      'Mode of Save image: active → mute',
      'Text added',
      'Negative prompt removed',
    ]);
  });

  it('ignore places and looks unless asked', () => {
    const moved = after(small, {
      name: '',
      patch: [{ path: ['view', 'nodes', 'save', 'x'], value: 1 }, { path: ['view', 'notes', 'note'] }],
    });
    expect(diffWorkflows(small, moved, { types })).toEqual([]);
    expect(diffWorkflows(small, moved, { types, view: true }).map(differenceText)).toEqual([
      'Place or look of Save image: default → default',
      'Notes: 1 → 0',
    ]);
  });
});

describe('sharing', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'inkloom-share-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('as a command names the file and sets the parameters that differ from it', () => {
    const workflow = shippedWorkflow('text-to-image');
    expect(asCommand(workflow, types)).toBe('npx inkloom run text-to-image.json');
    const changed = after(workflow, setInput(workflow, types, 'positive', 'prompt', "it's a $fox\nhere"));
    expect(asCommand(changed, types, { file: 'my fox', set: workflow })).toBe(
      `npx inkloom run 'my fox.json' \\\n  --set 'prompt=it'\\''s a $fox\nhere'`,
    );
    expect(asCommand(shippedWorkflow('grid'), types, { set: 'all' })).toContain('--each seed=1 \\\n  --each seed=2');
  });

  it('as a command survives the quoting of a shell', () => {
    const workflow = shippedWorkflow('text-to-image');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
        fc.nat(),
        (prompt, steps) => {
          const next = after(
            after(workflow, setInput(workflow, types, 'positive', 'prompt', prompt)),
            setInput(workflow, types, 'schedule', 'steps', steps),
          );
          const printed = execFileSync('sh', [
            '-c',
            asCommand(next, types, { set: workflow }).replace('npx inkloom run', String.raw`printf '%s\0'`),
          ])
            .toString()
            .split('\0')
            .slice(0, -1);
          const settings = printed.slice(1).filter((_, index) => index % 2 === 1);
          expect(applySettings(workflow, settings, registry)).toEqual(next);
        },
      ),
      { numRuns: 15 },
    );
  });

  it.each(shipped)('sets all parameters of %s to the same workflow', (_name, workflow) => {
    const program = asTypeScript(workflow, types, { set: 'all' });
    const settings = (name: string): string[] =>
      new RegExp(String.raw`${name}\(workflow, \[\n([\s\S]*?)\n\], registry`)
        .exec(program)?.[1]
        ?.split('\n')
        .map((line) => evaluate(line.trim().replace(/,$/, ''))) ?? [];
    const same = applyLists(
      applySettings(workflow, settings('applySettings'), registry),
      settings('applyLists'),
      registry,
    );
    expect(diffWorkflows(workflow, same, { types }).filter(({ after: now }) => !now?.startsWith('each of'))).toEqual(
      [],
    );
  });

  it('as a program compiles against the package', () => {
    const changed = after(
      shippedWorkflow('grid'),
      setInput(shippedWorkflow('grid'), types, 'positive', 'prompt', 'a "quoted" \\ \'fox\'\n\u2028'),
    );
    const programs = {
      plain: asTypeScript(shippedWorkflow('text-to-image'), types),
      lists: asTypeScript(changed, types, { set: 'all' }),
    };
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, `${name}.ts`), text);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        include: ['*.ts'],
        exclude: [],
        compilerOptions: {
          paths: { inkloom: [join(root, 'engine/index.ts')] },
          typeRoots: [join(root, 'node_modules/@types')],
        },
      }),
    );
    expect(execFileSync('npx', ['tsc', '--noEmit', '-p', folder], { cwd: root }).toString()).toBe('');
  });

  it('as a call of the server carries the workflow and the token', () => {
    const workflow = after(small, setInput(small, types, 'save', 'prefix', "it's"));
    const call = asApiCall(workflow, types, { origin: 'http://127.0.0.1:8188', token: true });
    expect(call).toContain('curl -X POST http://127.0.0.1:8188/api/runs');
    expect(call).toContain('-H "authorization: Bearer $INKLOOM_TOKEN"');
    const printed = execFileSync('sh', ['-c', call.replace('curl', String.raw`printf '%s\0'`)])
      .toString()
      .split('\0');
    expect(JSON.parse(printed.at(-2) ?? '')).toEqual({ workflow });
  });

  it.each([
    ['Text to image', 'text-to-image'],
    ['Ünïcode & more!', 'unicode-more'],
    ['狐狸', '狐狸'],
    ['!!', 'workflow'],
  ])('names the file of %s %s', (name, file) => {
    expect(fileNameOf(name)).toBe(file);
  });
});

function evaluate(literal: string): string {
  return JSON.parse(
    `"${literal
      .slice(1, -1)
      .replaceAll(String.raw`\'`, "'")
      .replaceAll('"', String.raw`\"`)
      .replaceAll(String.raw`\\"`, String.raw`\\\"`)}"`,
  ) as string;
}

describe('the first choices of a new node', () => {
  const model = (name: string, kind: string, text?: number): ModelInfo => ({
    name,
    kinds: [kind],
    model: 'Qwen-Image',
    format: 'bf16',
    bytes: 1,
    fits: text === undefined ? {} : { text },
  });
  const models = {
    checkpoints: ['nano'],
    controlNets: ['union'],
    entries: [
      { ...model('for tests', 'checkpoint'), isTest: true },
      model('nano', 'checkpoint'),
      model('ink.safetensors', 'lora'),
      model('union', 'controlNet'),
      model('small', 'textEncoder', 64),
      model('qwen', 'textEncoder', 3584),
      model('dit', 'transformer', 3584),
    ],
    missing: [],
  };

  it('are a part that fits the others, and no model that was made for tests', () => {
    const withTransformer = blank({ a: { type: 'load-transformer', inputs: { transformer: 'dit' } } });
    expect(firstChoices(withTransformer, types, 'load-text-encoder', models)).toEqual({ textEncoder: 'qwen' });
    expect(firstChoices(blank(), types, 'load-text-encoder', models)).toEqual({ textEncoder: 'small' });
    expect(firstChoices(blank(), types, 'load-checkpoint', models)).toEqual({ checkpoint: 'nano' });
  });

  it('are the model the workflow uses, or else the first one', () => {
    expect(firstChoices(blank(), types, 'load-checkpoint', models)).toEqual({ checkpoint: 'nano' });
    expect(
      firstChoices(
        blank({ a: { type: 'load-checkpoint', inputs: { checkpoint: 'mine' } } }),
        types,
        'load-checkpoint',
        models,
      ),
    ).toEqual({ checkpoint: 'mine' });
    expect(firstChoices(blank(), types, 'load-controlnet', models)).toEqual({ controlNet: 'union' });
  });

  it('offer LoRAs for a LoRA, and name none by themselves', () => {
    const { lora } = shapeOf(blank(), types, 'load-lora').inputs;
    expect(modelsFor(lora, models).map(({ name }) => name)).toEqual(['ink.safetensors']);
    expect(firstChoices(blank(), types, 'load-lora', models)).toEqual({});
  });

  it('are none where every input has a default, or there is no model', () => {
    expect(firstChoices(blank(), types, 'denoise', models)).toEqual({});
    expect(firstChoices(blank(), types, 'load-checkpoint', { ...models, entries: [] })).toEqual({});
  });
});
