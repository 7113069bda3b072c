"""The decoder to begin with: six tokens from MobileSAM's four."""

from __future__ import annotations

import torch

from .decoder import Decoder

#: For each of the six, smallest first, the token of MobileSAM it starts as: its second to fourth are part to whole,
#: its first is for prompts that mean one thing.
ORIGINS = (1, 1, 0, 2, 3, 3)
#: Of a token's own spread: what a copy differs by.
NOISE = 0.1


def six_tokens(four: Decoder, seed: int) -> Decoder:
    """A decoder of six mask tokens that begins as MobileSAM's masks and copies of them."""
    dice = torch.Generator().manual_seed(seed)
    six = Decoder(len(ORIGINS))
    own = {"mask_tokens", "score_head.2.weight", "score_head.2.bias"}
    kept = {name: value for name, value in four.state_dict().items() if name not in own and "hyper_" not in name}
    six.load_state_dict(kept, strict=False)
    origins = list(ORIGINS)
    with torch.no_grad():
        tokens = four.mask_tokens[origins].clone()
        for index, origin in enumerate(origins):
            if origin in origins[:index]:
                tokens[index] += NOISE * tokens[index].std() * torch.randn(tokens.shape[1], generator=dice)
        six.mask_tokens.copy_(tokens)
        for layer in range(3):
            six.hyper_weights[layer].copy_(four.hyper_weights[layer][origins])
            six.hyper_biases[layer].copy_(four.hyper_biases[layer][origins])
        six.score_head[2].weight.copy_(four.score_head[2].weight[origins])
        six.score_head[2].bias.copy_(four.score_head[2].bias[origins])
    return six
