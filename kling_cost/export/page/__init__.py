"""A budget as one page for a client: self-contained HTML that it prints, sorts, and asks nothing of the net.

Python prepares plain values (``views``), the template lays them out; nothing is priced or added up in there.
"""

from kling_cost.export.page.render import to_page, wrote_page

__all__ = ["to_page", "wrote_page"]
