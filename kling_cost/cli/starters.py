"""What ``kling-cost init`` writes: a storyboard, settings, and a workflow that checks a pull request."""

from __future__ import annotations

import json
import re

from kling_cost.export.gate.home import ACTION, HOME

STORYBOARD = """\
# A storyboard for kling-cost: one row per shot. Lines that begin like this one are comments.
# Only duration_s is required (seconds of the finished film); leave empty what you do not know.
# mode: text-to-video (default) image-to-video reference-to-video video-edit motion-control
# model, tier (standard pro 4k), audio (off on voice): pin what this shot is delivered in
# takes: how often you expect to generate it; accept: the share of takes that is good enough (0.3 or 30%)
# keepers: good takes wanted; at_cap (proceed fail): when takes run out; shot_class (hero b-roll): its accept
# product image makes stills: count of them at a resolution of 1k 2k or 4k
shot_id,scene,description,duration_s,mode,video_input,model,tier,audio,takes,accept,keepers,at_cap,shot_class,count,product,resolution,priority,notes
1,Harbour,The harbour at dawn from above,6,,,,,,4,,,,,,,,1,
2,Harbour,Mara steps off the ferry,8,image-to-video,,,,,6,,,,,,,,1,
3,Market,Mara at the stalls with her red scarf,7.5,reference-to-video,,,,on,,30%,,proceed,,,,,2,keep the scarf
4,Market,Spices in close-up,2.5,,,,,off,3,,,,,3,,,3,three inserts
5,Market,Poster of the film,,,,o3,,,3,,,,,2,image,4k,3,
"""

SETTINGS = f"""\
# What this film always says to kling-cost; a command line comes first. Take the # away from what you want.
# Every key: {HOME}/blob/main/docs/settings.md

# provider = "pixverse"
# strategy = "v3-draft-o3-final"
# credit_price = "10 USD / 1000"
# accept = {{ draft = 0.3, final = 0.7 }}
# contingency = "10%"

# What `kling-cost check` allows, here and in pull requests. Amounts are in the plan's unit, or in money once
# credit_price or pay_with says what a credit costs. Every rule: {HOME}/blob/main/docs/ci.md

# [check]
# max = 6000                   # the whole storyboard
# max_increase = "10%"         # above what it is compared with: in a pull request, its base branch
# max_per_shot = 1500
# max_per_scene = 3000
# measure = "p80"              # what counts where takes are a gamble: sum p50 p80 p90
# require_coverage = "100%"    # the share of shots that must have a price
# max_card_age = 90            # days since a price was read
# min_basis = "third-party"    # published, third-party or approximate
"""

_WORKFLOW = """\
# Checks what the storyboard costs in every pull request that changes it.
# What is allowed stands in kling-cost.toml, under [check].
name: kling-cost
on:
  pull_request:
    paths:
{paths}
permissions:
  contents: read
  pull-requests: write # for the comment with the report
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # the storyboard is compared with that of the base branch
      - uses: {action}
        with:
          storyboard: {storyboard}
"""


def workflow(storyboard: str, settings: str, own: str) -> str:
    """Write the workflow; the three are paths from the root of the repository, ``own`` that of itself."""
    paths = "\n".join(f"      - {_quoted(_as_pattern(path))}" for path in (storyboard, settings, own))
    return _WORKFLOW.format(paths=paths, action=ACTION, storyboard=_quoted(storyboard))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # YAML reads JSON's strings


def _as_pattern(path: str) -> str:
    """Escape what is more than a letter in the patterns of a workflow's paths."""
    return re.sub(r"([*?+\[\]!\\])", r"\\\1", path)
