"""The gate: what a production allows a storyboard to cost, and where a storyboard goes beyond it."""

from kling_cost.gate.verdict import Finding, Outcome, Rule, Ruling, Verdict

__all__ = ["Finding", "Outcome", "Rule", "Ruling", "Verdict"]
