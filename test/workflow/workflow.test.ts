// Workflow files: what is read, what is refused, what can be set.
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { drawWorkflow } from '../../engine/workflow/draw/draw.ts';
import { formatWorkflow } from '../../engine/workflow/format.ts';
import { loadWorkflow, parseWorkflow } from '../../engine/workflow/load.ts';
import { workflowJsonSchema } from '../../engine/workflow/schema.ts';
import { checkParameters, listSettables } from '../../engine/workflow/settables.ts';
import { applyLists, applySettings } from '../../engine/workflow/settings.ts';
import { WorkflowError } from '../../engine/workflow/workflow-error.ts';
import { standardNodes } from '../../nodes/index.ts';
import { repoPath } from '../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);
const shipped = await loadWorkflow(repoPath('workflows/text-to-image.json'));
const minimal = { format: 'inkloom-workflow', version: 3, name: 'Mine', nodes: {} };

describe('reading a workflow', () => {
  it('keeps what it does not know', () => {
    const written = {
      ...minimal,
      author: 'me',
      nodes: { a: { type: 'not-mine', colour: 'red', inputs: { x: [1, { y: null }] } } },
    };
    expect(parseWorkflow(JSON.stringify(written), 'mine.json')).toEqual(written);
  });

  it.each([
    ['no JSON', '{', 'mine.json: not JSON: '],
    ['another format', JSON.stringify({ ...minimal, format: 'other' }), 'mine.json: format: '],
    ['no version', JSON.stringify({ ...minimal, version: undefined }), 'mine.json: version: '],
    ['a node id with a dot', JSON.stringify({ ...minimal, nodes: { 'a.b': { type: 'x' } } }), 'mine.json: nodes.a.b: '],
    ['a node without type', JSON.stringify({ ...minimal, nodes: { a: {} } }), 'mine.json: nodes.a.type: '],
    [
      'a parameter that sets nothing',
      JSON.stringify({ ...minimal, parameters: { p: { sets: ['x'] } } }),
      'expected "node.input"',
    ],
  ])('refuses %s and says where', (_name, text, message) => {
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(WorkflowError);
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(message);
  });

  it('names every problem of a file', () => {
    const text = JSON.stringify({ ...minimal, name: 3, nodes: { a: {}, b: { type: '' } } });
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(
      expect.objectContaining({ problems: [expect.any(String), expect.any(String), expect.any(String)] }),
    );
  });

  it('says that a file is missing', async () => {
    await expect(loadWorkflow('no-such.json')).rejects.toThrow('no-such.json: there is no such file');
  });
});

