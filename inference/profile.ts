/**
 * What the numbers of a result depend on besides its inputs: part of every cache key of a node that runs a model. Change it
 * whenever the same request would give other numbers: a new runtime, another kernel, a graph built differently. How weights are
 * held in memory is no part of it: that changes the last bit only, and a cache may well hold results of either kind.
 */
export const INFERENCE_PROFILE = 'onnxruntime-node 1.30.0, cpu, float32, graphs 1';
