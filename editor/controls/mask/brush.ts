/** The brush people hold: size, hardness, what it does; and the ring that shows it. */
import { signal } from '@preact/signals';
import { h, setText } from '../../dom.ts';
import type { Brush } from './raster.ts';

/** In pixels of the picture. */
const LEAST_SIZE = 1;
const MOST_SIZE = 1000;
const SIZE_STEP = 1.2;
/** Of the radius a pen gives without pressure. */
const LEAST_PRESSURE = 0.15;

export interface BrushSettings {
  /** Diameter in pixels of the picture. */
  readonly size: number;
  readonly hardness: number;
  readonly erases: boolean;
  /** Of the mask over the picture, 0 to 1. */
  readonly overlay: number;
}

export const FIRST_BRUSH: BrushSettings = { size: 48, hardness: 0.8, erases: false, overlay: 0.6 };

/** From one picture to the next in this tab. */
export const brushSettings = signal<BrushSettings>(FIRST_BRUSH);

export function changeBrush(change: Partial<BrushSettings>): void {
  const next = { ...brushSettings.peek(), ...change };
  brushSettings.value = {
    ...next,
    size: Math.min(MOST_SIZE, Math.max(LEAST_SIZE, Math.round(next.size))),
    hardness: Math.min(1, Math.max(0, next.hardness)),
  };
}

/** The next larger or smaller size, a pixel further at least. */
export function resized(size: number, by: 1 | -1): number {
  const next = by > 0 ? Math.max(size + 1, size * SIZE_STEP) : Math.min(size - 1, size / SIZE_STEP);
  return Math.min(MOST_SIZE, Math.max(LEAST_SIZE, Math.round(next)));
}

/** Small sizes take as much of a slider as large ones. @param part 0 to 1. */
export function sizeAt(part: number): number {
  return Math.round(LEAST_SIZE * (MOST_SIZE / LEAST_SIZE) ** part);
}

export function partOf(size: number): number {
  return Math.log(size / LEAST_SIZE) / Math.log(MOST_SIZE / LEAST_SIZE);
}

/** Of the brush where a pen presses; mice and fingers press fully. */
export function radiusFor(
  size: number,
  { pointerType, pressure }: Pick<PointerEvent, 'pointerType' | 'pressure'>,
): number {
  return (size / 2) * (pointerType === 'pen' ? LEAST_PRESSURE + (1 - LEAST_PRESSURE) * pressure : 1);
}

/** @param inverts the other button was pressed, or the other end of the pen. */
export function brushFor({ hardness, erases }: BrushSettings, inverts: boolean): Brush {
  return { hardness, erases: erases !== inverts };
}

export interface NamedSlider {
  readonly element: HTMLElement;
  /** @param part 0 to 1. @param text beside it. */
  show(part: number, text: string): void;
}

/** A slider with its name before it and what it says behind it. */
export function namedSlider(name: string, onPart: (part: number) => void): NamedSlider {
  const output = h('output', {});
  const input: HTMLInputElement = h('input', {
    'type': 'range',
    'class': 'slider',
    'min': 0,
    'max': 1,
    'step': 0.01,
    'aria-label': name,
    'oninput': (): void => onPart(input.valueAsNumber),
  });
  return {
    element: h('label', { class: 'painter-slider' }, name, input, output),
    show(part, text) {
      input.value = String(part);
      input.style.setProperty('--part', `${part * 100}%`);
      input.setAttribute('aria-valuetext', text);
      setText(output, text);
    },
  };
}
