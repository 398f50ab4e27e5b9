"""Line, block and common superior over any tree of agencies."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.foundation.org.factories import AgencyFactory, AgencyKindFactory, RegionFactory
from tongjian.foundation.org import queries
from tongjian.pure.codes import is_within, parent_of

REGIONS = ("140000", "140100", "140105", "140106", "140200", "140213")
KINDS = ("RMZF", "SCJG", "YJ")


def plant(missing=()):
    """Every kind in every region, each under the same kind one level up, but for the missing ones."""
    agencies = {}
    for region in REGIONS:
        for kind in KINDS:
            if (region, kind) not in missing:
                agencies[region, kind] = AgencyFactory(
                    region=RegionFactory(code=region),
                    kind=AgencyKindFactory(code=kind),
                    line_superior=agencies.get((parent_of(region), kind)),
                )
    return agencies


@pytest.fixture
def tree(db):
    return plant()


def test_line_superior_is_the_same_department_one_level_up(tree):
    assert queries.line_superior(tree["140105", "YJ"]) == tree["140100", "YJ"]
    assert queries.line_superior(tree["140000", "YJ"]) is None


def test_block_superior_is_the_government_of_the_place(tree):
    assert queries.block_superior(tree["140105", "YJ"]) == tree["140105", "RMZF"]


def test_a_government_answers_to_the_government_above(tree):
    assert queries.block_superior(tree["140105", "RMZF"]) == tree["140100", "RMZF"]
    assert queries.block_superior(tree["140000", "RMZF"]) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("140105", "YJ"), ("140106", "YJ"), ("140100", "YJ")),
        (("140105", "YJ"), ("140213", "YJ"), ("140000", "YJ")),
        (("140105", "YJ"), ("140105", "SCJG"), ("140105", "RMZF")),
        (("140105", "YJ"), ("140106", "SCJG"), ("140100", "RMZF")),
        (("140105", "YJ"), ("140213", "SCJG"), ("140000", "RMZF")),
        (("140100", "YJ"), ("140105", "YJ"), ("140000", "YJ")),
        (("140000", "YJ"), ("140105", "YJ"), ("140000", "RMZF")),
        (("140105", "RMZF"), ("140105", "YJ"), ("140100", "RMZF")),
        (("140105", "RMZF"), ("140213", "RMZF"), ("140000", "RMZF")),
        (("140000", "RMZF"), ("140105", "YJ"), None),
    ],
)
def test_common_superior_of_two(tree, first, second, expected):
    assert queries.common_superior(tree[first], tree[second]) == (tree[expected] if expected else None)


places = st.sampled_from([(region, kind) for region in REGIONS for kind in KINDS])


class AnyTree(TestCase):
    @settings(max_examples=20)
    @given(missing=st.sets(places, max_size=8), first=places, second=places)
    def test_the_common_superior_is_above_both_or_there_is_none(self, missing, first, second):
        tree = plant(missing - {first, second})
        a, b = tree[first], tree[second]

        found = queries.common_superior(a, b)

        assert found == queries.common_superior(b, a)
        governments = [
            code for code in REGIONS if is_within(first[0], code) and is_within(second[0], code)
            if tree.get((code, "RMZF")) not in (None, a, b)
        ]  # fmt: skip
        assert (found is None) <= (not governments)
        if found is not None:
            assert found not in (a, b)
            for agency in (a, b):
                assert is_within(agency.region_id, found.region_id)
                assert found.kind_id in ("RMZF", agency.kind_id)
