/** Files that hold no weights, or hold them in a way that is not read: what each is, and which file to get instead. */
import { InferenceError } from '../../errors.ts';

interface Foreign {
  readonly begins: (start: Uint8Array) => boolean;
  /** Completes "FILE is ...". */
  readonly what: string;
  readonly instead: string;
}

const SAFE = 'Get the same model as .safetensors or .gguf';

const beginsWith =
  (...bytes: readonly number[]) =>
  (start: Uint8Array): boolean =>
    bytes.every((byte, i) => start[i] === byte);

/** Web pages, in any case and behind any white space. */
const HTML = /^\s*<(?:!doctype|html|\?xml)/i;

const FOREIGN: readonly Foreign[] = [
  {
    // PyTorch writes a zip archive with a pickle inside.
    begins: beginsWith(0x50, 0x4b, 0x03, 0x04),
    what: 'a PyTorch file (.ckpt, .pt, .pth, .bin) or another zip archive, which can run code when it is opened',
    instead: SAFE,
  },
  {
    // The opcode PROTO and a protocol from 2 to 5.
    begins: (start) => start[0] === 0x80 && (start[1] ?? 0) >= 2 && (start[1] ?? 0) <= 5,
    what: 'a pickle of PyTorch (.ckpt, .pt, .pth, .bin), which can run code when it is opened',
    instead: SAFE,
  },
  {
    begins: (start) => HTML.test(new TextDecoder().decode(start)),
    what: 'a web page, not a model',
    instead: 'Download the file itself; a model with a licence to accept needs a token',
  },
  { begins: beginsWith(0x1f, 0x8b), what: 'a compressed archive (.gz)', instead: 'Unpack it first' },
  { begins: beginsWith(0x37, 0x7a, 0xbc, 0xaf), what: 'a compressed archive (.7z)', instead: 'Unpack it first' },
];

/** @throws InferenceError `file-malformed` for a file whose beginning is known to be of another kind. */
export function refuseForeign(file: string, start: Uint8Array): void {
  const found = FOREIGN.find(({ begins }) => begins(start));
  if (!found) return;
  const message = `${file} is ${found.what}. ${found.instead}.`;
  throw new InferenceError('file-malformed', message, { file, expected: 'weights', received: found.what });
}

/** Endings of names of weight files that are never read. */
export const UNREAD_SUFFIXES: readonly string[] = ['.ckpt', '.pt', '.pth', '.bin', '.onnx', '.msgpack', '.h5'];
