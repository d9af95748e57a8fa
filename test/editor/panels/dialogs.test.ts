// @vitest-environment happy-dom
/** Dialogs, palettes and menus. */
import { h } from 'preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Action, Dialog, Editor } from '../../../editor/editor-context.ts';
import { nodeChoices } from '../../../editor/panels/dialogs/node-choices.ts';
import { Dialogs } from '../../../editor/panels/dialogs/Dialogs.tsx';
import { clear, click, named, press, settled, show, texts, type } from './dom.ts';
import { type Fake, fakeEditor, TYPES, WORKFLOW } from './fake.ts';

beforeEach(() => localStorage.clear());
afterEach(clear);

async function open(
  fake: Fake,
  dialog: Dialog,
): Promise<{ readonly root: HTMLElement; readonly field: () => HTMLInputElement; readonly options: () => string[] }> {
  const before = document.createElement('button');
  before.id = 'before';
  document.body.append(before);
  before.focus();
  const root = show(h(Dialogs, { editor: fake.editor }));
  fake.editor.dialog.value = dialog;
  await settled();
  return {
    root,
    field: () => root.querySelector<HTMLInputElement>('[role=combobox], input') as HTMLInputElement,
    options: () => texts(root, '[role=option] .pn-grow'),
  };
}

const action = (id: string, title: string, more: Partial<Action> = {}): Action => ({
  id,
  title,
  group: 'Edit',
  run: () => undefined,
  ...more,
});
const setActions = (editor: Editor, actions: readonly Action[]): void => void (editor.actions.value = actions);

