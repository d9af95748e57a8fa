// @vitest-environment happy-dom
/** Renaming a document on its tab. */
import { h, render } from 'preact';
import { useState } from 'preact/hooks';
import { afterEach, expect, it } from 'vitest';
import { TabName } from '../../../editor/app/page/TabName.tsx';

afterEach(() => document.body.replaceChildren());

async function drawn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}

function shown(renamed: string[]) {
  function Tab() {
    const [editing, onEdit] = useState(false);
    return h(
      'div',
      { role: 'tab', tabIndex: 0 },
      h(TabName, { name: 'Fox', editing, onEdit, rename: (to) => renamed.push(to) }),
    );
  }
  const host = document.createElement('div');
  document.body.append(host);
  render(h(Tab, {}), host);
  return {
    tab: () => host.querySelector('[role=tab]'),
    write: async (text: string, key: string): Promise<void> => {
      host.querySelector('.app-tab-name')?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
      await drawn();
      const field = host.querySelector('input');
      field?.focus();
      if (field) field.value = text;
      field?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await drawn();
    },
  };
}

it('Enter commits a name that is not blank, Escape drops it, and the tab gets the focus back', async () => {
  const renamed: string[] = [];
  const { tab, write } = shown(renamed);
  await write('Cat', 'Escape');
  expect([renamed, document.activeElement]).toEqual([[], tab()]);
  await write('Owl', 'Enter');
  expect([renamed, document.activeElement]).toEqual([['Owl'], tab()]);
  await write('  ', 'Enter');
  expect(renamed).toEqual(['Owl']);
});
