// @vitest-environment happy-dom
/** The number of runs says what it took instead of a count it cannot take. */
import { signal } from '@preact/signals';
import { h } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { Batch } from '../../../editor/app/page/Batch.tsx';
import type { Editor, Settings } from '../../../editor/editor-context.ts';
import { clear, click, named, settled, show } from '../panels/dom.ts';

afterEach(clear);

function shown() {
  const settings = signal({ batch: 6 } as Settings);
  const root = show(h(Batch, { editor: { settings } as unknown as Editor }));
  const field = root.querySelector('input') as HTMLInputElement;
  const enter = async (text: string): Promise<void> => {
    field.value = text;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
  };
  const told = (): string => root.querySelector('[role=status]:not([hidden])')?.textContent ?? '';
  return { settings, root, field, enter, told };
}

describe('the number of runs', () => {
  it('says that a limit was taken, until the count changes', async () => {
    const { settings, root, field, enter, told } = shown();
    await enter('250');
    expect([settings.value.batch, field.value]).toEqual([100, '100']);
    expect(told()).toBe('250 is more than the limit: 100 is taken.');
    await click(named(root, 'One run fewer'));
    expect([settings.value.batch, told()]).toEqual([99, '']);
    await enter('0');
    expect([settings.value.batch, told()]).toEqual([1, '0 is less than the limit: 1 is taken.']);
  });

  it('says so again when the same limit was taken before', async () => {
    const { enter, told } = shown();
    await enter('100');
    expect(told()).toBe('');
    await enter('3000');
    expect(told()).toContain('3000');
  });

  it('keeps the count when the text is no number', async () => {
    const { settings, field, enter, told } = shown();
    await enter('many');
    expect([settings.value.batch, field.value, told()]).toEqual([6, '6', '']);
  });
});