describe('a dialog', () => {
  it('takes the focus, keeps Tab inside, and returns the focus when it closes', async () => {
    const fake = fakeEditor();
    const { root } = await open(fake, { kind: 'save-as' });
    const dialog = root.querySelector('dialog');
    expect(dialog?.open).toBe(true);
    expect(root.querySelector(`#${dialog?.getAttribute('aria-labelledby')}`)?.textContent).toBe('Save as');
    expect(document.activeElement).toBe(root.querySelector('input'));
    const last = named(root, 'Save');
    last.focus();
    expect((await press(last, 'Tab')).defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(named(root, 'Close'));
    await press(named(root, 'Close'), 'Tab', { shiftKey: true });
    expect(document.activeElement).toBe(last);
    await press(last, 'Escape');
    expect(fake.editor.dialog.value).toBeUndefined();
    expect(root.querySelector('dialog')).toBeNull();
    expect(document.activeElement?.id).toBe('before');
  });

  it('keeps key presses from the page, and closes on a click beside it', async () => {
    const fake = fakeEditor();
    const { root } = await open(fake, { kind: 'keys' });
    let heard = 0;
    const listener = (): void => void (heard += 1);
    window.addEventListener('keydown', listener);
    await press(root.querySelector('input'), 'Delete');
    window.removeEventListener('keydown', listener);
    expect(heard).toBe(0);
    const dialog = root.querySelector('dialog');
    // A selection of text that ends beside the dialog.
    root.querySelector('input')?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await click(dialog);
    expect(fake.editor.dialog.value).toBeDefined();
    dialog?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    await click(dialog);
    expect(fake.editor.dialog.value).toBeUndefined();
  });
});

describe('the search for a node', () => {
  it('adds the marked node on Enter, and lists it as recent the next time', async () => {
    const fake = fakeEditor();
    const { root, field, options } = await open(fake, { kind: 'add-node', at: { x: 10, y: 20 } });
    expect(document.activeElement).toBe(field());
    await type(field(), 'pai');
    expect(options()).toEqual(['Paint']);
    expect(root.querySelector('.pn-palette-detail')?.textContent).toBe('Does paint.');
    await press(field(), 'Enter');
    const workflow = fake.session.document.workflow.value;
    const [id] = Object.keys(workflow.nodes).filter((each) => !Object.hasOwn(WORKFLOW.nodes, each));
    expect(workflow.nodes[id ?? '']?.type).toBe('paint');
    expect(fake.editor.dialog.value).toBeUndefined();
    expect(fake.session.selection.value).toEqual(new Set([id]));
    fake.editor.dialog.value = { kind: 'add-node', at: { x: 0, y: 0 } };
    await settled();
    expect(options()[0]).toBe('Paint');
    expect(texts(root, '.pn-palette-group')[0]).toBe('Recent');
  });

  it('moves the focus to the canvas before the next frame if a node was added, and only then', async () => {
    const fake = fakeEditor();
    const element = document.createElement('div');
    element.tabIndex = 0;
    document.body.append(element);
    element.focus();
    let focused = 0;
    const root = show(
      h(Dialogs, { editor: fake.editor, canvas: { element, focus: () => void (focused += 1), enter: () => {} } }),
    );
    await settled();
    const drawn = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    };
    fake.editor.dialog.value = { kind: 'add-node', at: { x: 0, y: 0 } };
    await drawn();
    root.querySelector('[role=combobox]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await drawn();
    expect([root.querySelector('dialog'), focused]).toEqual([null, 1]);
    await settled();
    expect(focused).toBe(1);
    fake.editor.dialog.value = { kind: 'add-node', at: { x: 0, y: 0 } };
    await drawn();
    root
      .querySelector('[role=combobox]')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settled();
    expect([document.activeElement, focused]).toEqual([element, 1]);
  });

  it('moves through its options by arrow keys, around the ends, while the field keeps the focus', async () => {
    const fake = fakeEditor();
    const { root, field, options } = await open(fake, { kind: 'add-node', at: { x: 0, y: 0 } });
    const marked = (): string | undefined =>
      root
        .querySelector(`#${CSS.escape(field().getAttribute('aria-activedescendant') ?? '')}`)
        ?.querySelector('.pn-grow')?.textContent ?? undefined;
    expect(marked()).toBe(options()[0]);
    await press(field(), 'ArrowDown');
    expect(marked()).toBe(options()[1]);
    await press(field(), 'ArrowUp');
    await press(field(), 'ArrowUp');
    expect(marked()).toBe(options().at(-1));
    expect(document.activeElement).toBe(field());
  });

  it('offers only nodes that fit a loose wire, and connects the chosen one', async () => {
    const fake = fakeEditor();
    const { root, field, options } = await open(fake, {
      kind: 'add-node',
      at: { x: 0, y: 0 },
      from: { node: 'paint', side: 'output', name: 'image' },
    });
    expect(options()).toEqual(['Save']);
    expect(root.textContent).toContain('Takes Paint: Image');
    await press(field(), 'Enter');
    const added = Object.entries(fake.session.document.workflow.value.nodes).find(
      ([id]) => !Object.hasOwn(WORKFLOW.nodes, id),
    );
    expect(added?.[1].inputs).toEqual({ image: { from: 'paint.image' } });
  });

  it('says so when no node matches', async () => {
    const { root, field } = await open(fakeEditor(), { kind: 'add-node', at: { x: 0, y: 0 } });
    await type(field(), 'zebra');
    expect(root.querySelector('[role=status]')?.textContent).toContain('No node matches “zebra”');
    expect(root.querySelectorAll('[role=option]')).toHaveLength(0);
  });

  it('offers recent types first, then subgraphs, and a note last; for a wire only nodes that pass it on', () => {
    const all = nodeChoices({ ...WORKFLOW, subgraphs: { sub: { nodes: {} } } }, TYPES, {}, ['save']).map(
      ({ type: each }) => each,
    );
    expect(all[0]).toBe('save');
    expect(all).toContain('subgraph/sub');
    expect(all.at(-1)).toBe('');
    expect(nodeChoices(WORKFLOW, TYPES, { wire: 'words.model' }, [])).toEqual([]);
  });
});

describe('the command palette', () => {
  it('runs an action after it has closed, and ignores a disabled one', async () => {
    const fake = fakeEditor();
    const ran: unknown[] = [];
    setActions(fake.editor, [
      action('edit.undo', 'Undo', { keys: ['Mod+Z'], run: () => ran.push(fake.editor.dialog.value) }),
      action('run.cancel', 'Cancel the run', { group: 'Run', enabled: () => false, run: () => ran.push('cancel') }),
    ]);
    const { root, field } = await open(fake, { kind: 'commands' });
    expect(texts(root, 'kbd')).toEqual(['Ctrl', 'Z']);
    await type(field(), 'cancel');
    await press(field(), 'Enter');
    expect(ran).toEqual([]);
    await type(field(), 'und');
    await press(field(), 'Enter');
    expect(ran).toEqual([undefined]);
  });
});

describe('the key sheet', () => {
  it('lists actions with keys by group, and finds them by name and by key', async () => {
    const fake = fakeEditor();
    setActions(fake.editor, [
      action('edit.undo', 'Undo', { keys: ['Mod+Z'] }),
      action('run.run', 'Run', { group: 'Run', keys: ['Mod+Enter'] }),
      action('view.theme', 'Dark theme', { group: 'View' }),
    ]);
    const { root, field } = await open(fake, { kind: 'keys' });
    expect(texts(root, '.pn-key-sheet dt')).toEqual(['Run', 'Undo']);
    await type(field(), 'ctrl z');
    expect(texts(root, 'dt')).toEqual(['Undo']);
  });

  it('shows every mark of a node as nodes show it, with its meaning', async () => {
    const { root } = await open(fakeEditor(), { kind: 'keys' });
    const lines = [...root.querySelectorAll('.pn-mark-line')];
    const marks = lines.flatMap((line) => texts(line, '.status-text, .picture-earlier'));
    expect(marks.join(', ')).toBe(
      'Will run, Runs if needed, Not needed, Will be reused, Reused from memory, Waiting, Step 3 of 20, ' +
        'Done in 3.0 s, Cannot run, Failed, Muted, Bypassed, Skipped, Cancelled, Earlier',
    );
    expect(lines.every((line) => (line.querySelector('dd')?.textContent ?? '') !== '')).toBe(true);
    expect(root.querySelectorAll('.pn-mark-line .node-status svg')).toHaveLength(marks.length - 1);
  });
});

describe('a menu', () => {
  it('moves by arrow keys and first letters, and runs an enabled item', async () => {
    const fake = fakeEditor();
    const ran: string[] = [];
    const item = (id: string, title: string, more: Partial<Action> = {}): Action =>
      action(id, title, { run: () => ran.push(id), ...more });
    const { root } = await open(fake, {
      kind: 'menu',
      at: { x: 5, y: 5 },
      actions: [
        item('off', 'Off', { enabled: () => false }),
        item('copy', 'Copy'),
        item('paste', 'Paste', { group: 'Graph' }),
        item('delete', 'Delete'),
      ],
    });
    expect(document.activeElement?.textContent).toBe('Copy');
    await press(document.activeElement, 'ArrowDown');
    expect(document.activeElement?.textContent).toBe('Paste');
    await press(document.activeElement, 'd');
    expect(document.activeElement?.textContent).toBe('Delete');
    await press(document.activeElement, 'ArrowDown');
    expect(document.activeElement?.textContent).toBe('Copy');
    await click(named(root, 'Off', '[role=menuitem]'));
    await click(named(root, 'Copy', '[role=menuitem]'));
    expect(ran).toEqual(['copy']);
    expect(fake.editor.dialog.value).toBeUndefined();
  });
});

describe('the entries of a menu', () => {
  it('say what they would do now, what is on, and which colour they give', async () => {
    const { root } = await open(fakeEditor(), {
      kind: 'menu',
      at: { x: 5, y: 5 },
      actions: [
        action('mute', 'Mute or unmute', { label: () => 'Unmute' }),
        action('map', 'Minimap', { isOn: () => true }),
        action('snap', 'Snap to the grid', { isOn: () => false }),
        action('blue', 'Blue', { isOn: () => true, swatch: '--socket-scheduler' }),
      ],
    });
    const entries = [...root.querySelectorAll('[role^=menuitem]')];
    expect(entries.map((each) => [each.textContent?.trim(), each.getAttribute('aria-checked')])).toEqual([
      ['Unmute', null],
      ['Minimap', 'true'],
      ['Snap to the grid', 'false'],
      ['Blue', 'true'],
    ]);
    const dot = root.querySelector('[role=group][aria-label=Colour] .pn-menu-dot');
    expect(dot?.getAttribute('style')).toContain('--socket-scheduler');
  });
});

describe('the Save as dialog', () => {
  it('checks the name, and says so when it would overwrite a file', async () => {
    const fake = fakeEditor();
    Object.assign(fake.editor, { saved: { value: [{ name: 'taken', digest: '', title: '', modified: 0 }] } });
    const { root, field } = await open(fake, { kind: 'save-as' });
    expect(field().value).toBe('fox');
    await type(field(), 'a/b');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect((named(root, 'Save') as HTMLButtonElement).disabled).toBe(true);
    await type(field(), 'Taken');
    await click(named(root, 'Overwrite'));
    expect(fake.calls.at(-1)).toEqual(['save', { name: 'Taken', overwrite: true }]);
  });
});

describe('a dropped workflow', () => {
  it('shows the differences, and replaces the shown one as one undo step', async () => {
    const fake = fakeEditor();
    const dropped = {
      ...WORKFLOW,
      nodes: {
        ...WORKFLOW.nodes,
        paint: { ...WORKFLOW.nodes['paint'], type: 'paint', inputs: { ...WORKFLOW.nodes['paint']?.inputs, steps: 30 } },
      },
    };
    const { root } = await open(fake, { kind: 'replace', workflow: dropped, source: 'fox.png' });
    expect(texts(root, 'tbody td')).toEqual(['20', '30']);
    await click(named(root, 'Replace', 'button'));
    expect(fake.session.document.workflow.value.nodes['paint']?.inputs?.['steps']).toBe(30);
    expect(fake.session.document.undo()).toBe('Replace with fox.png');
    expect(fake.session.document.workflow.value).toEqual(WORKFLOW);
  });
});

describe('sharing', () => {
  it('writes a command, a program and an API call, with every value of the form on request', async () => {
    const answers = { sharePicture: () => new Blob([]), session: () => ({ token: true }) };
    const { root } = await open(fakeEditor({ answers }), { kind: 'share' });
    const pick = async (name: string): Promise<void> => {
      const input = [...root.querySelectorAll('label')]
        .find((label) => label.textContent === name)
        ?.querySelector('input');
      if (!input) throw new Error(`Nothing is called "${name}".`);
      input.checked = true;
      input.dispatchEvent(new Event('change', { bubbles: true }));
      await settled();
    };
    await pick('Code');
    expect(root.querySelector('code')?.textContent).toBe('npx inkloom run fox.json');
    await pick('Write out every value of the form');
    expect(root.querySelector('code')?.textContent).toContain("--set 'prompt=A red fox'");
    await pick('TypeScript');
    expect(root.querySelector('code')?.textContent).toContain("from 'inkloom'");
    await pick('API call');
    expect(root.querySelector('code')?.textContent).toContain('/api/runs');
    expect(root.querySelector('code')?.textContent).toContain('Bearer $INKLOOM_TOKEN');
  });
});

describe('the Open dialog', () => {
  it('opens a saved workflow, and deletes one only after confirmation', async () => {
    const fake = fakeEditor({ answers: { documents: () => [] } });
    Object.assign(fake.editor, {
      saved: {
        value: [
          { name: 'a', digest: '', title: 'Alpha', modified: 1 },
          { name: 'b', digest: '', title: 'Beta', modified: 2 },
        ],
      },
    });
    const { root } = await open(fake, { kind: 'open' });
    expect(texts(root, '.pn-file strong')).toEqual(['Beta', 'Alpha']);
    await click(named(root, 'Delete a'));
    expect(fake.calls.some(([name]) => name === 'deleteWorkflow')).toBe(false);
    await click(named(root, 'Delete', 'button'));
    expect(fake.calls).toContainEqual(['deleteWorkflow', 'a']);
    await click(root.querySelector('.pn-file-open'));
    expect(fake.calls.at(-1)).toEqual(['open', { file: 'b' }]);
  });
});
