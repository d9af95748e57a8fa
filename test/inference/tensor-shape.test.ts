// Sizes by name: a tensor with other axes is refused, never read as zeros.
import { expect, test } from 'vitest';
import { expectMatrix, image, matrix } from '../../inference/tensor-shape.ts';
import { stackRows, zeros } from '../../inference/tensor.ts';

test('a matrix has rows and a width', () => {
  expect(matrix(zeros([3, 4]), 'embeds')).toEqual({ rows: 3, width: 4 });
});

test.for([{ sizes: [] }, { sizes: [3] }, { sizes: [1, 3, 4] }])(
  'a tensor of shape $sizes is no matrix',
  ({ sizes }) => {
    expect(() => matrix(zeros(sizes), 'embeds')).toThrow(
      expect.objectContaining({
        code: 'tensor-mismatch',
        message: `embeds: expected shape [rows, width], received [${sizes.join(', ')}]`,
        details: { tensor: 'embeds', expected: '[rows, width]', received: `[${sizes.join(', ')}]` },
      }),
    );
  },
);

test('a picture has a batch, channels, a height and a width', () => {
  expect(image(zeros([1, 3, 8, 16]), 'pixels')).toEqual({ batch: 1, channels: 3, height: 8, width: 16 });
});

test('a picture without its batch axis is refused', () => {
  expect(() => image(zeros([3, 8, 16]), 'pixels')).toThrow(
    'pixels: expected shape [batch, channels, height, width], received [3, 8, 16]',
  );
});

test('an input matrix is checked against the model, and its rows are counted', () => {
  expect(expectMatrix('text', zeros([9, 64]), undefined, 64)).toBe(9);
  expect(() => expectMatrix('text', zeros([0, 64]), undefined, 64)).toThrow('text: expected shape [tokens, 64]');
  expect(() => expectMatrix('text', zeros([9, 64]), 8, 64)).toThrow('text: expected shape [8, 64], received [9, 64]');
});

test('matrices are stacked only when they have one width', () => {
  expect(stackRows([zeros([2, 4]), zeros([1, 4])]).dims).toEqual([3, 4]);
  expect(() => stackRows([zeros([2, 4]), zeros([1, 5])])).toThrow(RangeError);
});
