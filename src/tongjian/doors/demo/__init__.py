"""演示：a province in the middle of its work, made by the same operations people use.

Its enterprises are invented (organisation codes begin with DEM0), its draw is a practice (演练), its people do not
exist. What it did "weeks ago" was done with the clock set back (`past.at`), and every page says that it is a demo.
"""

from tongjian.doors.demo.build import build_demo

__all__ = ["build_demo"]
