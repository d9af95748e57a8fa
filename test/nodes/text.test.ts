// Nodes that write text: what they ask of the model, what is kept, what the user sees, and a model that cannot write.
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryCache } from '../../engine/cache/memory.ts';
import type { Graph } from '../../engine/graph/graph.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Services } from '../../engine/graph/service.ts';
import { Engine, type EngineRunOptions, type RunResult } from '../../engine/run/engine.ts';
import type { WriteRequest } from '../../inference/families/requests.ts';
import { zeros } from '../../inference/index.ts';
import { standardNodes } from '../../nodes/index.ts';
import { standardServices } from '../../nodes/services/standard.ts';
import { FILE_DIGESTS, INFERENCE, INPUT_FILES, MODELS } from '../../nodes/services/tokens.ts';
import { repoPath } from '../inference/support/goldens.ts';

const from = (source: string) => ({ from: source });
const registry = new NodeRegistry(standardNodes);
const standard = standardServices({
  modelFolders: [repoPath('models')],
  inputFolders: [repoPath('test/fixtures/images')],
});
const { services } = standard;
afterAll(() => standard.close());

type Inputs = Readonly<Record<string, unknown>>;

/** One node that writes, with a text encoder, and pictures if it has an input for them. */
function graphOf(type: string, inputs: Inputs, model = 'tiny-random'): Graph {
  const picture = (image: string) => ({ type: 'load-image', inputs: { image, alpha: true } });
  return {
    nodes: {
      encoder: { type: 'load-text-encoder', inputs: { textEncoder: model } },
      a: picture('a.png'),
      rgba: picture('rgba.png'),
      it: { type, inputs: { textEncoder: from('encoder.textEncoder'), ...inputs } },
    },
  };
}

const textOf = ({ outputs, failures }: RunResult): unknown => {
  expect(failures).toEqual([]);
  return outputs['it']?.['text'];
};

describe('write-text, with a model', () => {
  const cache = new MemoryCache();
  const engine = new Engine({ registry, services, cache });
  const write = (inputs: Inputs, options: Partial<EngineRunOptions> = {}) =>
    engine.run(graphOf('write-text', { prompt: 'Hello', mostTokens: 3, ...inputs }), { targets: ['it'], ...options });

  it('writes the same for a seed, without running again, and another text for another seed', async () => {
    const first = await write({ temperature: 1, seed: 5 });
    expect(first.executed).toContain('it');
    const again = await write({ temperature: 1, seed: 5 });
    expect(again.executed).not.toContain('it');
    const elsewhere = await new Engine({ registry, services }).run(
      graphOf('write-text', { prompt: 'Hello', mostTokens: 3, temperature: 1, seed: 5 }),
      { targets: ['it'] },
    );
    const other = await write({ temperature: 1, seed: 6 });
    expect(textOf(again)).toBe(textOf(first));
    expect(textOf(elsewhere)).toBe(textOf(first));
    expect(textOf(other)).not.toBe(textOf(first));
  });

  it('looks at pictures, those with alpha too', async () => {
    const blind = await write({});
    const seeing = await write({ pictures: [from('a.image'), from('rgba.image')], side: 56 });
    expect(textOf(seeing)).not.toBe(textOf(blind));
  });

  it('shows the text as progress, and says when it was cut off', async () => {
    const shown: unknown[] = [];
    const notes: string[] = [];
    const result = await write(
      { prompt: 'Hi' },
      {
        onEvent(event) {
          if (event.type === 'node-progress' && event.node === 'it') shown.push(event.text);
          if (event.type === 'node-note') notes.push(event.message);
        },
      },
    );
    expect(shown.at(-1)).toBe(textOf(result));
    expect(notes).toContain('The text was cut off after 3 tokens');
  });

  it('refuses before anything runs when the text encoder has no language head', async () => {
    const { failures, executed } = await engine.run(graphOf('write-text', { prompt: 'Hello' }, 'nano'), {
      targets: ['it'],
      foresee: true,
    });
    expect(executed).toEqual([]);
    expect(failures).toMatchObject([{ node: 'it', code: 'tensor-missing' }]);
    expect(failures[0]?.message).toMatch(/nano.*cannot write: it has no language head .*Choose a text encoder/s);
  });
});

