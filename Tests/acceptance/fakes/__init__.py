"""The vendors, as their own documents describe them: one small upstream for each dialect.

Written from the vendors' texts alone, so that an error in Filmgate's codecs cannot hide in its other half. Each is strict
about what its vendor documents, keeps every call as it came, and goes as a test scripts it.
"""

from .ark import ArkFake, VolcFake
from .aigeneration import AIGenerationFake
from .anyfast import AnyFastFake
from .flat import ToAPIsFake, XComputeFake
from .openai import OpenAIFake
from .upstream import Plan, Refusal, Upstream

__all__ = ["ArkFake", "VolcFake", "AIGenerationFake", "AnyFastFake", "ToAPIsFake", "XComputeFake", "OpenAIFake", "Plan",
           "Refusal", "Upstream"]
