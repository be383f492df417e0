"""What a gate says, in the formats that programs of a pipeline read: SARIF, JUnit, GitHub, JSON."""

from kling_cost.export.gate.document import to_gate_document
from kling_cost.export.gate.github import to_github
from kling_cost.export.gate.junit import to_junit
from kling_cost.export.gate.sarif import to_sarif

__all__ = ["to_gate_document", "to_github", "to_junit", "to_sarif"]
