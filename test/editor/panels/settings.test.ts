// @vitest-environment happy-dom
/** The page of settings. */
import { h } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { SettingsPage } from '../../../editor/panels/settings/SettingsPage.tsx';
import { choose, clear, click, named, press, settled, show } from './dom.ts';
import { fakeEditor } from './fake.ts';

afterEach(clear);

async function shown(fake = fakeEditor()) {
  let closed = 0;
  const root = show(h(SettingsPage, { editor: fake.editor, close: () => void (closed += 1) }));
  await settled();
  return { ...fake, root, closed: () => closed };
}

describe('the settings of this browser', () => {
  it('change at once', async () => {
    const { root, editor } = await shown();
    await choose(root.querySelector('select'), 'zh-CN');
    expect(editor.settings.value.language).toBe('zh-CN');
    await click(root.querySelector('input[type="radio"][value="dark"]'));
    expect(editor.settings.value.theme).toBe('dark');
    await click(named(root, 'Minimap', 'input'));
    expect(editor.settings.value.minimap).toBe(false);
  });

  it('close with Escape', async () => {
    const { root, closed } = await shown();
    await press(root.querySelector('main'), 'Escape');
    expect(closed()).toBe(1);
  });
});
