/**
 * A modal dialog, built on the browser's own. Escape and a click beside it close it, and the focus returns to where it
 * was.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Point } from '../../document/layout/geometry.ts';
import { IconButton } from './Button.tsx';
import { focusInside, keepTabInside, scrollsByKeys } from './focus.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

export interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Default `medium`. `bare` has no frame, head or padding. */
  readonly size?: 'small' | 'medium' | 'large' | 'palette' | 'bare' | 'menu' | undefined;
  /** Between the title and the body, not scrolled with the body. */
  readonly head?: ComponentChildren;
  readonly foot?: ComponentChildren;
  /** Where to open, in pixels of the window. Default: the middle. */
  readonly at?: Point | undefined;
}

const HEADLESS: ReadonlySet<string> = new Set(['palette', 'bare', 'menu']);
/** Least distance to the edges of the window, in pixels. */
const EDGE = 8;

export function Modal({ title, onClose, children, size = 'medium', head, foot, at }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  /** Where the last press began. */
  const pressed = useRef<EventTarget | null>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    const before = element.ownerDocument.activeElement;
    if (!element.open) element.showModal();
    focusInside(element);
    return () => {
      if (element.open) element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useLayoutEffect(() => {
    if (dialog.current && at) placeNear(dialog.current, at);
  }, [at?.x, at?.y]);
  useEffect(() => {
    if (!at) return undefined;
    const keep = (): void => void (dialog.current && placeNear(dialog.current, at));
    window.addEventListener('resize', keep);
    return () => window.removeEventListener('resize', keep);
  }, [at?.x, at?.y]);
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // A text that scrolls has to be reachable by Tab, if nothing in it is.
    if (body.current) scrollsByKeys(body.current);
  });
  const bare = HEADLESS.has(size);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      class={`pn-modal pn-modal-${size}${at ? ' pn-modal-at' : ''}`}
      aria-modal="true"
      {...(bare ? { 'aria-label': title } : { 'aria-labelledby': heading })}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => (pressed.current = event.target)}
      onClick={(event) => {
        // A text that is selected by a drag out of the dialog gives a click on the dialog as well.
        if (event.target === dialog.current && pressed.current === dialog.current) onClose();
      }}
      onContextMenu={(event) => event.target === dialog.current && event.preventDefault()}
      onKeyDown={keyHandler((event) => {
        // The shortcuts of the editor are off while a dialog is open.
        event.stopPropagation();
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.preventDefault();
          onClose();
        }
        keepTabInside(event.currentTarget, event);
      })}
    >
      <div class="pn-modal-frame">
        {!bare && (
          <header class="pn-modal-head">
            <h2 id={heading}>{title}</h2>
            <span class="pn-modal-close">
              <IconButton icon="x" label={t('Close')} onClick={onClose} />
            </span>
          </header>
        )}
        {head}
        <div class="pn-modal-body" ref={body}>
          {children}
        </div>
        {foot && <footer class="pn-modal-foot">{foot}</footer>}
      </div>
    </dialog>
  );
}

/** Keeps something of this size inside the window. */
function within(value: number, size: number, limit: number): number {
  return Math.max(EDGE, Math.min(value, limit - size - EDGE));
}

/** Places an element at a point, or as near as fits into the window. */
function placeNear(element: HTMLElement, { x, y }: Point): void {
  const { width, height } = element.getBoundingClientRect();
  element.style.left = `${within(x, width, window.innerWidth)}px`;
  element.style.top = `${within(y, height, window.innerHeight)}px`;
}
