"""Muon for the matrices of the layers, AdamW for the rest, as one optimiser.

Muon (github.com/KellerJordan/Muon) makes the singular values of the momentum about equal with Newton-Schulz
iterations. Matrices of one shape are processed together.
"""

import torch

A, B, C = 3.4445, -4.7750, 2.0315


def orthogonal(g, steps=5):
    """g [N, a, b] -> approximately U V^T of each matrix."""
    x = g.bfloat16()
    tall = x.shape[1] > x.shape[2]
    x = x.transpose(1, 2) if tall else x
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.transpose(1, 2)
        x = A * x + (B * s + C * (s @ s)) @ x
    return (x.transpose(1, 2) if tall else x).float()


class Optimiser:
    def __init__(self, matrices, rest, lr_muon, lr_adam, momentum=0.95, decay=0.01):
        self.groups = {}
        for p in matrices:
            self.groups.setdefault(tuple(p.shape), []).append(p)
        self.buffers = {shape: torch.zeros(len(ps), *shape) for shape, ps in self.groups.items()}
        self.adam = torch.optim.AdamW(rest, lr=lr_adam, betas=(0.9, 0.98), weight_decay=0.0, foreach=True)
        self.lr_muon, self.lr_adam, self.momentum, self.decay = lr_muon, lr_adam, momentum, decay

    @torch.no_grad()
    def step(self, scale):
        """One step at `scale` times the learning rates."""
        for shape, ps in self.groups.items():
            g = torch.stack([p.grad if p.grad is not None else torch.zeros_like(p) for p in ps])
            buffer = self.buffers[shape]
            buffer.lerp_(g, 1 - self.momentum)
            update = orthogonal(g.lerp_(buffer, self.momentum))
            lr = self.lr_muon * scale
            factor = lr * max(1, shape[0] / shape[1]) ** 0.5
            torch._foreach_mul_(ps, 1 - lr * self.decay)
            torch._foreach_add_(ps, list((update * -factor).unbind(0)))
        for group in self.adam.param_groups:
            group['lr'] = self.lr_adam * scale
        self.adam.step()

    def zero_grad(self):
        for ps in self.groups.values():
            for p in ps:
                p.grad = None
        self.adam.zero_grad()

    def state_dict(self):
        return {'buffers': self.buffers, 'adam': self.adam.state_dict()}

    def load_state_dict(self, state):
        self.buffers = state['buffers']
        # Parameters added since then come last and start without a history.
        state['adam']['param_groups'][0]['params'] = list(range(len(self.adam.param_groups[0]['params'])))
        self.adam.load_state_dict(state['adam'])
