/** The slider beside a number field of a form, over the useful part of the range. */
import { h } from '../../../dom.ts';
import { fractionOf, type NumberInput, type Range, snapped, stepOf } from './range.ts';

export interface SliderOptions {
  readonly input: NumberInput;
  readonly range: Range;
  readonly label: string;
  readonly onValue: (value: number) => void;
  readonly onEnd: () => void;
}

export function rangeSlider({ input, range, label, onValue, onEnd }: SliderOptions): {
  readonly element: HTMLElement;
  show(value: number | undefined): void;
} {
  const element: HTMLInputElement = h('input', {
    'type': 'range',
    'class': 'slider',
    'aria-label': label,
    'min': range.min,
    'max': range.max,
    'step': stepOf(input),
    'oninput': (): void => onValue(snapped(input, element.valueAsNumber, stepOf(input))),
    'onchange': onEnd,
  });
  return {
    element,
    show(value) {
      element.value = String(value ?? range.min);
      element.style.setProperty('--part', `${value === undefined ? 0 : fractionOf(range, value) * 100}%`);
    },
  };
}
