/**
 * What the numbers of a result depend on besides its inputs: part of every cache key of a node that runs a model. Change it
 * whenever the same request would give other bits: a new runtime, another kernel, a graph built differently. The precision of
 * weights in memory is no part of it, because both give the same bits.
 */
export const INFERENCE_PROFILE = 'onnxruntime-node 1.30.0, cpu, float32, graphs 1';
