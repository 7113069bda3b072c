import numpy as np
import pytest
import torch

from strata_train.decoder import Decoder, by_cell, by_row, covered_cells
from strata_train.six_tokens import ORIGINS, six_tokens


def random_decoder(count: int) -> Decoder:
    torch.manual_seed(3)
    decoder = Decoder(count)
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, 0, 0.1)
    decoder.frequencies.normal_()
    return decoder


def plain_attention(module, q, k, v):
    """Attention as it is usually written, with projections on both sides."""
    heads = lambda x: x.unflatten(-1, (8, -1)).transpose(1, 2)  # noqa: E731
    answer = torch.nn.functional.scaled_dot_product_attention(
        heads(module.q_proj(q)), heads(module.k_proj(k)), heads(module.v_proj(v))
    )
    return module.out_proj(answer.transpose(1, 2).flatten(2))


@pytest.mark.parametrize("images", [1, 3])
def test_cells_are_never_projected_and_the_result_is_the_same(images: int) -> None:
    module = random_decoder(2).layers[0].token_to_image
    tokens, image, places = torch.randn(3, 5, 256), torch.randn(images, 40, 256), torch.randn(1, 40, 256)
    whole = image.expand(3, -1, -1)
    expected = plain_attention(module, tokens, whole + places, whole)
    torch.testing.assert_close(module.to_cells(tokens, image + places, image), expected, atol=1e-3, rtol=1e-3)
    back = plain_attention(module, whole + places, tokens, tokens * 2)
    torch.testing.assert_close(module.from_tokens(image + places, tokens, tokens * 2), back, atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("shape", [(256, 256), (172, 256), (256, 172)])
def test_pixels_by_cell_and_back(shape: tuple[int, int]) -> None:
    pixels = torch.randn(2, 3, *shape)
    cells = by_cell(pixels)
    assert cells.shape == (2, 3, shape[0] * shape[1] // 16, 16)
    assert torch.equal(by_row(cells, shape[1] // 4), pixels)
    # The second cell of the first row is the block of 4 × 4 pixels to the right of the first.
    assert set(cells[0, 0, 1].tolist()) == set(pixels[0, 0, :4, 4:8].flatten().tolist())


def test_prompts_of_one_batch_do_not_know_of_each_other() -> None:
    decoder = random_decoder(6)
    features = torch.randn(256, 12, 16)
    coords = torch.rand(3, 2, 2) * 150
    labels = torch.tensor([[1, -1], [1, 0], [2, 3]])
    together = decoder(features, coords, labels)
    for row in range(3):
        alone = decoder(features, coords[row : row + 1], labels[row : row + 1])
        for a, b in zip(together, alone):
            torch.testing.assert_close(a[row], b[0], atol=1e-3, rtol=1e-3)
    assert [tuple(part.shape) for part in together] == [(3, 6, 192, 16), (3, 6), (3, 6, 256)]


def test_six_tokens_begin_as_those_of_mobile_sam() -> None:
    four = random_decoder(4)
    six = six_tokens(four, 1)
    features, coords, labels = torch.randn(256, 6, 6), torch.rand(1, 2, 2) * 90, torch.tensor([[1, -1]])
    # With its noise taken away every token has the hypernetwork and the score of the one it comes from.
    for layer in range(3):
        assert torch.equal(six.hyper_weights[layer], four.hyper_weights[layer][list(ORIGINS)])
    first = [ORIGINS.index(origin) for origin in range(4)]
    assert torch.equal(six.mask_tokens[first], four.mask_tokens)
    copies = [index for index, origin in enumerate(ORIGINS) if origin in ORIGINS[:index]]
    assert all(not torch.equal(six.mask_tokens[i], four.mask_tokens[ORIGINS[i]]) for i in copies)
    assert torch.isfinite(six(features, coords, labels)[0]).all()


def test_covered_cells_include_what_interpolation_looks_at() -> None:
    assert [covered_cells(pixels) for pixels in (1024, 683, 16, 8)] == [64, 44, 2, 1]
    assert covered_cells(int(np.floor(1024 * 2 / 3))) == 44
