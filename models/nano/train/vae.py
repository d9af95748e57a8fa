"""The VAE: diffusers' AutoencoderKLQwenImage with a sixth of the channels, run on pictures as 2-D convolutions.

For one frame every causal 3x3x3 convolution sees zeros in two of its three time taps, so a 2-D convolution with the
last tap is exact. The other taps and the time convolutions are never used and stay zero.
"""

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKLQwenImage
from diffusers.models.autoencoders import autoencoder_kl_qwenimage as reference

CONFIG = dict(
    base_dim=16,
    z_dim=16,
    dim_mult=[1, 2, 4, 4],
    num_res_blocks=2,
    attn_scales=[],
    temperal_downsample=[False, True, True],
    dropout=0.0,
)


def _conv2d(self, x, cache_x=None):
    """x [B, C, 1, H, W] -> [B, C', 1, H, W]."""
    pad = self.weight.shape[-1] // 2
    return F.conv2d(x.squeeze(2), self.weight[:, :, -1], self.bias, padding=pad).unsqueeze(2)


def _norm(self, x):
    """RMS norm over channels: F.normalize(x) * sqrt(C) * gamma, in one pass."""
    inverse = torch.rsqrt(x.float().square().mean(dim=1, keepdim=True) + 1e-12)
    return x * inverse.to(x.dtype) * self.gamma


def create():
    """A VAE with random weights whose unused taps are zero."""
    reference.QwenImageCausalConv3d.forward = _conv2d
    reference.QwenImageRMS_norm.forward = _norm
    vae = AutoencoderKLQwenImage(**CONFIG)
    with torch.no_grad():
        for module in vae.modules():
            if isinstance(module, reference.QwenImageCausalConv3d):
                if module.weight.shape[2] == 3:  # fan-in counted one tap of three: keep the scale of a 2-D convolution
                    module.weight[:, :, -1] *= 3**0.5
                module.weight[:, :, :-1] = 0
        for name, parameter in vae.named_parameters():
            # Without attention, training on crops carries over to whole pictures of any size.
            if 'time_conv' in name or 'attentions.0.proj' in name:
                parameter.zero_()
                parameter.requires_grad_(False)
    return vae


class Autoencoder(torch.nn.Module):
    """encode: [B, 3, H, W] in -1..1 -> mean, log variance [B, 16, H/8, W/8]; decode: the inverse."""

    def __init__(self, vae):
        super().__init__()
        self.vae, self.noise = vae, 0.0

    def encode(self, x):
        moments = self.vae.quant_conv(self.vae.encoder(x.unsqueeze(2))).squeeze(2)
        mean, logvar = moments.float().chunk(2, dim=1)
        return mean, logvar.clamp(-30, 20)

    def decode(self, z):
        return self.vae.decoder(self.vae.post_quant_conv(z.unsqueeze(2))).squeeze(2)

    def forward(self, x):
        mean, logvar = self.encode(x)
        z = mean + (torch.exp(logvar) + self.noise**2).sqrt() * torch.randn_like(mean)
        return self.decode(z), mean, logvar
