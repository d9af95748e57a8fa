// @vitest-environment happy-dom
/** The page of settings. */
import { h } from 'preact';
import { afterEach, describe, expect, it } from 'vitest';
import { SettingsPage } from '../../../editor/panels/settings/SettingsPage.tsx';
import { nameExample, SAMPLE } from '../../../editor/panels/settings/name-example.ts';
import { parseTemplate, renderName } from '../../../engine/host/batch/names/template.ts';
import { ApiError } from '../../../editor/client/api.ts';
import { SETTING_NAMES, type SettingsChange, type SettingsView } from '../../../engine/protocol/index.ts';
import { choose, clear, click, named, press, settled, show, texts, type } from './dom.ts';
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

const VIEW: SettingsView = {
  paths: { file: '/data/settings.json', data: '/data', output: '/data/output', cache: '/cache' },
  settings: {
    ...(Object.fromEntries(SETTING_NAMES.map((name) => [name, {}])) as SettingsView['settings']),
    memory: { used: '3GiB', fixed: '--memory' },
    precision: { kept: 'int8' },
    cacheSize: { kept: '5GiB', used: '5GiB', usual: '20.0 GiB' },
  },
  models: [
    { path: '/mine', from: 'settings', isThere: true, isRead: false },
    { path: '/away', from: 'settings', isThere: false, isRead: false },
    { path: '/shipped', from: 'standard', isThere: true, isRead: true },
  ],
  devices: ['auto', 'cpu', 'cuda'],
  precisions: ['auto', 'exact', 'int8'],
};

function server(refuse: (change: SettingsChange) => ApiError | undefined = () => undefined) {
  return fakeEditor({
    answers: {
      serverSettings: () => VIEW,
      changeServerSettings: (change: SettingsChange) => {
        const error = refuse(change);
        if (error) throw error;
        return { ...VIEW, models: VIEW.models.filter(({ path }) => change.models?.includes(path) ?? true) };
      },
      cache: () => ({ entries: 3, bytes: 2e9, limit: 4e9 }),
    },
  });
}

const field = (root: ParentNode, name: string): HTMLInputElement => named(root, name, 'input') as HTMLInputElement;

describe('the settings of the server', () => {
  it('say where they are kept, what fixes them, and what waits for a start', async () => {
    const { root } = await shown(server());
    expect(root.textContent).toContain('Kept in /data/settings.json on the server.');
    expect(root.textContent).toContain('Fixed by --memory when the server was started.');
    expect(field(root, 'Memory for weights').disabled).toBe(true);
    const precision = named(root, 'Precision', 'select').closest('.st-row');
    expect(precision?.textContent).toContain('Used as soon as the server is started again.');
    expect(field(root, 'Largest size').closest('.st-row')?.textContent).not.toContain('started again');
  });

  it('are sent when a field is left, and removed when it is empty', async () => {
    const { root, calls } = await shown(server());
    const size = field(root, 'Largest size');
    size.focus();
    await type(size, ' 9GiB ');
    size.blur();
    await settled();
    size.focus();
    await type(size, '');
    size.blur();
    await settled();
    await choose(named(root, 'Device', 'select'), 'cuda');
    expect(calls.filter(([name]) => name === 'changeServerSettings').map(([, change]) => change)).toEqual([
      { cacheSize: '9GiB' },
      { cacheSize: null },
      { device: 'cuda' },
    ]);
  });

  it.each(['{prefix}-{run:05}', '{ seed }-{prompt:.5}', '{date}/{node} {index:03}', '{run:012}'])(
    'show for the template %j the name that a server gives',
    (template) => {
      expect(nameExample(template)).toBe(`${renderName(parseTemplate(template), SAMPLE)}.png`);
    },
  );

  it('take a template for names, and say which fields there are', async () => {
    const { root, calls } = await shown(server());
    const names = field(root, 'Name template');
    expect(names.closest('.st-row')?.textContent).toContain('{prefix} {run:05} {index} {seed} {prompt:.40}');
    names.focus();
    await type(names, '{date}/{seed}');
    expect(root.textContent).toContain('2026-11-30/42.png');
    names.blur();
    await settled();
    expect(calls.filter(([name]) => name === 'changeServerSettings').map(([, change]) => change)).toEqual([
      { fileNames: '{date}/{seed}' },
    ]);
  });

  it('show a refusal at its field', async () => {
    const issue = { code: 'setting', node: '', input: 'vram', message: 'Expected a size such as 12GiB.' };
    const { root } = await shown(server(() => new ApiError(422, { code: 'x', message: 'no', issues: [issue] })));
    const vram = field(root, 'Memory of the GPU');
    vram.focus();
    await type(vram, 'much');
    vram.blur();
    await settled();
    expect(vram.getAttribute('aria-invalid')).toBe('true');
    expect(vram.closest('.st-row')?.querySelector('[role="alert"]')?.textContent).toBe(
      'Expected a size such as 12GiB.',
    );
  });

  it('add and remove places with models', async () => {
    const { root, calls } = await shown(server());
    expect(texts(root, '.st-places li')).toEqual([
      '/mineread as soon as the server is started again',
      '/awaynot there now',
      '/shippedalways searched',
    ]);
    await type(field(root, 'Whole path of a folder with models'), '/more');
    root.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }));
    await settled();
    await click(named(root, 'Remove /away'));
    expect(calls.filter(([name]) => name === 'changeServerSettings').map(([, change]) => change)).toEqual([
      { models: ['/mine', '/away', '/more'] },
      { models: ['/mine'] },
    ]);
  });

  it('clear the cache once that is confirmed', async () => {
    const { root, calls } = await shown(server());
    expect(root.textContent).toContain('3 results, 2.0 GB of 4.0 GB');
    await click(named(root, 'Clear…'));
    expect(calls.some(([name]) => name === 'clearCache')).toBe(false);
    await click(named(root, 'Remove all', 'button'));
    expect(calls.some(([name]) => name === 'clearCache')).toBe(true);
  });

  it('say why they cannot be shown', async () => {
    const refusal = new ApiError(403, { code: 'token-missing', message: 'Settings are shown with a token.' });
    const { root } = await shown(
      fakeEditor({
        answers: {
          serverSettings: () => {
            throw refusal;
          },
        },
      }),
    );
    expect(root.textContent).toContain('Settings are shown with a token.');
  });
});
