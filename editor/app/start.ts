/** Connects the editor to the page: theme, keys, clipboard, drops, title, address. */
import { effect, type Signal } from '@preact/signals';
import type { Point } from '../document/layout/geometry.ts';
import { collectActions } from './actions/index.ts';
import { followAddress } from './session/address.ts';
import { listenToClipboard } from './input/clipboard.ts';
import { listenToDrops, takeFiles } from './input/drop.ts';
import type { App } from './create-editor.ts';
import { keepKeyboard } from './input/keep-keyboard-focus.ts';
import { openRunsAtFirstRun } from './session/open-runs.ts';
import { followTheme, followWidth } from './session/settings.ts';
import { listenToKeys } from './input/shortcuts.ts';
import { followTitle } from './session/title.ts';
import { messageOf } from '../words.ts';
import { t } from '../i18n/t.ts';

export interface PageParts {
  /** Whether files are being dragged over the page. */
  readonly dropping: Signal<boolean>;
}

export interface StartOptions {
  /** Name of a template to open once the editor is ready. */
  readonly template: string | undefined;
  /** Id of the document in the address. */
  readonly first: string | undefined;
}

export function startPage({ editor, ready, canvas }: App, { template, first }: StartOptions): PageParts {
  const centre = (): Point => canvas.peek()?.visibleCentre() ?? { x: 0, y: 0 };
  /** Position of the pointer on the screen while it is over the canvas. */
  let pointer: Point | undefined;
  addEventListener(
    'pointermove',
    ({ clientX, clientY, target }) => {
      pointer =
        target instanceof Node && canvas.peek()?.element.contains(target) ? { x: clientX, y: clientY } : undefined;
    },
    { passive: true },
  );

  followTheme(editor.settings);
  followWidth(editor.settings);
  openRunsAtFirstRun(editor.settings, editor.activity);
  followTitle(editor);
  followAddress({
    session: editor.session,
    settings: editor.settings,
    show: (document) => void editor.work.open({ document }),
  });
  collectActions(editor, canvas);
  listenToKeys(editor, (element) => canvas.peek()?.element.contains(element) ?? false);
  keepKeyboard(() => canvas.peek());
  listenToClipboard(editor, {
    at: () => (pointer && canvas.peek()?.toCanvas(pointer)) ?? centre(),
    files: (files) => void takeFiles(editor, files, centre(), only(editor.session.peek()?.selection.peek())),
  });
  const dropping = listenToDrops(editor, {
    toCanvas: (screen) => canvas.peek()?.toCanvas(screen) ?? screen,
    nodeAt: (screen) => canvas.peek()?.nodeAt(screen),
  });
  const failed = (error: unknown): void =>
    editor.notify('error', t('Something went wrong: {problem}', { problem: messageOf(error) }));
  addEventListener('unhandledrejection', ({ reason }) => failed(reason));
  // Without an error it is a remark of the browser, for example on a ResizeObserver loop.
  addEventListener('error', ({ error }) => error && failed(error));

  if (first !== undefined) reportMissing(editor, ready, first);
  if (template !== undefined) openTemplate(editor, ready, template);
  return { dropping };
}

/** Tells the user when the document in the address is no longer open. Another one is shown in its place. */
function reportMissing({ sessions, notify }: App['editor'], ready: App['ready'], first: string): void {
  const stop = effect(() => {
    if (!ready.value) return;
    queueMicrotask(() => stop());
    if (!sessions.peek().some(({ document }) => document.id === first))
      notify('info', t('The document at this address has been closed.'));
  });
}

/** The selected item, if exactly one is selected. */
function only(selection: ReadonlySet<string> | undefined): string | undefined {
  return selection?.size === 1 ? [...selection][0] : undefined;
}

/** Opens a template as a new document once the editor is ready. */
function openTemplate({ templates, work, notify }: App['editor'], ready: App['ready'], name: string): void {
  let opened = false;
  effect(() => {
    if (!ready.value || templates.value.length === 0 || opened) return;
    opened = true;
    const found = templates.value.find((each) => each.name === name);
    if (found) void work.open({ workflow: found.workflow });
    else notify('error', t('There is no template “{name}”.', { name }));
  });
}
