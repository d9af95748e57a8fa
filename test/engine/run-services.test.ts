// Services that one run has of its own, beside those of its engine.
import { describe, expect, it } from 'vitest';
import { defineNode } from '../../engine/graph/define.ts';
import { NodeRegistry } from '../../engine/graph/registry.ts';
import { Services, serviceToken } from '../../engine/graph/service.ts';
import { STRING } from '../../engine/graph/socket.ts';
import { Engine } from '../../engine/run/engine.ts';

const WORD = serviceToken<string>('word');

const say = defineNode({
  type: 'say',
  version: 1,
  title: 'Say',
  category: 'toy',
  description: 'Gives the word of the run.',
  inputs: {},
  outputs: { word: { socket: STRING } },
  terminal: true,
  fingerprint: (_, ctx) => Promise.resolve(ctx.use(WORD)),
  run: (_, ctx) => ({ word: ctx.use(WORD) }),
});

describe('services of a run', () => {
  const engine = new Engine({
    registry: new NodeRegistry([say]),
    services: new Services().provide(WORD, 'of the engine'),
  });
  const graph = { nodes: { said: { type: 'say' } } };

  it('are its own while other runs use those of the engine', async () => {
    const services = new Services().provide(WORD, 'of the engine').with(WORD, 'of the run');
    const results = await Promise.all([engine.run(graph), engine.run(graph, { services }), engine.run(graph)]);
    expect(results.map(({ outputs }) => outputs['said']?.['word'])).toEqual([
      'of the engine',
      'of the run',
      'of the engine',
    ]);
  });

  it('leave the services they were made from as they are', () => {
    const services = new Services().provide(WORD, 'first');
    services.with(WORD, 'second');
    expect(services.use(WORD)).toBe('first');
  });
});
