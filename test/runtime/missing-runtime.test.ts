// The message when onnxruntime is missing or is for another machine: it names what is missing and what to type.
import { expect, it } from 'vitest';
import { cannotLoad } from '../../inference/onnx/onnxruntime.ts';

const INSTALL =
  'Install Inkloom without install scripts: npm i inkloom --ignore-scripts --include=optional (in a checkout: npm ci)';

it('says that onnxruntime is not installed', () => {
  const cause = new Error("Cannot find module 'onnxruntime-node'\nRequire stack:\n- /somewhere/onnxruntime.js");
  expect(cannotLoad(cause)).toMatchObject({
    code: 'runtime-missing',
    details: { received: "Cannot find module 'onnxruntime-node'" },
    message:
      'onnxruntime, which computes the pictures, is not installed: ' +
      `npm leaves it out when its install script fails. ${INSTALL}`,
  });
});

it.each([
  "Cannot find module '../bin/napi-v6/darwin/x64/onnxruntime_binding.node'\nRequire stack:",
  'libstdc++.so.6: cannot open shared object file: No such file or directory',
])('says why onnxruntime cannot be loaded, and where it runs: %s', (text) => {
  const [received] = text.split('\n');
  expect(cannotLoad(new Error(text))).toMatchObject({
    code: 'runtime-missing',
    details: { received },
    message:
      `onnxruntime, which computes the pictures, cannot be loaded on ${process.platform}-${process.arch}: ` +
      `${received}. It runs on Linux with glibc (x64, arm64), macOS (arm64) and Windows (x64, arm64). ${INSTALL}`,
  });
});
