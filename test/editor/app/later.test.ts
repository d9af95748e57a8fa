// @vitest-environment happy-dom
/** Components whose code is loaded when they are first shown. */
import { h } from 'preact';
import { afterEach, expect, it } from 'vitest';
import { later, loadTheRest } from '../../../editor/later.tsx';
import { clear, settled, show } from '../panels/dom.ts';

afterEach(clear);

const Hello = ({ to }: { readonly to: string }) => h('p', null, `Hello ${to}`);

it('shows a component once its code is there, and loads it once', async () => {
  let loads = 0;
  const Later = later<{ readonly to: string }>(async () => {
    loads += 1;
    return Hello;
  });
  const root = show(h('div', null, h(Later, { to: 'Ada' }), h(Later, { to: 'Bob' })));
  expect(root.textContent).toBe('');
  await settled();
  expect(root.textContent).toBe('Hello AdaHello Bob');
  expect(loads).toBe(1);
});

it('loads what was not shown yet, and asks again for what could not be loaded', async () => {
  const asked: string[] = [];
  const broken = later<{ readonly to: string }>(async () => {
    asked.push('broken');
    if (asked.filter((each) => each === 'broken').length === 1) throw new Error('offline');
    return Hello;
  });
  later(async () => {
    asked.push('fine');
    return Hello;
  });
  await loadTheRest();
  expect(asked).toEqual(['broken', 'fine']);
  await loadTheRest();
  expect(asked).toEqual(['broken', 'fine', 'broken']);
  expect(show(h(broken, { to: 'Cem' })).textContent).toBe('Hello Cem');
});
