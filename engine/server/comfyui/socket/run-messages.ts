/**
 * From the events of a run to the messages that ComfyUI sends for a prompt. ComfyUI works on one node at a time and
 * tells so; here nodes overlap, and several may stand for one of the prompt. So clients are shown one node of the
 * prompt at a time: the next is the one that began first among those whose sources are finished. Nodes that save
 * pictures are shown at the end, because their files are written then.
 */
import type { NodeFailure, RunEvent } from '../../../run/events.ts';
import type { ComfyMessage, Emission, SentPicture } from './messages.ts';
import { errorOf, interruptionOf, nodeStates } from './node-report.ts';
import { NodeWork } from './node-work.ts';
import type { PromptShape } from './prompt-shape.ts';

export interface PromptEnd {
  readonly state: 'done' | 'failed' | 'cancelled';
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly failures: readonly NodeFailure[];
  /** What output nodes gave, by id, as the history lists it. */
  readonly outputs: Readonly<Record<string, object>>;
  /** PNG files to be sent as frames, by id of the output node that sends its pictures. */
  readonly pictures: Readonly<Record<string, readonly string[]>>;
}

export class RunMessages {
  readonly #shape: PromptShape;
  /** In the order of the prompt. */
  readonly #works: ReadonlyMap<string, NodeWork>;
  /** Nodes that are not shown yet, in the order they began. */
  readonly #begun = new Set<NodeWork>();
  /** Nodes that clients know of, in the order they learnt of them. */
  readonly #shown = new Set<NodeWork>();
  #current: NodeWork | undefined;
  #isStarted = false;
  #areKnownTold = false;
  #emissions: Emission[] = [];

  constructor(shape: PromptShape) {
    this.#shape = shape;
    this.#works = new Map([...shape.nodes].map(([id, node]) => [id, new NodeWork(node)]));
  }

  /** The node that clients take to be at work; undefined before the first and after the last. */
  get current(): string | undefined {
    return this.#current?.node.id;
  }

  /** @returns what an event gives to send. */
  event(event: RunEvent): readonly Emission[] {
    if (event.type === 'run-started') this.#start(event.time);
    if (event.type === 'run-forecast') {
      for (const forecast of event.forecast.nodes) this.#workOf(forecast.node)?.expect(forecast);
      this.#tellKnown(event.time);
    }
    if ('node' in event && !event.node.includes('/')) this.#ofNode(event);
    return this.#emissions.splice(0);
  }

  /** @returns the last messages of the prompt but `executing` with null, which follows when the queue has changed. */
  end(end: PromptEnd): readonly Emission[] {
    this.#start(end.time);
    this.#tellKnown(end.time);
    if (end.state === 'done') this.#finishAll();
    if (end.state !== 'cancelled') for (const [id, work] of this.#works) this.#giveOutput(id, work, end);
    this.#giveEnd(end);
    this.#current = undefined;
    return this.#emissions.splice(0);
  }

  #ofNode(event: Extract<RunEvent, { readonly node: string }>): void {
    const work = this.#workOf(event.node);
    if (!work || work.isFinished) return;
    if (event.type === 'node-queued') work.require(event.node);
    if (work.isKnown) return;
    if (event.type === 'node-started' || event.type === 'node-expanded') this.#begin(work);
    if (event.type === 'node-progress') this.#progress(work, event);
    if (event.type === 'node-done') work.completed(event.node);
    this.#advance();
  }