describe('the workflows that ship', async () => {
  const files = (await readdir(repoPath('workflows'))).filter(
    (name) => name.endsWith('.json') && name !== 'workflow.schema.json',
  );

  it.each(files)('%s is valid, with parameters that lead somewhere', async (name) => {
    const workflow = await loadWorkflow(repoPath(`workflows/${name}`));
    expect(checkParameters(workflow, registry)).toEqual([]);
    expect(planGraph(workflow, registry).issues).toEqual([]);
  });

  it.each(files)('%s is written as Inkloom writes it', async (name) => {
    const file = repoPath(`workflows/${name}`);
    expect(formatWorkflow(await loadWorkflow(file))).toBe(await readFile(file, 'utf8'));
  });

  it.each(files)('%s has its picture beside it; `npx vitest run test/workflow -u` draws it', async (name) => {
    const picture = drawWorkflow(await loadWorkflow(repoPath(`workflows/${name}`)), registry);
    await expect(picture).toMatchFileSnapshot(repoPath(`workflows/${name.replace('.json', '.svg')}`));
  });

  it('have their schema beside them; `npx vitest run test/workflow -u` writes it', async () => {
    await expect(`${JSON.stringify(workflowJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      repoPath('workflows/workflow.schema.json'),
    );
  });
});

describe('writing a workflow', () => {
  it('gives the same workflow back, fields in order, unknown ones kept', () => {
    const nodes = { b: { inputs: { x: 1 }, colour: 'red', type: 'y' }, a: { type: 'x' } };
    const workflow = parseWorkflow(
      JSON.stringify({ view: { notes: {} }, author: 'me', ...minimal, nodes }),
      'mine.json',
    );
    const text = formatWorkflow(workflow);
    expect(parseWorkflow(text, 'again.json')).toEqual(workflow);
    expect(text.split('\n').slice(1, 8)).toEqual([
      '  "format": "inkloom-workflow",',
      '  "version": 3,',
      '  "name": "Mine",',
      '  "nodes": {',
      '    "b": { "type": "y", "inputs": { "x": 1 }, "colour": "red" },',
      '    "a": { "type": "x" }',
      '  },',
    ]);
  });

  it('changes one line for one changed value', () => {
    const changed = applySettings(shipped, ['seed=5'], registry);
    const [before, after] = [formatWorkflow(shipped).split('\n'), formatWorkflow(changed).split('\n')];
    expect(after).toHaveLength(before.length);
    expect(after.filter((line, i) => line !== before[i])).toEqual(['        "seed": "5",']);
  });
});

describe('migrations', () => {
  const first = {
    format: 'inkloom-workflow',
    version: 1,
    name: 'Old',
    nodes: { a: { type: 'x' } },
    view: { a: { x: 1, y: 2 } },
    author: 'me',
  };

  it('bring a file of version 1 up to date, unknown fields included', () => {
    expect(parseWorkflow(JSON.stringify(first), 'old.json')).toEqual({
      ...first,
      version: 3,
      view: { nodes: { a: { x: 1, y: 2 } } },
    });
    const without = { ...first, view: undefined };
    expect(parseWorkflow(JSON.stringify(without), 'old.json')).toEqual({
      format: first.format,
      version: 3,
      name: 'Old',
      nodes: first.nodes,
      author: 'me',
    });
  });

  it('give the notes and groups of version 2 ids', () => {
    const view = {
      notes: [{ text: 'hello', x: 1, y: 2 }],
      groups: [{ title: 'All', nodes: ['a'] }, { title: 'None' }],
    };
    expect(parseWorkflow(JSON.stringify({ ...minimal, version: 2, view }), 'two.json').view).toEqual({
      notes: { 'note-1': { text: 'hello', x: 1, y: 2 } },
      groups: { 'group-1': { title: 'All', nodes: ['a'] }, 'group-2': { title: 'None', nodes: [] } },
    });
  });

  it('leave a file of today alone', () => {
    const today = { ...minimal, view: { nodes: { a: { x: 1, y: 2 } } } };
    expect(parseWorkflow(JSON.stringify(today), 'new.json')).toEqual(today);
  });

  it('refuse a file of tomorrow', () => {
    expect(() => parseWorkflow(JSON.stringify({ ...minimal, version: 99 }), 'new.json')).toThrow(
      'made by a later version of Inkloom (file version 99',
    );
  });
});

describe('settings', () => {
  const inputs = (settings: readonly string[], node: string) =>
    applySettings(shipped, settings, registry).nodes[node]?.inputs;

  it('set a parameter, an input by id and an input by title', () => {
    expect(inputs(['prompt=a cat'], 'positive')).toMatchObject({ prompt: 'a cat' });
    expect(inputs(['positive.prompt=a dog'], 'positive')).toMatchObject({ prompt: 'a dog' });
    expect(inputs(['Positive prompt.prompt=a bird'], 'positive')).toMatchObject({ prompt: 'a bird' });
  });

  it('keep the text after the first equals sign as it is', () => {
    expect(inputs(['prompt=a sign "x=1" '], 'positive')).toMatchObject({ prompt: 'a sign "x=1" ' });
  });

  it('become values of the kind the input takes', () => {
    expect(inputs(['steps=8', 'schedule.sigmas=1, 0.5 0.25'], 'schedule')).toMatchObject({
      steps: 8,
      sigmas: [1, 0.5, 0.25],
    });
    expect(inputs(['seed=18446744073709551615', 'denoise.rescale=false', 'guidance=2.5'], 'denoise')).toMatchObject({
      seed: '18446744073709551615',
      rescale: false,
      guidance: 2.5,
    });
  });

  it('that fit no kind are left to validation, which names node and input', () => {
    const graph = applySettings(shipped, ['steps=many'], registry);
    expect(() => planGraph(graph, registry)).toThrow(
      'Node "schedule", input "steps": expected a whole number, got "many".',
    );
  });

  it('later ones win, and the workflow itself does not change', () => {
    expect(inputs(['steps=8', 'steps=9'], 'schedule')).toMatchObject({ steps: 9 });
    expect(shipped.nodes['schedule']?.inputs).toMatchObject({ steps: 20 });
  });

  it.each([
    [['promt=x'], 'there is nothing called "promt" to set. Did you mean "prompt"?'],
    [['qqqqqqqq=x'], 'Known: prompt, negative, model, width, height, steps, guidance, seed, '],
    [['prompt'], '"prompt" is not of the form name=value'],
    [['denoise.latent=x'], '"denoise.latent" comes from another node, so it cannot be set'],
    [['a=1', 'b=2'], 'called "b"'],
  ])('refuse %j', (settings, message) => {
    expect(() => applySettings(shipped, settings, registry)).toThrow(message);
  });

  it('make lists to run for, of one name or combined', () => {
    const { nodes } = applyLists(shipped, ['prompt=a, b', 'prompt=c', 'seed=1..3,9', 'guidance=2.5,4'], registry);
    expect(nodes['positive']?.inputs?.['prompt']).toEqual({ each: ['a, b', 'c'], axis: 'prompt' });
    expect(nodes['denoise']?.inputs).toMatchObject({
      seed: { each: ['1', '2', '3', '9'], axis: 'seed' },
      guidance: { each: [2.5, 4], axis: 'guidance' },
    });
    expect(planGraph({ nodes }, registry).targets).toHaveLength(2 * 4 * 2);
    expect(() => applyLists(shipped, ['sed=1'], registry)).toThrow('Did you mean "seed"?');
  });

  it('list parameters first, then every input that is no link', () => {
    const names = listSettables(shipped, registry).map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(['prompt', 'negative', 'model', 'width', 'height', 'steps', 'guidance', 'seed']);
    expect(names).toContain('positive.overflow');
    expect(names).not.toContain('denoise.latent');
  });

  it('find parameters that lead nowhere', () => {
    const workflow = { ...shipped, parameters: { a: { sets: ['nobody.x', 'positive.nothing', 'positive.prompt'] } } };
    expect(checkParameters(workflow, registry)).toEqual([
      'parameter "a": there is no input "nobody.x"',
      'parameter "a": there is no input "positive.nothing"',
    ]);
  });
});
