from tests.supervision.registry.fixtures import bring_in, county, host, look_alike, receive, regions

__all__ = ["bring_in", "county", "host", "look_alike", "receive", "regions"]
