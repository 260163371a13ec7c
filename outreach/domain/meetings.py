"""Meetings between services: what those invited answer."""

from typing import Literal, get_args

GuestAnswer = Literal["coming", "not_coming"]
GUEST_ANSWERS: tuple[GuestAnswer, ...] = get_args(GuestAnswer)
