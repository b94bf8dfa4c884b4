"""What a plugin is given, for tests. It ships with errgate, for other people's plugins too."""

from __future__ import annotations

from gateway.testing import ListLog, ManualClock, Pieces, TallyMetrics, make_env

__all__ = ["ListLog", "ManualClock", "Pieces", "TallyMetrics", "make_env"]
