from tongjian.foundation.casework.models import Sequence


def take_number(series: str) -> int:
    """The next number of a series; the row lock makes two callers wait for each other."""
    Sequence.objects.get_or_create(series=series)
    row = Sequence.objects.select_for_update().get(series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last
