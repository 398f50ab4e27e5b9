"""Statistics over many seeds. The same with 10,000 seeds and more units is bench/draw_fairness.py."""

from bench.draw_fairness import measure_fairness


def test_every_unit_is_drawn_as_often_as_its_probability_says():
    found = measure_fairness(seeds=2_000, units=150)
    assert found["share_outside_99"] <= 0.03
    assert found["chi_square_z"] < 4
    assert found["worst_joint_z"] < 4.5
    assert found["joint_is_nested"]
    assert found["fixed_sizes_hold"]
