"""What a course shows on a face: how red the cheek is day by day, and, given a photo of a face, a strip of pictures.

python examples/13_try_it_on.py [PHOTO STRIP.png]      a photo needs pip install photomend[face]
"""

import json
import sys
from pathlib import Path

import numpy as np

from photomend.appearance import BANDS, CHANNELS, REGIONS, TryOnRequest, try_on
from photomend.appearance.colour import encoded, lab_of_linear
from photomend.appearance.table import skin_colours

shown = try_on(TryOnRequest(concern="acne-scars", phototype="III", age_years=35.0, family="fractional-1550"))
print(f"{shown.title}: {shown.statement}")

table, base = skin_colours(), shown.base
days = np.array([frame.day for frame in shown.frames])
effects = np.array(shown.values)  # frame, region, channel, band
red = effects[:, REGIONS.index("cheek"), CHANNELS.index("redness")]
before = lab_of_linear(table.at(base.melanosome_fraction, base.blood_fraction))
rise = lab_of_linear(table.at(base.melanosome_fraction, base.blood_fraction + red))[..., 1] - before[1]
for day in (0.0, 1.0, 3.0, 7.0):
    frame = int(np.argmin(np.abs(days[1:] - day))) + 1
    low, typical, high = rise[frame]
    print(f"{shown.frames[frame].title}: cheek redder by {typical:.1f} a* ({low:.1f} to {high:.1f})")


def strip(photo):
    """Return the photo as it is, then low, typical and high one day after the first session, side by side."""
    from photomend.appearance.render import prepare, render
    from photomend.faces import allowed, face_in, linear, read_photo, weights

    picture = read_photo(photo)
    face = face_in(picture)
    height, width = picture.shape[:2]
    prepared = prepare(linear(picture), face, weights(face, height, width), allowed(face, height, width), table)
    frame = int(np.argmin(np.abs(days - 1.0)))
    after = [render(prepared, effects[frame, ..., band], table) for band in range(len(BANDS))]
    return np.concatenate([prepared.photo, *after], axis=1)


if len(sys.argv) == 3:
    from PIL import Image

    side_by_side = encoded(np.clip(strip(Path(sys.argv[1]).read_bytes()), 0.0, 1.0))
    Image.fromarray(np.rint(255.0 * side_by_side).astype(np.uint8)).save(sys.argv[2])

redness = {f"day_{day:g}": float(rise[int(np.argmin(np.abs(days - day))), 1]) for day in (1.0, 7.0)}
print(json.dumps({"a_star_rise": redness, "sessions": shown.sessions}))
