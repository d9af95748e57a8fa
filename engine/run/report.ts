/** Turns what happens to tasks into numbered events, and collects what the result of the run lists. */
import type { MissReason, NodeFailure, RunEvent, RunEventBody } from './events.ts';
import { mapValues } from './map-values.ts';
import type { ExecutionNotice } from './shared/parts.ts';
import { StepProgress } from './step-progress.ts';
import type { DoneState, SettledState, Task } from './tasks/task.ts';

export class RunReport {
  readonly failures: NodeFailure[] = [];
  /** Ids of the nodes this run computed itself, in the order they finished. */
  readonly executed: string[] = [];
  readonly #run: string;
  readonly #onEvent: ((event: RunEvent) => void) | undefined;
  readonly #steps = new StepProgress();
  #sequence = 0;

  constructor(run: string, onEvent: ((event: RunEvent) => void) | undefined) {
    this.#run = run;
    this.#onEvent = onEvent;
  }

  emit(body: RunEventBody): void {
    this.#onEvent?.({ ...body, run: this.#run, sequence: this.#sequence++, time: Date.now() });
  }

  /** Whether anybody listens: when nobody does, reasons need not be found. */
  get isHeard(): boolean {
    return this.#onEvent !== undefined;
  }

  queued(task: Task, why: MissReason): void {
    this.emit({ type: 'node-queued', node: task.id, why });
  }

  /** A node would fail, and nothing runs. */
  foreseen(failure: NodeFailure): void {
    this.failures.push(failure);
    this.emit({ type: 'node-failed', node: failure.node, failure });
  }

  /** @param steps ids of the children that count as units of the parent's progress, without the parent's prefix. */
  expanded(task: Task, steps: readonly string[]): void {
    this.#steps.track(task, steps);
    this.emit({ type: 'node-expanded', node: task.id, children: task.children.map(({ id }) => id) });
  }

  noticed(task: Task, notice: ExecutionNotice): void {
    const node = task.id;
    switch (notice.kind) {
      case 'started':
        this.emit({ type: 'node-started', node });
        return;
      case 'mismatch':
        this.emit({ type: 'node-mismatch', node, outputs: notice.outputs, key: notice.key });
        return;
      case 'note':
        this.emit({ type: 'node-note', node, message: notice.message });
        return;
      case 'progress': {
        const { value, max, shown } = notice;
        const [text, preview] = typeof shown === 'string' ? [shown] : [undefined, shown];
        this.emit({ type: 'node-progress', node, value, max, preview, ...(text === undefined ? {} : { text }) });
        const within = this.#steps.saw(task, value / max, preview);
        if (within) this.emit({ type: 'node-progress', ...within });
      }
    }
  }

  settled(task: Task, state: SettledState): void {
    const node = task.id;
    switch (state.kind) {
      case 'failed':
        this.failures.push(state.failure);
        this.emit({ type: 'node-failed', node, failure: state.failure });
        return;
      case 'skipped':
        this.emit({ type: 'node-skipped', node, cause: state.cause });
        return;
      case 'cancelled':
        this.emit({ type: 'node-cancelled', node });
        return;
      case 'done':
        this.#done(task, state);
    }
  }

  #done(task: Task, { results, origin, match, seconds = 0 }: DoneState): void {
    if (origin === 'executed' && !task.expansion) this.executed.push(task.id);
    if (!this.#onEvent) return;
    const stored = mapValues(results, (result) => result.stored);
    this.emit({ type: 'node-done', node: task.id, origin, match, seconds, stored, key: task.deepKey });
    const progress = this.#steps.settled(task);
    if (progress) this.emit({ type: 'node-progress', ...progress });
  }
}
