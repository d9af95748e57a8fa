/**
 * The ONNX protobuf messages the builder needs, encoded field by field.
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { WeightLocation } from '../checkpoint/stored-weight.ts';
import { externalLocation } from './external-data.ts';
import type { GraphDType, Value } from './value.ts';

/** TensorProto.DataType. */
const DATA_TYPE: Readonly<Record<GraphDType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e5m2: 19,
};

/** A node attribute, tagged because ONNX tells integers from floats. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string };

export interface Node {
  readonly op: string;
  /** Empty for ai.onnx. */
  readonly domain: string;
  /** Value names; empty for an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export type Initializer =
  | { readonly value: Value; readonly raw: Uint8Array }
  | { readonly value: Value; readonly stored: WeightLocation };

export interface GraphParts {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Intermediate values whose shapes are stated, so that the runtime need not infer them. */
  readonly infos: readonly Value[];
}

/** IR version 10 belongs to opset 21, which has Gelu(tanh), bfloat16 for all operators and block quantisation. */
const IR_VERSION = 10;
const OPSETS: readonly (readonly [domain: string, version: number])[] = [
  ['', 21],
  ['com.microsoft', 1],
];

/** ModelProto. */
export function encodeModel(graph: GraphParts): Uint8Array {
  const w = new BinaryWriter();
  int(w, 1, IR_VERSION);
  text(w, 2, 'inkloom');
  message(w, 7, () => encodeGraph(w, graph));
  for (const [domain, version] of OPSETS) {
    message(w, 8, () => {
      text(w, 1, domain);
      int(w, 2, version);
    });
  }
  return w.finish();
}

function encodeGraph(w: BinaryWriter, graph: GraphParts): void {
  graph.nodes.forEach((node, i) => message(w, 1, () => encodeNode(w, node, i)));
  text(w, 2, graph.name);
  for (const initializer of graph.initializers) message(w, 5, () => encodeInitializer(w, initializer));
  for (const value of graph.inputs) message(w, 11, () => encodeValueInfo(w, value));
  for (const value of graph.outputs) message(w, 12, () => encodeValueInfo(w, value));
  for (const value of graph.infos) message(w, 13, () => encodeValueInfo(w, value));
}

function encodeNode(w: BinaryWriter, node: Node, index: number): void {
  for (const name of node.inputs) text(w, 1, name);
  for (const name of node.outputs) text(w, 2, name);
  text(w, 3, `${node.op}_${index}`);
  text(w, 4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes))
    message(w, 5, () => encodeAttribute(w, name, attribute));
  text(w, 7, node.domain);
}

function encodeAttribute(w: BinaryWriter, name: string, attribute: Attribute): void {
  text(w, 1, name);
  if ('int' in attribute) {
    int(w, 3, attribute.int);
    int(w, 20, 2);
  } else if ('float' in attribute) {
    w.tag(2, WireType.Bit32).float(attribute.float);
    int(w, 20, 1);
  } else if ('ints' in attribute) {
    for (const value of attribute.ints) int(w, 8, value);
    int(w, 20, 7);
  } else {
    text(w, 4, attribute.string);
    int(w, 20, 3);
  }
}

function encodeInitializer(w: BinaryWriter, initializer: Initializer): void {
  const { name, dtype, shape } = initializer.value;
  for (const size of shape) int(w, 1, Number(size));
  int(w, 2, DATA_TYPE[dtype]);
  text(w, 8, name);
  if ('raw' in initializer) {
    w.tag(9, WireType.LengthDelimited).bytes(initializer.raw);
    return;
  }
  const { file, offset, length } = initializer.stored;
  const entries = { location: externalLocation(file), offset: `${offset}`, length: `${length}` };
  for (const [key, value] of Object.entries(entries)) {
    message(w, 13, () => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  int(w, 14, 1);
}

function encodeValueInfo(w: BinaryWriter, value: Value): void {
  text(w, 1, value.name);
  message(w, 2, () =>
    message(w, 1, () => {
      int(w, 1, DATA_TYPE[value.dtype]);
      message(w, 2, () => {
        for (const dim of value.shape) {
          message(w, 1, () => (typeof dim === 'number' ? int(w, 1, dim) : text(w, 2, dim)));
        }
      });
    }),
  );
}

function message(w: BinaryWriter, field: number, write: () => unknown): void {
  w.tag(field, WireType.LengthDelimited).fork();
  write();
  w.join();
}

function text(w: BinaryWriter, field: number, value: string): void {
  w.tag(field, WireType.LengthDelimited).string(value);
}

function int(w: BinaryWriter, field: number, value: number): void {
  w.tag(field, WireType.Varint).int64(value);
}
