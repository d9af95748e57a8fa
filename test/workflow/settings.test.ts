/** Settings: values given as name=value, one or several for an input. */
import { describe, expect, it } from 'vitest';
import { planGraph } from '../../engine/graph/plan.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { loadWorkflow } from '../../engine/workflow/load.ts';
import { checkParameters, listSettables } from '../../engine/workflow/settables.ts';
import { applyLists, applySettings } from '../../engine/workflow/settings.ts';
import { standardNodes } from '../../nodes/index.ts';
import { repoPath } from '../inference/support/goldens.ts';

const registry = new NodeRegistry(standardNodes);
const shipped = await loadWorkflow(repoPath('workflows/text-to-image.json'));

/** The inputs of a node after the settings. */
const inputsAfter = (settings: readonly string[], node: string) =>
  applySettings(shipped, settings, registry).nodes[node]?.inputs;
const lists = (settings: readonly string[]) => applyLists(shipped, settings, registry).nodes;

describe('a setting', () => {
  it.each([
    ['a parameter', 'prompt=a cat', 'a cat'],
    ['an input by the id of its node', 'positive.prompt=a dog', 'a dog'],
    ['an input by the title of its node', 'Positive prompt.prompt=a bird', 'a bird'],
  ])('sets %s', (_name, setting, prompt) => {
    expect(inputsAfter([setting], 'positive')).toMatchObject({ prompt });
  });

  it('keeps the text after the first equals sign as it is', () => {
    expect(inputsAfter(['prompt=a sign "x=1" '], 'positive')).toMatchObject({ prompt: 'a sign "x=1" ' });
  });

  it('becomes a number or a list of numbers for an input that takes one', () => {
    const inputs = inputsAfter(['steps=8', 'schedule.sigmas=1, 0.5 0.25'], 'schedule');
    expect(inputs).toMatchObject({ steps: 8, sigmas: [1, 0.5, 0.25] });
    expect(inputsAfter(['guidance=2.5'], 'denoise')).toMatchObject({ guidance: 2.5 });
  });

  it('becomes true or false for an input that takes those', () => {
    expect(inputsAfter(['denoise.rescale=false'], 'denoise')).toMatchObject({ rescale: false });
    expect(inputsAfter(['denoise.rescale=true'], 'denoise')).toMatchObject({ rescale: true });
  });

  it('keeps all 64 bits of a seed', () => {
    expect(inputsAfter(['seed=18446744073709551615'], 'denoise')).toMatchObject({ seed: '18446744073709551615' });
  });

  it.each([
    ['steps=many', 'Node "schedule", input "steps": expected a whole number, got "many".'],
    ['denoise.rescale=maybe', 'Node "denoise", input "rescale": expected true or false, got "maybe".'],
  ])('of the wrong kind is left to the graph check, which names node and input: %s', (setting, message) => {
    const graph = applySettings(shipped, [setting], registry);
    expect(() => planGraph(graph, registry)).toThrow(message);
  });

  it('replaces an earlier one for the same input', () => {
    expect(inputsAfter(['steps=8', 'steps=9'], 'schedule')).toMatchObject({ steps: 9 });
  });

  it('does not change the workflow it is applied to', () => {
    applySettings(shipped, ['steps=8'], registry);
    expect(shipped.nodes['schedule']?.inputs).toMatchObject({ steps: 20 });
  });

  it.each([
    [['promt=x'], 'there is nothing called "promt" to set. Did you mean "prompt"?'],
    [['qqqqqqqq=x'], 'Known: prompt, negative, model, width, height, steps, guidance, seed, '],
    [['prompt'], '"prompt" is not of the form name=value'],
    [['=x'], '"=x" is not of the form name=value'],
    [['denoise.latent=x'], '"denoise.latent" comes from another node, so it cannot be set'],
  ])('is refused when its name leads nowhere: %j', (settings, message) => {
    expect(() => applySettings(shipped, settings, registry)).toThrow(message);
    expect(() => applyLists(shipped, settings, registry)).toThrow(message);
  });

  it('is refused together with every other wrong one', () => {
    for (const [option, apply] of [['--set', applySettings] as const, ['--each', applyLists] as const])
      expect(() => apply(shipped, ['a=1', 'b=2'], registry)).toThrow(
        new RegExp(`^${option}: [^]*called "a"[^]*\n${option}: [^]*called "b"`),
      );
  });
});

describe('a list of values', () => {
  it('holds the values of every setting of one name', () => {
    const nodes = lists(['prompt=a, b', 'prompt=c']);
    expect(nodes['positive']?.inputs?.['prompt']).toEqual({ each: ['a, b', 'c'], axis: 'prompt' });
  });

  it('of numbers may be written with commas and ranges', () => {
    expect(lists(['seed=1..3,9', 'guidance=2.5,4'])['denoise']?.inputs).toMatchObject({
      seed: { each: ['1', '2', '3', '9'], axis: 'seed' },
      guidance: { each: [2.5, 4], axis: 'guidance' },
    });
  });

  it('of seeds may be a range at the end of 64 bits', () => {
    const seeds = ['18446744073709551614', '18446744073709551615'];
    expect(lists([`seed=${seeds.join('..')}`])['denoise']?.inputs).toMatchObject({ seed: { each: seeds } });
  });

  it('holds at most 10 000 values: more are refused, never left out', () => {
    const each = Array.from({ length: 10_000 }, (_, i) => String(i + 1));
    expect(lists(['seed=1..10000'])['denoise']?.inputs).toMatchObject({ seed: { each } });
    const largest = '0..18446744073709551615';
    expect(() => lists(['seed=1..10001'])).toThrow(
      '--each: seed: "1..10001" gives 10001 values; the most is 10000, such as 1..10000',
    );
    expect(() => lists([`seed=${largest}`])).toThrow('gives 18446744073709551616 values');
    expect(() => lists(['seed=1..9999', 'seed=1..2'])).toThrow('--each: seed gets 10001 values; the most is 10000');
  });

  it('may go from a number below zero, and never backwards', () => {
    expect(lists(['steps=-1..1'])['schedule']?.inputs).toMatchObject({ steps: { each: [-1, 0, 1] } });
    expect(() => lists(['seed=4..1'])).toThrow('--each: seed: "4..1" runs backwards; write 1..4');
  });

  it('is combined with every other list', () => {
    const nodes = lists(['prompt=a', 'prompt=b', 'seed=1..4', 'guidance=2.5,4']);
    expect(planGraph({ nodes }, registry).targets).toHaveLength(2 * 4 * 2);
  });
});

describe('what can be set', () => {
  it('is the parameters first, then every input that is not a link', () => {
    const names = listSettables(shipped, registry).map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(['prompt', 'negative', 'model', 'width', 'height', 'steps', 'guidance', 'seed']);
    expect(names).toContain('positive.overflow');
    expect(names).not.toContain('denoise.latent');
  });

  it('is no input by a title that two nodes share', () => {
    const twins = Object.fromEntries(
      Object.entries(shipped.nodes).map(([id, node]) => [id, { ...node, title: 'Same' }]),
    );
    expect(() => applySettings({ ...shipped, nodes: twins }, ['Same.prompt=x'], registry)).toThrow('"Same.prompt"');
  });

  it('does not include parameters that set inputs which do not exist', () => {
    const parameters = { a: { sets: ['nobody.x', 'positive.nothing', 'positive.prompt'] } };
    expect(checkParameters({ ...shipped, parameters }, registry)).toEqual([
      'parameter "a": there is no input "nobody.x"',
      'parameter "a": there is no input "positive.nothing"',
    ]);
  });
});
