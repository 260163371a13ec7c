"""Ids, tokens and salts from a seed, so that one number gives the same schedule again. Keys of age stay truly random: no order depends on them."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def seeded_entropy(seed: int) -> Iterator[None]:
    """Within it, `uuid4` and `secrets` draw from this seed."""
    draw = random.Random(seed).randbytes
    with mock.patch.object(os, "urandom", draw), mock.patch.object(random, "_urandom", draw):
        yield
