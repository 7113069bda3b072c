"""Attention between a prompt's few tokens and the image's thousands of cells."""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDTH = 256
HEADS = 8


def heads(rows: Tensor) -> Tensor:
    """[N, rows, columns] → [N, heads, rows, columns / heads]."""
    return rows.unflatten(-1, (HEADS, -1)).transpose(1, 2)


def joined(by_head: Tensor) -> Tensor:
    """The way back."""
    return by_head.transpose(1, 2).flatten(2)


class Attention(nn.Module):
    """
    Eight heads over `inner` columns, SAM's names.

    Where one side has thousands of rows and the other a handful, the long side is not projected: the short one takes
    the matrices over, (Q Wk) · cells in place of Q · (cells Wk). Same sums in another order, half of them.
    """

    def __init__(self, inner: int) -> None:
        super().__init__()
        self.scale = (inner // HEADS) ** -0.5
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(WIDTH, inner) for _ in range(3))
        self.out_proj = nn.Linear(inner, WIDTH)

    def among(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Few to few: [N, T, 256] each → [N, T, 256]."""
        asked = heads(self.q_proj(queries)) @ heads(self.k_proj(keys)).transpose(2, 3)
        found = torch.softmax(asked * self.scale, -1) @ heads(self.v_proj(values))
        return self.out_proj(joined(found))

    def few_ask_prepared(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """[N, T, 256], and of one image keys [heads, inner / heads, C] and values [heads, C, inner / heads]."""
        asked = heads(self.q_proj(queries)) @ keys
        return self.out_proj(joined(torch.softmax(asked * self.scale, -1) @ values))

    def few_ask_many(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """[N, T, 256], keys and values [N, C, 256] → [N, T, 256]."""
        wide = heads(self.q_proj(queries)) @ self.k_proj.weight.unflatten(0, (HEADS, -1))
        # The keys' bias adds the same to all that one query compares: softmax does not see it.
        asked = wide.flatten(1, 2) @ keys.transpose(1, 2)
        found = (torch.softmax(asked * self.scale, -1) @ values).unflatten(1, (HEADS, -1))
        narrow = found @ self.v_proj.weight.unflatten(0, (HEADS, -1)).transpose(1, 2)
        return self.out_proj(joined(narrow) + self.v_proj.bias)

    def prepared_ask_few(self, asking: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Queries of one image [heads, C, inner / heads], keys and values [N, T, 256] → [N, C, 256]."""
        asked = asking @ heads(self.k_proj(keys)).transpose(2, 3)
        return self._spread(torch.softmax(asked * self.scale, -1).transpose(1, 2), values)

    def many_ask_few(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """[N, C, 256], keys and values [N, T, 256] → [N, C, 256]."""
        narrow = heads(self.k_proj(keys))
        wide = (narrow @ self.q_proj.weight.unflatten(0, (HEADS, -1))).flatten(1, 2)
        bias = (narrow * self.q_proj.bias.unflatten(0, (HEADS, 1, -1))).sum(-1).flatten(1)
        asked = (queries @ wide.transpose(1, 2) + bias[:, None]).unflatten(2, (HEADS, -1))
        return self._spread(torch.softmax(asked * self.scale, -1), values)

    def _spread(self, weights: Tensor, values: Tensor) -> Tensor:
        """weights [N, C, heads, T], values [N, T, 256] → [N, C, 256]."""
        out = self.out_proj.weight.t().unflatten(0, (HEADS, -1))
        wide = (heads(self.v_proj(values)) @ out).flatten(1, 2)
        return weights.flatten(2) @ wide + self.out_proj.bias
