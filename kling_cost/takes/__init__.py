"""How many takes a stage is planned with: a fixed number, or a gamble with an accept rate and a cap.

What a gamble may cost in the end is a distribution, which is :mod:`kling_cost.risk`'s business; here it
becomes the number of takes that the sum of lines reckons with.
"""

from kling_cost.takes.accept_rate import AcceptRate, read_accept_rate, read_accept_rates
from kling_cost.takes.rules import TakesRules
from kling_cost.takes.takes import SharedRate, Takes, takes_together

__all__ = [
    "AcceptRate",
    "SharedRate",
    "Takes",
    "TakesRules",
    "read_accept_rate",
    "read_accept_rates",
    "takes_together",
]
