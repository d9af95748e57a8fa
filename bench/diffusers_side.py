"""The reference side of transformer-vs-diffusers.ts: diffusers on PyTorch, CPU.

`make DIR LAYERS` writes random bfloat16 weights in the published layout, true width, few transformer blocks.
`run PART DIR INPUTS DTYPE THREADS` loads one model and answers one JSON line for every JSON line on standard input:
{"timestep": t} and {"timestep": t, "output": file} run it once and give seconds; {"end": true} gives the peak memory.
"""

import json
import pathlib
import sys
import time

import numpy as np
import torch
from diffusers import AutoencoderKLQwenImage, QwenImageTransformer2DModel


def make(folder: pathlib.Path, layers: int) -> None:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    QwenImageTransformer2DModel(num_layers=layers).save_pretrained(folder / "transformer", max_shard_size="100GB")
    AutoencoderKLQwenImage().save_pretrained(folder / "vae")


def load(inputs: pathlib.Path, name: str, shape: tuple, dtype: torch.dtype) -> torch.Tensor:
    return torch.from_numpy(np.fromfile(inputs / f"{name}.f32", dtype=np.float32).reshape(shape)).to(dtype)


def transformer(folder: pathlib.Path, inputs: pathlib.Path, sizes: dict, dtype: torch.dtype):
    model = QwenImageTransformer2DModel.from_pretrained(folder / "transformer", torch_dtype=dtype).eval()
    rows, columns = sizes["rows"], sizes["columns"]
    latents = load(inputs, "latents", (1, rows * columns, -1), dtype)
    text = load(inputs, "text", (1, sizes["text"], -1), dtype)

    def step(timestep: float) -> torch.Tensor:
        return model(
            hidden_states=latents,
            encoder_hidden_states=text,
            timestep=torch.tensor([timestep], dtype=dtype),
            img_shapes=[[(1, rows, columns)]],
            return_dict=False,
        )[0]

    return step


def vae(folder: pathlib.Path, inputs: pathlib.Path, sizes: dict, dtype: torch.dtype):
    model = AutoencoderKLQwenImage.from_pretrained(folder / "vae", torch_dtype=dtype).eval()
    latents = load(inputs, "vae", (1, -1, 1, sizes["rows"] * 2, sizes["columns"] * 2), dtype)
    return lambda _timestep: model.decode(latents, return_dict=False)[0]


def peak_bytes() -> int:
    status = pathlib.Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


def run(part: str, folder: str, inputs: str, dtype: str, threads: str) -> None:
    torch.set_num_threads(int(threads))
    torch.set_grad_enabled(False)
    inputs = pathlib.Path(inputs)
    sizes = json.loads((inputs / "sizes.json").read_text())
    parts = {"transformer": transformer, "vae": vae}
    step = parts[part](pathlib.Path(folder), inputs, sizes, {"fp32": torch.float32, "bf16": torch.bfloat16}[dtype])
    say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        if request.get("end"):
            say({"peakBytes": peak_bytes()})
            return
        wall, cpu = time.perf_counter(), time.process_time()
        result = step(request["timestep"])
        reply = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        if "output" in request:
            result.float().contiguous().numpy().tofile(request["output"])
        say(reply)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        run(*sys.argv[2:])
