"""The text encoder: a small Qwen2.5-VL with the tensor names of the published files, as lean modules for training.

The system message is read once per batch, and its keys and values serve every prompt. That is exact, since attention
is causal. A picture has 16 patches of 14 x 14 in one window, so every vision block sees all of it. Source:
transformers modeling_qwen2_5_vl.py.
"""

import torch
import torch.nn.functional as F
from torch import nn

CONFIG = dict(
    hidden_size=256,
    num_hidden_layers=3,
    num_attention_heads=4,
    num_key_value_heads=2,
    intermediate_size=640,
    rms_norm_eps=1e-6,
    rope_theta=1e6,
    mrope_section=[8, 12, 12],
)
VISION = dict(
    depth=2,
    hidden_size=96,
    num_heads=3,
    intermediate_size=192,
    patch_size=14,
    temporal_patch_size=2,
    spatial_merge_size=2,
    window_size=56,
)
HEADS, KV, DIM = (
    CONFIG['num_attention_heads'],
    CONFIG['num_key_value_heads'],
    CONFIG['hidden_size'] // CONFIG['num_attention_heads'],
)


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return (x.float() * torch.rsqrt(x.float().square().mean(-1, keepdim=True) + 1e-6)).to(x.dtype) * self.weight


class MLP(nn.Module):
    def __init__(self, width, inner, bias):
        super().__init__()
        self.gate_proj, self.up_proj, self.down_proj = (
            nn.Linear(width, inner, bias),
            nn.Linear(width, inner, bias),
            nn.Linear(inner, width, bias),
        )

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


