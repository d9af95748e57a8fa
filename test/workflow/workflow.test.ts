// Workflow files: what is read, what is refused, what can be set.
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { loadWorkflow, parseWorkflow } from '../../engine/workflow/load.ts';
import { applySettings, checkParameters, listSettables } from '../../engine/workflow/settings.ts';
import { WorkflowError } from '../../engine/workflow/workflow-error.ts';
import { standardNodes } from '../../nodes/index.ts';
import { repoPath } from '../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);
const shipped = await loadWorkflow(repoPath('workflows/text-to-image.json'));
const minimal = { format: 'inkloom-workflow', version: 1, name: 'Mine', nodes: {} };

describe('reading a workflow', () => {
  it('keeps what it does not know', () => {
    const written = { ...minimal, author: 'me', nodes: { a: { type: 'not-mine', colour: 'red', inputs: { x: [1, { y: null }] } } } };
    expect(parseWorkflow(JSON.stringify(written), 'mine.json')).toEqual(written);
  });

  it.each([
    ['no JSON', '{', 'mine.json: not JSON: '],
    ['another format', JSON.stringify({ ...minimal, format: 'other' }), 'mine.json: format: '],
    ['a later version', JSON.stringify({ ...minimal, version: 2 }), 'mine.json: version: '],
    ['a node id with a dot', JSON.stringify({ ...minimal, nodes: { 'a.b': { type: 'x' } } }), 'mine.json: nodes.a.b: '],
    ['a node without type', JSON.stringify({ ...minimal, nodes: { a: {} } }), 'mine.json: nodes.a.type: '],
    ['a parameter that sets nothing', JSON.stringify({ ...minimal, parameters: { p: { sets: ['x'] } } }), 'expected "node.input"'],
  ])('refuses %s and says where', (_name, text, message) => {
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(WorkflowError);
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(message);
  });

  it('names every problem of a file', () => {
    const text = JSON.stringify({ ...minimal, name: 3, nodes: { a: {}, b: { type: '' } } });
    expect(() => parseWorkflow(text, 'mine.json')).toThrow(expect.objectContaining({ problems: [expect.any(String), expect.any(String), expect.any(String)] }));
  });

  it('says that a file is missing', async () => {
    await expect(loadWorkflow('no-such.json')).rejects.toThrow('no-such.json: there is no such file');
  });
});

describe('the workflows that ship', async () => {
  const files = (await readdir(repoPath('workflows'))).filter((name) => name.endsWith('.json'));

  it.each(files)('%s is valid, with parameters that lead somewhere', async (name) => {
    const workflow = await loadWorkflow(repoPath(`workflows/${name}`));
    expect(checkParameters(workflow, registry)).toEqual([]);
    expect(planGraph(workflow, registry).issues).toEqual([]);
  });
});

describe('settings', () => {
  const inputs = (settings: readonly string[], node: string) => applySettings(shipped, settings, registry).nodes[node]?.inputs;

  it('set a parameter, an input by id and an input by title', () => {
    expect(inputs(['prompt=a cat'], 'positive')).toMatchObject({ prompt: 'a cat' });
    expect(inputs(['positive.prompt=a dog'], 'positive')).toMatchObject({ prompt: 'a dog' });
    expect(inputs(['Positive prompt.prompt=a bird'], 'positive')).toMatchObject({ prompt: 'a bird' });
  });

  it('keep the text after the first equals sign as it is', () => {
    expect(inputs(['prompt=a sign "x=1" '], 'positive')).toMatchObject({ prompt: 'a sign "x=1" ' });
  });

  it('become values of the kind the input takes', () => {
    expect(inputs(['steps=8', 'schedule.sigmas=1, 0.5 0.25'], 'schedule')).toMatchObject({ steps: 8, sigmas: [1, 0.5, 0.25] });
    expect(inputs(['seed=18446744073709551615', 'denoise.rescale=false', 'guidance=2.5'], 'denoise')).toMatchObject({
      seed: '18446744073709551615', rescale: false, guidance: 2.5,
    });
  });

  it('that fit no kind are left to validation, which names node and input', () => {
    const graph = applySettings(shipped, ['steps=many'], registry);
    expect(() => planGraph(graph, registry)).toThrow('Node "schedule", input "steps": expected a whole number, got "many".');
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

  it('list parameters first, then every input that is no link', () => {
    const names = listSettables(shipped, registry).map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(['prompt', 'negative', 'model', 'width', 'height', 'steps', 'guidance', 'seed']);
    expect(names).toContain('positive.overflow');
    expect(names).not.toContain('denoise.latent');
  });

  it('find parameters that lead nowhere', () => {
    const workflow = { ...shipped, parameters: { a: { sets: ['nobody.x', 'positive.nothing', 'positive.prompt'] } } };
    expect(checkParameters(workflow, registry)).toEqual(['parameter "a": there is no input "nobody.x"', 'parameter "a": there is no input "positive.nothing"']);
  });
});
