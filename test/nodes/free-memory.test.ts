// Memory that is given back without waiting for the garbage collector.
import { expect, it } from 'vitest';
import { freeMemory } from '../../inference/index.ts';

it('takes large arrays out of a message, wherever they are, once', () => {
  const shared = new Uint8Array(200_000);
  const message = {
    image: { data: shared },
    masks: [{ colours: shared.subarray(5) }, { data: new Uint8Array(70_000) }],
  };
  freeMemory(message);
  expect([message.image.data.length, shared.buffer.byteLength]).toEqual([0, 0]);
  expect(message.masks.map(({ colours, data }) => (colours ?? data)?.length)).toEqual([0, 0]);
  freeMemory(message);
});

it('leaves small arrays, which may share the memory of others', () => {
  const small = Buffer.from('small');
  freeMemory({ small, text: 'x', nothing: null });
  expect(small.toString()).toBe('small');
});
