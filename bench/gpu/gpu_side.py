"""The PyTorch side of bench/gpu.ts: the same products, attention, block, step and decoding on CUDA.

`python gpu_side.py SIZES` takes the sizes as JSON and prints a line of JSON for each figure:
{"key": ..., "value": ..., "unit": ...}, or {"error": ...} for a part that failed. Without CUDA it says so, and with
{"cpu": true} in the sizes it runs on the processor, to test itself.
"""

import json
import sys
import time

import torch

torch.set_grad_enabled(False)
sizes = json.loads(sys.argv[1])
heads, head_dim, layers = sizes["heads"], sizes["headDim"], sizes["layers"]
width = heads * head_dim
PAIRS, ROUNDS, TEXT = 2, 2, 32


def say(**message):
    print(json.dumps(message), flush=True)


def figure(key, value, unit):
    say(key=key, value=value, unit=unit)


def timed(run):
    def seconds():
        begun = time.perf_counter()
        run()
        if device == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - begun

    first = seconds()
    return first, min(seconds() for _ in range(sizes["runs"]))


def products():
    for tokens in sizes["tokens"]:
        x = torch.randn(tokens, width, dtype=half, device=device)
        up = [torch.randn(width, 4 * width, dtype=half, device=device) / width**0.5 for _ in range(PAIRS)]
        down = [torch.randn(4 * width, width, dtype=half, device=device) / width**0.5 / 2 for _ in range(PAIRS)]

        def run():
            y = x
            for a, b in zip(up, down):
                y = (y @ a) @ b
            return y

        first, warm = timed(run)
        figure(f"dense f16, {tokens} tokens", PAIRS * 2 * 2 * tokens * width * 4 * width / warm / 1e12, "TFLOPS")
        figure(f"dense f16, {tokens} tokens, first run", first, "s")


def attention():
    for tokens in sizes["tokens"]:
        q, k, v = (torch.randn(1, heads, tokens, head_dim, dtype=half, device=device) for _ in range(3))

        def run():
            y = q
            for _ in range(ROUNDS):
                y = torch.nn.functional.scaled_dot_product_attention(y, k, v)
            return y

        first, warm = timed(run)
        figure(f"attention, {tokens} tokens", ROUNDS * 4 * tokens**2 * width / warm / 1e12, "TFLOPS")
        figure(f"attention, {tokens} tokens, first run", first, "s")


def model(count):
    from diffusers import QwenImageTransformer2DModel

    with torch.device(device):
        torch.set_default_dtype(torch.bfloat16)
        made = QwenImageTransformer2DModel(num_layers=count, num_attention_heads=heads, attention_head_dim=head_dim)
        torch.set_default_dtype(torch.float32)
    return made.eval()


def step_of(made, tokens):
    rows = next(r for r in range(int((tokens - TEXT) ** 0.5), 0, -1) if (tokens - TEXT) % r == 0)
    args = dict(dtype=torch.bfloat16, device=device)
    latents = torch.randn(1, tokens - TEXT, 64, **args)
    text = torch.randn(1, TEXT, 3584, **args)
    step = torch.tensor([0.5], **args)
    shapes = [[(1, rows, (tokens - TEXT) // rows)]]
    return lambda: made(
        hidden_states=latents, encoder_hidden_states=text, timestep=step, img_shapes=shapes, return_dict=False
    )


def block():
    made = model(1)
    for tokens in sizes["tokens"]:
        first, warm = timed(step_of(made, tokens))
        figure(f"block, bf16, {tokens} tokens", warm, "s")
        figure(f"block, bf16, {tokens} tokens, first run", first, "s")


def step():
    if device == "cuda" and torch.cuda.mem_get_info()[0] < 46e9 * layers / 60:
        raise RuntimeError("a model in bf16 does not fit")
    tokens = sizes["tokens"][-1]
    first, warm = timed(step_of(model(layers), tokens))
    figure(f"step of {layers} blocks, bf16, {tokens} tokens", warm, "s")
    figure(f"step of {layers} blocks, bf16, {tokens} tokens, first run", first, "s")


def vae():
    from diffusers import AutoencoderKLQwenImage

    made = AutoencoderKLQwenImage().to(device, torch.bfloat16).eval()
    side = sizes["picture"] // 8
    latents = torch.randn(1, 16, 1, side, side, dtype=torch.bfloat16, device=device)
    name = f"VAE decode, {sizes['picture']} x {sizes['picture']}"
    first, warm = timed(lambda: made.decode(latents, return_dict=False))
    figure(name, warm, "s")
    figure(f"{name}, first run", first, "s")


if not torch.cuda.is_available() and not sizes.get("cpu"):
    say(error="PyTorch finds no CUDA device")
    sys.exit()
device = "cuda" if torch.cuda.is_available() else "cpu"
half = torch.float16 if device == "cuda" else torch.bfloat16
name = torch.cuda.get_device_name() if device == "cuda" else "the processor"
say(about=f"PyTorch {torch.__version__} on {name}")
for part in (products, attention, block, step, vae):
    try:
        part()
    except Exception as error:
        say(error=f"{part.__name__}: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
    if device == "cuda":
        torch.cuda.empty_cache()
