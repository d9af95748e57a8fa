/** Whether a picture fits into memory with the components it passes through, and which size would. */
import { InferenceError } from '../errors.ts';
import type { LatentSize, ModelPlan } from '../onnx/model-plan.ts';
import type { WeightMemory } from '../precision/weight-memory.ts';
import { formatBytes } from './memory.ts';

/** A component that a picture passes through. */
export interface PictureStage {
  /** The component's kind, as messages name it. */
  readonly kind: string;
  readonly dir: string;
  readonly plan: Pick<ModelPlan<unknown>, 'activations'>;
  /** Of its weights. */
  readonly memory: WeightMemory;
  /** Most memory for activations that tiling keeps to, in bytes. */
  readonly activationBytes: number;
}

interface Need {
  readonly stage: PictureStage;
  /** Bytes of the weights it copies and of activations, with those that earlier stages keep. */
  readonly bytes: number;
}

/** Bytes that a process takes before it does anything: less than that is never refused. */
const LEAST = 256 * 2 ** 20;
/** Sides of pictures are multiples of this, in pixels. */
const MULTIPLE = 16;

/**
 * @param stages in the order in which they work.
 * @param budget bytes for weights and activations.
 * @throws InferenceError `out-of-memory`, naming the stage that needs most and the largest picture that fits.
 */
export function assertPictureFits(stages: readonly PictureStage[], picture: LatentSize, budget: number): void {
  const limit = Math.max(budget, LEAST);
  const need = largestNeed(stages, picture);
  if (!need || need.bytes <= limit) return;
  const { kind, dir } = need.stage;
  const pixels = (side: number): number => side * picture.scale;
  const size = `${pixels(picture.width)} x ${pixels(picture.height)}`;
  const fitting = largestFitting(picture, (smaller) => (largestNeed(stages, smaller)?.bytes ?? 0) <= limit);
  const advice = fitting ? `${fitting} would fit. ` : '';
  throw new InferenceError(
    'out-of-memory',
    `Not enough memory for a picture of ${size}: ` +
      `it needs ${formatBytes(need.bytes)} while the ${kind} in ${dir} works, ` +
      `the budget is ${formatBytes(budget)}. ${advice}Make the picture smaller, or raise the budget (--memory).`,
    { file: dir, field: 'memory', expected: `at most ${formatBytes(budget)}`, received: formatBytes(need.bytes) },
  );
}

function largestNeed(stages: readonly PictureStage[], picture: LatentSize): Need | undefined {
  let kept = 0;
  let largest: Need | undefined;
  for (const stage of stages) {
    const activations = stage.plan.activations?.(picture, stage.activationBytes) ?? { working: 0, kept: 0 };
    const bytes = stage.memory.copied + kept + activations.working;
    if (!largest || bytes > largest.bytes) largest = { stage, bytes };
    kept += activations.kept;
  }
  return largest;
}

/** The largest size of the same ratio, in pixels; undefined when none fits. */
function largestFitting(picture: LatentSize, fits: (smaller: LatentSize) => boolean): string | undefined {
  const unit = Math.max(1, Math.ceil(MULTIPLE / picture.scale));
  const [longest, shortest] = [Math.max(picture.height, picture.width), Math.min(picture.height, picture.width)];
  const scaled = (long: number): LatentSize => {
    const short = Math.max(unit, Math.round((shortest * long) / longest / unit) * unit);
    const [height, width] = picture.height > picture.width ? [long, short] : [short, long];
    return { ...picture, height, width };
  };
  // In units: the first fits (or nothing does), the last does not.
  let [low, high] = [0, Math.ceil(longest / unit)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(scaled(middle * unit))) low = middle;
    else high = middle;
  }
  if (low === 0) return undefined;
  const { height, width } = scaled(low * unit);
  return `${width * picture.scale} x ${height * picture.scale}`;
}
