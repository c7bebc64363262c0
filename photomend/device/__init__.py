"""Devices: lasers, their dials and their cooling."""

from photomend.device.cooling import Cooling, Exchange, choose_cooling, contact_of, surface_exchanges
from photomend.device.dial import Exposure, outside_tested, resolve
from photomend.device.laser import Card, Handpiece, Settings, Surface, card, cards

__all__ = [
    "Card",
    "Cooling",
    "Exchange",
    "Exposure",
    "Handpiece",
    "Settings",
    "Surface",
    "card",
    "cards",
    "choose_cooling",
    "contact_of",
    "outside_tested",
    "resolve",
    "surface_exchanges",
]
