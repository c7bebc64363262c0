"""The reference renderer on made-up skin: each effect does what it says, by as much as it says, and nothing else."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from photomend.appearance import CHANNELS, REGIONS, colour, render, table, tone

TABLE = table.skin_colours()
SIZE = 160
MM = 0.25  # of skin a pixel
OWN = (0.03, 0.008)
NOTHING = np.zeros((len(REGIONS), len(CHANNELS)))


def effects(**values: float) -> np.ndarray:
    """Return effects that are the same in every region."""
    found = NOTHING.copy()
    for name, value in values.items():
        found[:, CHANNELS.index(name)] = value
    return found


def face(skin: np.ndarray, mm: float = MM, able: bool = True) -> Any:
    """Return what of a face a picture needs."""
    gate = SimpleNamespace(shade=(-1.6, -0.9), chroma=(0.3, 0.5))
    shows = SimpleNamespace(lines=able, spots=able, scars=able)
    skin = SimpleNamespace(linear_srgb=tuple(skin), gate=gate)
    return SimpleNamespace(mm_per_px=mm, skin=skin, resolves=shows)


def even(own: tuple[float, float] = OWN) -> np.ndarray:
    """Return a picture of even skin."""
    return np.ones((SIZE, SIZE, 3)) * TABLE.at(*own)


def prepared(photo: np.ndarray, own: tuple[float, float] = OWN, mm: float = MM, able: bool = True) -> render.Prepared:
    """Return a photo made ready, all of it cheek."""
    regions = np.zeros((*photo.shape[:2], len(REGIONS)))
    regions[..., REGIONS.index("cheek")] = 1.0
    return render.prepare(photo, face(TABLE.at(*own), mm, able), regions, np.ones(photo.shape[:2]), TABLE)


def lab(picture: np.ndarray) -> np.ndarray:
    return colour.lab_of_linear(picture)


def waves(width_mm: float, mm: float = MM) -> np.ndarray:
    """Return relief of a width (half a period): even skin times waves of some per cent."""
    along = np.sin(np.pi * mm * np.arange(SIZE) / width_mm)
    return even() * np.exp(0.05 * along)[None, :, None]


def contrast(picture: np.ndarray) -> float:
    """Return the deviation of the logarithm of luminance in the middle of a picture."""
    inner = slice(SIZE // 4, 3 * SIZE // 4)
    return float(np.log(picture[inner, inner] @ render.LUMINANCE).std())


class TestNothing:
    def test_a_photo_without_effects_comes_back_as_it_is(self) -> None:
        photo = np.random.default_rng(1).uniform(0.05, 0.9, (40, 50, 3))
        assert np.array_equal(render.render(prepared(photo), NOTHING, TABLE), photo)

    def test_what_is_not_allowed_comes_back_as_it_is(self) -> None:
        photo, regions = even(), np.ones((SIZE, SIZE, len(REGIONS)))
        kept = np.zeros((SIZE, SIZE))
        kept[:, : SIZE // 2] = 1.0
        ready = render.prepare(photo, face(TABLE.at(*OWN)), regions, kept, TABLE)
        shown = render.render(ready, effects(redness=0.02, lines=0.3, scars=0.3, spots=0.3, shedding=1.0), TABLE)
        assert np.array_equal(shown[:, SIZE // 2 :], photo[:, SIZE // 2 :])
        assert not np.allclose(shown[:, : SIZE // 2], photo[:, : SIZE // 2])

    @pytest.mark.parametrize(
        "other", [[0.02, 0.015, 0.01], [0.75, 0.72, 0.6], [0.1, 0.2, 0.5]], ids=["hair", "teeth", "cloth"]
    )
    def test_other_things_keep_their_colour(self, other: list[float]) -> None:
        photo = even()
        photo[40:80, 40:80] = other
        shown = render.render(prepared(photo), effects(redness=0.03, bronzing=0.05), TABLE)
        inner = (slice(46, 74), slice(46, 74))
        assert colour.colour_difference(lab(shown[inner]), lab(photo[inner])).max() < 1.0
        assert colour.colour_difference(lab(shown[:30]), lab(photo[:30])).min() > 3.0

    def test_swelling_has_no_place_in_two_dimensions(self) -> None:
        assert np.array_equal(render.render(prepared(even()), effects(swelling=2.0), TABLE), even())


class TestColour:
    @pytest.mark.parametrize("melanosomes", [0.015, 0.04, 0.11])
    @pytest.mark.parametrize("light", [0.5, 1.0])
    def test_redness_is_that_of_the_table_whatever_the_light(self, melanosomes: float, light: float) -> None:
        own = (melanosomes, 0.008)
        ready = prepared(light * even(own), own)
        shown = render.render(ready, effects(redness=0.02), TABLE)[80, 80]
        m, b = ready.tone
        assert shown == pytest.approx(light * TABLE.at(*own) * TABLE.at(m, b + 0.02) / TABLE.at(m, b), rel=1e-9)
        assert lab(shown)[1] > lab(light * TABLE.at(*own))[1] + 1.0

    def test_bronzing_and_darkening_add_up_and_lower_the_typology_angle(self) -> None:
        ready = prepared(even())
        both = render.render(ready, effects(bronzing=0.01, darkening=0.005), TABLE)
        one = render.render(ready, effects(bronzing=0.015), TABLE)
        assert np.allclose(both, one)
        assert colour.ita_deg(lab(one[80, 80])) < colour.ita_deg(lab(even()[80, 80])) - 3.0

    def test_half_a_region_weight_is_half_the_effect(self) -> None:
        ready = prepared(even())
        half = render.render(replace(ready, regions=0.5 * ready.regions), effects(redness=0.02), TABLE)
        assert np.allclose(half, render.render(ready, effects(redness=0.01), TABLE))

    def test_overlapping_regions_count_once(self) -> None:
        ready = prepared(even())
        overlapping = replace(ready, regions=np.ones_like(ready.regions))
        one, other = (render.render(which, effects(redness=0.02), TABLE) for which in (ready, overlapping))
        assert np.allclose(one, other)

    def test_each_region_follows_its_own_effects(self) -> None:
        only = NOTHING.copy()
        only[REGIONS.index("chin"), CHANNELS.index("redness")] = 0.02
        assert np.array_equal(render.render(prepared(even()), only, TABLE), even())


class TestRelief:
    @pytest.mark.parametrize(("channel", "width"), [("lines", 1.0), ("scars", 3.5)])
    def test_relief_of_its_width_is_weakened_never_below_what_is_left(self, channel: str, width: float) -> None:
        photo = waves(width)
        shown = render.render(prepared(photo), effects(**{channel: 0.4}), TABLE)
        left = contrast(shown) / contrast(photo)
        assert 0.6 - 1e-6 <= left < 0.8

    @pytest.mark.parametrize(
        ("channel", "width", "mm"),
        [("lines", 0.2, 0.1), ("lines", 10.0, 0.25), ("scars", 0.5, 0.1), ("scars", 20.0, 0.5)],
    )
    def test_pores_and_shape_stay(self, channel: str, width: float, mm: float) -> None:
        photo = waves(width, mm)
        shown = render.render(prepared(photo, mm=mm), effects(**{channel: 0.4}), TABLE)
        assert contrast(shown) / contrast(photo) == pytest.approx(1.0, abs=0.05)

    def test_worse_is_deeper(self) -> None:
        photo = waves(1.0)
        assert contrast(render.render(prepared(photo), effects(lines=-0.3), TABLE)) > 1.1 * contrast(photo)

    @pytest.mark.parametrize("share", [0.15, 0.4])
    def test_texture_keeps_at_least_the_modelled_energy(self, share: float) -> None:
        noise = gaussian_filter(np.random.default_rng(3).normal(0.0, 1.0, (SIZE, SIZE)), 1.0)
        photo = even() * np.exp(0.1 * noise)[..., None]
        shown = render.render(prepared(photo), effects(lines=share, scars=share), TABLE)
        assert (1.0 - share) ** 2 <= (contrast(shown) / contrast(photo)) ** 2 <= 1.0

    def test_lines_that_the_photo_cannot_resolve_are_left_alone(self) -> None:
        photo = waves(1.0)
        assert np.array_equal(render.render(prepared(photo, able=False), effects(lines=0.4, scars=0.4), TABLE), photo)

    def test_relief_keeps_its_hue_and_the_tone_of_the_skin(self) -> None:
        photo = waves(1.0)
        shown = render.render(prepared(photo), effects(lines=0.4), TABLE)
        assert np.allclose(shown / shown.sum(axis=-1, keepdims=True), photo / photo.sum(axis=-1, keepdims=True))
        assert (
            abs(float(colour.ita_deg(lab(shown.mean(axis=(0, 1)))) - colour.ita_deg(lab(photo.mean(axis=(0, 1))))))
            < 0.5
        )


class TestSpots:
    def spotted(self, melanosomes: float = 0.06) -> np.ndarray:
        """Return skin with one round spot, 3 mm wide."""
        photo = even()
        row, column = np.mgrid[:SIZE, :SIZE] - SIZE // 2
        photo[np.hypot(row, column) * MM < 1.5] = TABLE.at(melanosomes, OWN[1])
        return photo

    def test_a_spot_fades_by_its_share_and_the_skin_round_it_stays(self) -> None:
        photo = self.spotted()
        ready = prepared(photo)
        before, after = lab(photo), lab(render.render(ready, effects(spots=0.5), TABLE))
        middle, corner = (SIZE // 2, SIZE // 2), (10, 10)
        gap = before[corner][0] - before[middle][0]
        assert 0.3 * gap < after[middle][0] - before[middle][0] < 0.7 * gap
        assert np.array_equal(render.render(ready, effects(spots=0.5), TABLE)[corner], photo[corner])

    def test_a_spot_never_becomes_lighter_than_the_skin_round_it(self) -> None:
        photo = self.spotted()
        shown = render.render(prepared(photo), effects(spots=1.0), TABLE)
        assert lab(shown)[..., 0].max() <= lab(photo)[..., 0].max() + 1.0

    def test_redness_and_shade_are_no_spots(self) -> None:
        for change in (TABLE.at(OWN[0], 0.02) / TABLE.at(*OWN), np.full(3, 0.8)):
            photo = even()
            photo[70:90, 70:90] *= change
            shown = render.render(prepared(photo), effects(spots=1.0), TABLE)
            assert np.abs(lab(shown)[..., 0] - lab(photo)[..., 0]).max() < 2.0

    def test_worse_is_darker(self) -> None:
        photo = self.spotted()
        shown = render.render(prepared(photo), effects(spots=-0.3), TABLE)
        assert lab(shown)[80, 80, 0] < lab(photo)[80, 80, 0] - 1.0


class TestShedding:
    def test_flakes_leave_the_tone_alone(self) -> None:
        photo = np.ones((400, 400, 3)) * TABLE.at(*OWN)
        shown = render.render(prepared(photo), effects(shedding=1.0), TABLE)
        assert shown.mean(axis=(0, 1)) == pytest.approx(photo.mean(axis=(0, 1)), rel=0.005)
        assert 0.02 < contrast(shown) < 0.1

    def test_flakes_finer_than_a_pixel_average_out(self) -> None:
        fine, coarse = (
            contrast(render.render(prepared(even(), mm=mm), effects(shedding=1.0), TABLE)) for mm in (0.25, 1.0)
        )
        assert coarse < 0.4 * fine


def test_the_tone_of_a_photo_is_found_once_for_the_face() -> None:
    ready = prepared(0.7 * even())
    assert isinstance(ready.tone, tone.Fit)
    assert ready.tone.melanosomes == pytest.approx(OWN[0], rel=0.3)