def rotate(x, cos, sin):
    """x [B, heads, L, D]; cos, sin [L, D]. Feature i turns with feature i + D / 2."""
    a, b = x.chunk(2, dim=-1)
    return (x * cos + torch.cat([-b, a], dim=-1) * sin).to(x.dtype)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        w = CONFIG['hidden_size']
        self.q_proj, self.k_proj, self.v_proj = (
            nn.Linear(w, HEADS * DIM),
            nn.Linear(w, KV * DIM),
            nn.Linear(w, KV * DIM),
        )
        self.o_proj = nn.Linear(HEADS * DIM, w, bias=False)

    def project(self, x, rope):
        heads = lambda y, n: y.unflatten(-1, (n, DIM)).transpose(1, 2)
        q, k, v = heads(self.q_proj(x), HEADS), heads(self.k_proj(x), KV), heads(self.v_proj(x), KV)
        return rotate(q, *rope), rotate(k, *rope), v

    def attend(self, q, k, v):
        """Causal attention; the queries have the last of the positions of the keys."""
        k, v = k.repeat_interleave(HEADS // KV, 1), v.repeat_interleave(HEADS // KV, 1)
        n, m = q.shape[2], k.shape[2]
        ahead = torch.ones(n, m, dtype=torch.bool).triu(m - n + 1)
        scores = (q @ k.transpose(-1, -2)).float() * DIM**-0.5
        weights = scores.masked_fill(ahead, float('-inf')).softmax(-1).to(v.dtype)
        return self.o_proj((weights @ v).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = (
            RMSNorm(CONFIG['hidden_size']),
            RMSNorm(CONFIG['hidden_size']),
        )
        self.self_attn, self.mlp = Attention(), MLP(CONFIG['hidden_size'], CONFIG['intermediate_size'], bias=False)

    def forward(self, prefix, x, rope_prefix, rope):
        """prefix [1, P, W], x [B, L, W] -> both after this layer."""
        qp, kp, vp = self.self_attn.project(self.input_layernorm(prefix), rope_prefix)
        q, k, v = self.self_attn.project(self.input_layernorm(x), rope)
        whole = lambda p, y: torch.cat([p.expand(len(y), -1, -1, -1), y], dim=2)
        prefix = prefix + self.self_attn.attend(qp, kp, vp)
        x = x + self.self_attn.attend(q, whole(kp, k), whole(vp, v))
        return prefix + self.mlp(self.post_attention_layernorm(prefix)), x + self.mlp(self.post_attention_layernorm(x))


class LanguageModel(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, CONFIG['hidden_size'])
        self.layers = nn.ModuleList(Layer() for _ in range(CONFIG['num_hidden_layers']))
        self.norm = RMSNorm(CONFIG['hidden_size'])


def rope_of(positions):
    """positions [3, L] -> cos, sin [L, D]. Sections of the frequencies follow the time, row and column position."""
    frequency = CONFIG['rope_theta'] ** (-torch.arange(0, DIM, 2) / DIM)
    axis = torch.repeat_interleave(torch.arange(3), torch.tensor(CONFIG['mrope_section']))
    angle = torch.as_tensor(positions).float()[axis].T * frequency
    return torch.cat([angle, angle], -1).cos(), torch.cat([angle, angle], -1).sin()


class VisionBlock(nn.Module):
    def __init__(self):
        super().__init__()
        w = VISION['hidden_size']
        self.norm1, self.norm2 = RMSNorm(w), RMSNorm(w)
        self.attn = nn.ModuleDict({'qkv': nn.Linear(w, 3 * w), 'proj': nn.Linear(w, w)})
        self.mlp = MLP(w, VISION['intermediate_size'], bias=True)

    def forward(self, x, rope):
        heads = VISION['num_heads']
        q, k, v = self.attn['qkv'](self.norm1(x)).unflatten(-1, (3, heads, -1)).permute(2, 0, 3, 1, 4)
        q, k = rotate(q, *rope), rotate(k, *rope)
        weights = ((q @ k.transpose(-1, -2)).float() * q.shape[-1] ** -0.5).softmax(-1).to(v.dtype)
        x = x + self.attn['proj']((weights @ v).transpose(1, 2).flatten(2))
        return x + self.mlp(self.norm2(x))


class Vision(nn.Module):
    def __init__(self):
        super().__init__()
        w, p = VISION['hidden_size'], VISION['patch_size']
        self.patch_embed = nn.ModuleDict({'proj': nn.Conv3d(3, w, (2, p, p), (2, p, p), bias=False)})
        self.blocks = nn.ModuleList(VisionBlock() for _ in range(VISION['depth']))
        self.merger = nn.ModuleDict(
            {
                'ln_q': RMSNorm(w),
                'mlp': nn.Sequential(nn.Linear(4 * w, 4 * w), nn.GELU(), nn.Linear(4 * w, CONFIG['hidden_size'])),
            }
        )
        token, inside = torch.arange(16) // 4, torch.arange(16) % 4
        at = torch.stack(
            [token // 2 * 2 + inside // 2, token % 2 * 2 + inside % 2]
        ).float()  # row, column of every patch
        d = w // VISION['num_heads'] // 2
        frequency = 10000.0 ** (-torch.arange(0, d, 2) / d)
        angle = (at[:, :, None] * frequency).permute(1, 0, 2).flatten(1)
        self.rope = torch.cat([angle, angle], -1).cos(), torch.cat([angle, angle], -1).sin()

    def forward(self, patches):
        """patches [N, 16, 3 * 2 * 14 * 14], tokens in reading order, four patches each -> [N, 4, W]."""
        x = F.linear(patches, self.patch_embed['proj'].weight.flatten(1))
        for block in self.blocks:
            x = block(x, self.rope)
        return self.merger['mlp'](self.merger['ln_q'](x).unflatten(1, (4, 4)).flatten(2))


class TextEncoder(nn.Module):
    """Ids to hidden states after the last norm, for the tokens after the system message."""

    def __init__(self, vocabulary):
        super().__init__()
        self.visual, self.model = Vision(), LanguageModel(vocabulary)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Conv3d)):
                nn.init.normal_(module.weight, std=module.weight[0].numel() ** -0.5)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.normal_(self.model.embed_tokens.weight)

    def forward(self, prefix_ids, ids, positions, pictures=None, picture_slots=None):
        """prefix_ids [P], ids [B, L], positions [3, L], pictures [B, n, 16, 1176], slots [n * 4] -> [B, L, W]."""
        embed = self.model.embed_tokens
        prefix, x = embed(prefix_ids)[None], embed(ids)
        if pictures is not None:
            seen = self.visual(pictures.flatten(0, 1)).unflatten(0, pictures.shape[:2]).flatten(1, 2)
            x = x.index_copy(1, picture_slots, seen.to(x.dtype))
        ropes = rope_of(torch.arange(len(prefix_ids)).expand(3, -1)), rope_of(positions)
        for layer in self.model.layers:
            prefix, x = layer(prefix, x, *ropes)
        return self.model.norm(x)
