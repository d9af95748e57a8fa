/** Names of the inputs and outputs that one patch adds to a subgraph. */
import type { Subgraphs } from '../graph/subgraph-shape.ts';
import { freshId } from '../naming/ids.ts';

type Declaration = Readonly<Record<string, unknown>>;

export class NewSockets {
  readonly #inputs: Set<string>;
  readonly #outputs: Set<string>;
  #declared: (readonly [name: string, input: Declaration])[] = [];

  constructor(subgraph: Subgraphs[string] | undefined) {
    this.#inputs = new Set(Object.keys(subgraph?.inputs ?? {}));
    this.#outputs = new Set(Object.keys(subgraph?.outputs ?? {}));
  }

  /** Declares an input. @param reader name of the inner input that reads it. @returns its name. */
  input(reader: string): string {
    const name = fresh(reader, this.#inputs);
    this.#declared.push([name, {}]);
    return name;
  }

  /** The inputs declared since the last call. */
  takeDeclared(): readonly (readonly [name: string, input: Declaration])[] {
    const taken = this.#declared;
    this.#declared = [];
    return taken;
  }

  /** A name for a new output. @param from the link to its source, `node.output`. */
  output(from: string): string {
    return fresh(from.slice(from.indexOf('.') + 1), this.#outputs);
  }
}

function fresh(wanted: string, taken: Set<string>): string {
  const name = freshId(wanted, (each) => taken.has(each));
  taken.add(name);
  return name;
}