  #begin(work: NodeWork): void {
    work.isBegun = true;
    if (!work.isShown) this.#begun.add(work);
  }

  #progress(work: NodeWork, event: Extract<RunEvent, { readonly type: 'node-progress' }>): void {
    const isStep = work.progressed(event.node, event.value, event.max);
    if (event.text !== undefined) this.#emissions.push({ kind: 'text', node: work.node.id, text: event.text });
    if (isStep && work === this.#current)
      this.#giveProgress(work, event.preview ? { preview: event.preview } : undefined);
  }

  /** Finishes the node that is shown if it is done, and shows the next. */
  #advance(): void {
    for (;;) {
      if (this.#current && !this.#current.isDone) return;
      if (this.#current) this.#finish(this.#current);
      const next = [...this.#begun].find((work) => !work.node.isOutput && this.#isReady(work));
      this.#current = next;
      if (!next) return;
      this.#show(next);
    }
  }

  /** Nodes that only carry values do not work: then their own sources count. */
  #isReady({ node }: NodeWork): boolean {
    return node.sources.every((id) => {
      const source = this.#works.get(id);
      return !source || (source.node.isOurs ? source.isPassable : this.#isReady(source));
    });
  }

  #finishAll(): void {
    if (this.#current) this.#finish(this.#current);
    for (const work of this.#begun) {
      if (work.node.isOutput) continue;
      this.#show(work);
      this.#finish(work);
    }
  }

  #giveOutput(id: string, work: NodeWork, { outputs, pictures }: PromptEnd): void {
    const [output, sent] = [outputs[id], pictures[id]];
    if (!work.node.isOutput || (!output && !sent)) return;
    if (sent || !work.isKnown) this.#show(work);
    for (const [index, file] of (sent ?? []).entries()) {
      work.progressed(id, index + 1, sent?.length ?? 1);
      this.#giveProgress(work, { file });
    }
    if (output) this.#give({ type: 'executed', data: { node: id, display_node: id, output, prompt_id: this.#id } });
    this.#finish(work);
  }

  #giveEnd({ state, time, failures: [failure] }: PromptEnd): void {
    const facts = { shape: this.#shape, works: this.#works, time };
    if (state === 'done')
      return this.#give({ type: 'execution_success', data: { prompt_id: this.#id, timestamp: time } });
    const failed = failure && this.#workOf(failure.node);
    const stopped = (state === 'failed' && failed) || this.#current || [...this.#begun][0];
    if (stopped && !stopped.isShown) this.#show(stopped);
    this.#give(
      state === 'failed'
        ? { type: 'execution_error', data: errorOf(facts, stopped?.node, failure) }
        : { type: 'execution_interrupted', data: interruptionOf(facts, stopped?.node) },
    );
  }

  #start(time: number): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#give({ type: 'execution_start', data: { prompt_id: this.#id, timestamp: time } });
  }

  #tellKnown(time: number): void {
    if (this.#areKnownTold) return;
    this.#areKnownTold = true;
    const nodes = [...this.#works].flatMap(([id, work]) => (work.isKnown && !work.node.sendsPictures ? [id] : []));
    this.#give({ type: 'execution_cached', data: { nodes, prompt_id: this.#id, timestamp: time } });
  }

  #show(work: NodeWork): void {
    this.#begun.delete(work);
    this.#shown.add(work);
    work.isShown = true;
    this.#giveStates();
    const { id } = work.node;
    this.#give({ type: 'executing', data: { node: id, display_node: id, prompt_id: this.#id } });
  }

  #finish(work: NodeWork): void {
    this.#shown.add(work);
    work.isFinished = true;
    if (this.#current === work) this.#current = undefined;
    this.#giveStates();
  }

  #giveProgress(work: NodeWork, picture: SentPicture | undefined): void {
    const { id } = work.node;
    const frame = (isDescribed: boolean): Emission[] =>
      picture ? [{ kind: 'picture', prompt: this.#id, node: id, picture, isDescribed }] : [];
    this.#giveStates();
    this.#emissions.push(...frame(true));
    this.#give({ type: 'progress', data: { value: work.value, max: work.max, prompt_id: this.#id, node: id } });
    this.#emissions.push(...frame(false));
  }

  #giveStates(): void {
    this.#give({ type: 'progress_state', data: { prompt_id: this.#id, nodes: nodeStates(this.#id, this.#shown) } });
  }

  #give(message: ComfyMessage): void {
    this.#emissions.push({ kind: 'message', message });
  }

  #workOf(node: string): NodeWork | undefined {
    return this.#works.get(this.#shape.theirs(node) ?? '');
  }

  get #id(): string {
    return this.#shape.id;
  }
}