/** Answers with a fixed text, and remembers the questions. */
function scripted(text: string) {
  const asked: WriteRequest[] = [];
  const real = services.use(INFERENCE);
  const request = async (operation: string, given: unknown): Promise<unknown> => {
    if (operation === 'writeText') {
      asked.push(given as WriteRequest);
      return { text, tokens: [1], end: 'model' };
    }
    if (operation === 'readPicture') return { tokens: zeros([1, 64]), rows: 1, columns: 1 };
    if (operation === 'resizeImage') return given;
    return {};
  };
  const own = new Services()
    .provide(MODELS, services.use(MODELS))
    .provide(FILE_DIGESTS, services.use(FILE_DIGESTS))
    .provide(INPUT_FILES, services.use(INPUT_FILES))
    .provide(INFERENCE, {
      request: request as typeof real.request,
      profile: () => real.profile(),
      device: () => real.device(),
      settle: (ref) => real.settle(ref),
      lora: (...given) => real.lora(...given),
      expect: async () => undefined,
    });
  const run = (type: string, inputs: Inputs) =>
    new Engine({ registry, services: own }).run(graphOf(type, inputs), { targets: ['it'] });
  return { asked, run };
}

describe('enhance-prompt', () => {
  it('asks in the language of the prompt, and ends with the quality words of that language', async () => {
    const english = scripted(' A fox,\n red and small. \n');
    expect(textOf(await english.run('enhance-prompt', { prompt: 'a fox' }))).toBe(
      'A fox, red and small, Ultra HD, 4K, cinematic composition.',
    );
    expect(english.asked).toMatchObject([{ system: 'You are a helpful assistant.', temperature: 0, mostTokens: 512 }]);
    expect(english.asked[0]?.prompt).toMatch(/^Rewrite a prompt .*To be rewritten: a fox\nRewritten:$/s);
    const chinese = scripted('一只红色的小狐狸');
    expect(textOf(await chinese.run('enhance-prompt', { prompt: 'fox 狐狸' }))).toBe(
      '一只红色的小狐狸，超清，4K，电影级构图。',
    );
    expect(chinese.asked[0]?.prompt).toMatch(/^请改写.*原文：fox 狐狸\n改写：$/s);
  });

  it('takes a prompt with pictures as an instruction to edit them', async () => {
    const { asked, run } = scripted('Replace the sky with an orange one');
    const inputs = { prompt: 'orange sky', pictures: [from('a.image')] };
    expect(textOf(await run('enhance-prompt', inputs))).toBe('Replace the sky with an orange one');
    expect(asked[0]?.prompt).toMatch(/^Rewrite an instruction to edit/);
    expect(asked[0]?.pictures).toHaveLength(1);
  });

  it('refuses a prompt of nothing but spaces', async () => {
    const { failures } = await scripted('x').run('enhance-prompt', { prompt: ' \n' });
    expect(failures).toMatchObject([{ node: 'it', message: 'There is no prompt to enhance: write one' }]);
  });
});

describe('caption', () => {
  it.each([
    ['english', /^Write a caption/],
    ['chinese', /^请用通顺/],
  ])('asks for one in %s', async (language, request) => {
    const { asked, run } = scripted(' A red square. ');
    expect(textOf(await run('caption', { image: from('a.image'), language }))).toBe('A red square.');
    expect(asked).toMatchObject([{ temperature: 0, mostTokens: 512, pictures: [{ rows: 1, columns: 1 }] }]);
    expect(asked[0]?.prompt).toMatch(request);
  });
});

describe('questions', () => {
  it('have four pictures at most', async () => {
    const pictures = Array.from({ length: 5 }, () => from('a.image'));
    const { failures } = await scripted('x').run('write-text', { prompt: 'What?', pictures });
    expect(failures).toMatchObject([{ node: 'it', details: { field: 'pictures', received: '5' } }]);
  });

  it('stop at each line of the field', async () => {
    const { asked, run } = scripted('x');
    await run('write-text', { prompt: 'What?', stop: 'User:\n\n###' });
    expect(asked[0]?.stops).toEqual(['User:', '###']);
  });
});
