"""Devices: lasers, their dials, their cooling and the films between them and the skin."""

from photomend.device.cooling import (
    ColdAir,
    ContactPlate,
    Cooling,
    Cryogen,
    Exchange,
    choose_cooling,
    contact_of,
    surface_exchanges,
)
from photomend.device.dial import resolve
from photomend.device.exposure import COLLIMATED_NA, Exposure, outside_tested
from photomend.device.film import Film, film_of
from photomend.device.laser import Card, Handpiece, Settings, Surface, card, cards

__all__ = [
    "COLLIMATED_NA",
    "Card",
    "ColdAir",
    "ContactPlate",
    "Cooling",
    "Cryogen",
    "Exchange",
    "Exposure",
    "Film",
    "Handpiece",
    "Settings",
    "Surface",
    "card",
    "cards",
    "choose_cooling",
    "contact_of",
    "film_of",
    "outside_tested",
    "resolve",
    "surface_exchanges",
]
