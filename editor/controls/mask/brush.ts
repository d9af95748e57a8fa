/** The settings of the brush: size, hardness, painting or erasing. */
import { signal } from '@preact/signals';
import { h, setText } from '../../dom.ts';
import type { Brush } from './raster.ts';

/** Diameters in pixels of the picture. */
const LEAST_SIZE = 1;
const MOST_SIZE = 1000;
/** Factor between one size and the next. */
const SIZE_STEP = 1.2;
/** The part of the radius that a pen without pressure paints. */
const LEAST_PRESSURE = 0.15;

export interface BrushSettings {
  /** Diameter in pixels of the picture. */
  readonly size: number;
  /** 0 to 1, see {@link Brush}. */
  readonly hardness: number;
  readonly erases: boolean;
  /** Opacity of the mask over the picture, 0 to 1. */
  readonly overlay: number;
}

const FIRST_BRUSH: BrushSettings = { size: 48, hardness: 0.8, erases: false, overlay: 0.6 };

/** Kept from one picture to the next in this tab. */
export const brushSettings = signal<BrushSettings>(FIRST_BRUSH);

export function changeBrush(change: Partial<BrushSettings>): void {
  const next = { ...brushSettings.peek(), ...change };
  brushSettings.value = {
    ...next,
    size: Math.min(MOST_SIZE, Math.max(LEAST_SIZE, Math.round(next.size))),
    hardness: Math.min(1, Math.max(0, next.hardness)),
  };
}

/** The next larger or smaller size, at least one pixel away. */
export function resized(size: number, by: 1 | -1): number {
  const next = by > 0 ? Math.max(size + 1, size * SIZE_STEP) : Math.min(size - 1, size / SIZE_STEP);
  return Math.min(MOST_SIZE, Math.max(LEAST_SIZE, Math.round(next)));
}

/** The size at a position of the slider, which is logarithmic. @param part 0 to 1. */
export function sizeAt(part: number): number {
  return Math.round(LEAST_SIZE * (MOST_SIZE / LEAST_SIZE) ** part);
}

/** The position of a size on the slider, 0 to 1. */
export function partOf(size: number): number {
  return Math.log(size / LEAST_SIZE) / Math.log(MOST_SIZE / LEAST_SIZE);
}

/** The radius for a pointer. Only a pen has pressure; mice and fingers paint the full size. */
export function radiusFor(
  size: number,
  { pointerType, pressure }: Pick<PointerEvent, 'pointerType' | 'pressure'>,
): number {
  return (size / 2) * (pointerType === 'pen' ? LEAST_PRESSURE + (1 - LEAST_PRESSURE) * pressure : 1);
}

/** @param inverts whether the right button or the eraser end of a pen swaps painting and erasing. */
export function brushFor({ hardness, erases }: BrushSettings, inverts: boolean): Brush {
  return { hardness, erases: erases !== inverts };
}

export interface NamedSlider {
  readonly element: HTMLElement;
  /** @param part position, 0 to 1. @param text shown behind the slider. */
  show(part: number, text: string): void;
}

/** A slider with its name before it and its value behind it. */
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
