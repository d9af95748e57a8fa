"""The transformer: a small QwenImageTransformer2DModel with its tensor names, as lean modules for training.

The sequence is [text, image, references]; padding of the text is masked as keys.
Source: diffusers transformer_qwenimage.py.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from text_encoder import RMSNorm

CONFIG = dict(
    patch_size=2,
    in_channels=64,
    out_channels=16,
    num_layers=6,
    attention_head_dim=32,
    num_attention_heads=6,
    joint_attention_dim=256,
    guidance_embeds=False,
    axes_dims_rope=[8, 12, 12],
    zero_cond_t=False,
    use_additional_t_cond=False,
    use_layer3d_rope=False,
)
HEADS, DIM = CONFIG['num_attention_heads'], CONFIG['attention_head_dim']
WIDTH = HEADS * DIM
EARLY, MIDDLE = 1, 3  # blocks whose features the helper heads of train.py read
LAYOUT = (0, 1)  # blocks whose first heads train.py teaches to attend to words of places and numbers
POINT, POINTING = (
    (2, 3, 4),
    2,
)  # blocks; heads in each that train.py teaches which words to attend to, and as many for sources


def rope_of(text_length, images, rows=8, columns=8):
    """cos, sin [text + images * rows * columns, DIM]: adjacent features turn together by frame, row and column."""
    frame = torch.arange(images).repeat_interleave(rows * columns)
    row = (torch.arange(rows) - (rows - rows // 2)).repeat_interleave(columns).repeat(images)
    column = (torch.arange(columns) - (columns - columns // 2)).repeat(rows * images)
    text = torch.arange(text_length) + max(rows // 2, columns // 2)
    positions = torch.cat([text.expand(3, -1), torch.stack([frame, row, column])], dim=1).float()
    angles = [p[:, None] * 10000.0 ** (-torch.arange(0, d, 2) / d) for p, d in zip(positions, CONFIG['axes_dims_rope'])]
    angle = torch.cat(angles, dim=1).repeat_interleave(2, dim=1)
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    """x [B, L, heads, DIM]; cos, sin [L, DIM]."""
    a, b = x.unflatten(-1, (-1, 2)).unbind(-1)
    turned = torch.stack([-b, a], dim=-1).flatten(-2)
    return (x * cos[:, None] + turned * sin[:, None]).to(x.dtype)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.to_q, self.to_k, self.to_v = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.add_q_proj, self.add_k_proj, self.add_v_proj = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.to_out, self.to_add_out = nn.ModuleList([nn.Linear(WIDTH, WIDTH)]), nn.Linear(WIDTH, WIDTH)
        self.norm_q, self.norm_k, self.norm_added_q, self.norm_added_k = (RMSNorm(DIM) for _ in range(4))

    def forward(self, image, text, cos, sin, bias):
        heads = lambda y: y.unflatten(-1, (HEADS, DIM))
        n = text.shape[1]
        q = torch.cat([self.norm_added_q(heads(self.add_q_proj(text))), self.norm_q(heads(self.to_q(image)))], 1)
        k = torch.cat([self.norm_added_k(heads(self.add_k_proj(text))), self.norm_k(heads(self.to_k(image)))], 1)
        v = torch.cat([heads(self.add_v_proj(text)), heads(self.to_v(image))], 1).transpose(1, 2)
        q, k = rotate(q, cos, sin).transpose(1, 2), rotate(k, cos, sin).transpose(1, 2)
        weights = ((q @ k.transpose(-1, -2)).float() * DIM**-0.5 + bias).softmax(-1)
        out = (weights.to(v.dtype) @ v).transpose(1, 2).flatten(2)
        return (
            self.to_out[0](out[:, n:]),
            self.to_add_out(out[:, :n]),
            (weights[:, :POINTING, n : n + 64, :n], weights[:, POINTING : 2 * POINTING, n : n + 64, n + 64 :]),
        )


class GELU(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(WIDTH, 4 * WIDTH)

    def forward(self, x):
        return F.gelu(self.proj(x), approximate='tanh')


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.ModuleList([GELU(), nn.Identity(), nn.Linear(4 * WIDTH, WIDTH)])

    def forward(self, x):
        return self.net[2](self.net[0](x))


def modulate(x, shift, scale):
    return F.layer_norm(x.float(), (WIDTH,), eps=1e-6).to(x.dtype) * (1 + scale[:, None]) + shift[:, None]


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.img_mod, self.txt_mod = (nn.Sequential(nn.SiLU(), nn.Linear(WIDTH, 6 * WIDTH)) for _ in range(2))
        self.attn, self.img_mlp, self.txt_mlp = Attention(), FeedForward(), FeedForward()

    def forward(self, image, text, temb, cos, sin, bias):
        i, t = (
            self.img_mod(temb).chunk(6, -1),
            self.txt_mod(temb).chunk(6, -1),
        )  # shift, scale, gate of attention, then of the MLP
        from_image, from_text, points = self.attn(modulate(image, *i[:2]), modulate(text, *t[:2]), cos, sin, bias)
        image, text = image + i[2][:, None] * from_image, text + t[2][:, None] * from_text
        image = image + i[5][:, None] * self.img_mlp(modulate(image, *i[3:5]))
        return image, text + t[5][:, None] * self.txt_mlp(modulate(text, *t[3:5])), points


class TimeEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.timestep_embedder = nn.ModuleDict({'linear_1': nn.Linear(256, WIDTH), 'linear_2': nn.Linear(WIDTH, WIDTH)})

    def forward(self, t):
        """t [B] of 0..1 -> [B, WIDTH]."""
        angle = 1000 * t[:, None] * torch.exp(-math.log(10000) * torch.arange(128) / 128)
        e = self.timestep_embedder
        return e['linear_2'](F.silu(e['linear_1'](torch.cat([angle.cos(), angle.sin()], -1))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.img_in, self.txt_in = nn.Linear(64, WIDTH), nn.Linear(CONFIG['joint_attention_dim'], WIDTH)
        self.txt_norm = RMSNorm(CONFIG['joint_attention_dim'])
        self.time_text_embed = TimeEmbedding()
        self.transformer_blocks = nn.ModuleList(Block() for _ in range(CONFIG['num_layers']))
        self.norm_out = nn.ModuleDict({'linear': nn.Linear(WIDTH, 2 * WIDTH)})
        self.proj_out = nn.Linear(WIDTH, 64)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.in_features**-0.5)
                nn.init.zeros_(module.bias)
        for block in self.transformer_blocks:
            nn.init.zeros_(block.img_mod[1].weight)
            nn.init.zeros_(block.txt_mod[1].weight)
        nn.init.zeros_(self.norm_out['linear'].weight)
        nn.init.zeros_(self.proj_out.weight)

    def forward(self, image, text, real, t):
        """image [B, n * 64, 64] (target first), text [B, L, W], real [B, L] bool, t [B].

        Returns the velocity of the target [B, 64, 64], its features after blocks EARLY and MIDDLE [B, 64, WIDTH], and
        for each block of LAYOUT, then of POINT, the attention of the target's tokens to words [B, POINTING, 64, L]
        and to references [B, POINTING, 64, (n - 1) * 64].
        """
        cos, sin = rope_of(text.shape[1], image.shape[1] // 64)
        bias = F.pad((~real).float() * -1e4, (0, image.shape[1]))[:, None, None]
        temb = self.time_text_embed(t)
        image, text = self.img_in(image), self.txt_in(self.txt_norm(text))
        features, points = [], []
        for block in self.transformer_blocks:
            image, text, points_of_block = block(image, text, temb, cos, sin, bias)
            features.append(image[:, :64])
            points.append(points_of_block)
        scale, shift = self.norm_out['linear'](F.silu(temb)).chunk(2, -1)
        return (
            self.proj_out(modulate(image[:, :64], shift, scale)),
            features[EARLY],
            features[MIDDLE],
            [points[i] for i in LAYOUT + POINT],
        )
