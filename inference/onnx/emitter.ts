/** The part of a graph builder that kernels write to: nodes and constants, without weights, inputs and outputs. */
import type { Tensor } from '../tensor.ts';
import type { Attribute } from './protobuf.ts';
import type { GraphDType, Shape, Value } from './value.ts';

/** An output of a node that has no name yet. */
export interface OutputSpec {
  readonly dtype: GraphDType;
  readonly shape: Shape;
}

export interface EmitOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Operators of onnxruntime itself; default: those of the ONNX standard. */
  readonly domain?: 'com.microsoft';
}

export interface Emitter {
  /** Adds a node. An `undefined` input is an optional one left out. */
  emit<const O extends readonly OutputSpec[]>(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: O,
    options?: EmitOptions,
  ): { readonly [K in keyof O]: Value };

  /** A constant inside the model; equal constants are stored once. */
  constant(tensor: Tensor): Value;
}

/** Adds a node with one output, of the element type of its first input. */
export function emitOne(
  e: Emitter,
  op: string,
  inputs: readonly [Value, ...(Value | undefined)[]],
  shape: Shape,
  options?: EmitOptions,
): Value {
  return e.emit(op, inputs, [{ dtype: inputs[0].dtype, shape }], options)[0];
}
