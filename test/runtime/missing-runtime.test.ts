// What a user is told when onnxruntime is not there, or not for this machine: what is missing, and what to type.
import { expect, it } from 'vitest';
import { load } from '../../inference/onnx/onnxruntime.ts';

const refusing = (message: string) => () =>
  load(() => {
    throw new Error(message);
  });

it('says that onnxruntime is not installed', () => {
  const missing = "Cannot find module 'onnxruntime-node'\nRequire stack:\n- /somewhere/onnxruntime.js";
  expect(refusing(missing)).toThrow(
    expect.objectContaining({
      code: 'runtime-missing',
      message:
        'onnxruntime, which computes the pictures, is not installed: npm leaves it out when its install script fails. ' +
        'Install Inkloom without install scripts: npm i inkloom --ignore-scripts (in a checkout: npm ci)',
    }),
  );
});

it.each([
  "Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node'\nRequire stack:",
  'libstdc++.so.6: cannot open shared object file: No such file or directory',
])('says why onnxruntime cannot be loaded, and where it can: %s', (message) => {
  const [why = ''] = message.split('\n');
  expect(refusing(message)).toThrow(
    expect.objectContaining({
      code: 'runtime-missing',
      details: { received: why },
      message: expect.stringContaining(`cannot be loaded on ${process.platform}-${process.arch}: ${why}. It runs on`),
    }),
  );
});
