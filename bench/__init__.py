"""Measurements of what errgate costs, beside what other proxies cost: `make bench`. No part of the wheel."""
