/** A column beside the canvas whose width can be dragged. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { browserShelf } from '../session/storage.ts';
import { keyHandler } from '../../key-events.ts';
import { t } from '../../i18n/t.ts';

/** Widths in CSS pixels. */
const WIDTH = { least: 220, usual: 288, most: 720 } as const;
/** The right side shows the newest picture, so a wide window gives it more room: this share, up to this width. */
const RIGHT = { share: 0.24, most: 520 } as const;
/** CSS pixels for each press of an arrow key. */
const STEP = 16;

export interface SidePanelProps {
  readonly side: 'left' | 'right';
  readonly label: string;
  readonly children: ComponentChildren;
}

export function SidePanel({ side, label, children }: SidePanelProps) {
  const key = `width/${side}`;
  const width = useSignal(within((browserShelf.read(key) as number | null) ?? usualWidth(side)));
  const change = (to: number): void => {
    width.value = within(to);
    browserShelf.write(key, width.value);
  };
  const outwards = side === 'left' ? 1 : -1;
  const drag = (event: PointerEvent): void => {
    const grip = event.currentTarget as HTMLElement;
    const [from, start] = [event.clientX, width.peek()];
    grip.setPointerCapture(event.pointerId);
    const move = ({ clientX }: PointerEvent): void => change(start + (clientX - from) * outwards);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', () => grip.removeEventListener('pointermove', move), { once: true });
  };
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change(width.peek() + by * outwards);
  };
  return (
    <aside class={`app-side is-${side}`} aria-label={label} style={{ width: `${width.value}px` }}>
      {children}
      <div
        class="app-grip"
        role="separator"
        aria-orientation="vertical"
        aria-label={t('Width of the panel: {panel}', { panel: label })}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={keyHandler(press)}
        aria-valuenow={width.value}
        aria-valuemin={WIDTH.least}
        aria-valuemax={WIDTH.most}
        onDblClick={() => change(usualWidth(side))}
      />
    </aside>
  );
}

function usualWidth(side: 'left' | 'right'): number {
  return side === 'left' ? WIDTH.usual : Math.max(WIDTH.usual, Math.min(RIGHT.most, innerWidth * RIGHT.share));
}

function within(width: number): number {
  return Math.min(Math.max(Math.round(width), WIDTH.least), WIDTH.most);
}
