"""Every instrument, in the order in which pages show them."""

from typing import Final

from forms.instruments.circles import FOUR_CIRCLES
from forms.instruments.djg6 import DJG6
from forms.instruments.elsa import ELSA
from forms.instruments.epices import EPICES
from forms.instruments.insee import INSEE
from forms.instruments.instrument import Instrument
from forms.instruments.lsns6 import LSNS6
from forms.instruments.ucla3 import UCLA3
from forms.instruments.who5 import WHO5

INSTRUMENTS: Final[tuple[Instrument, ...]] = (FOUR_CIRCLES, EPICES, LSNS6, UCLA3, INSEE, ELSA, DJG6, WHO5)
