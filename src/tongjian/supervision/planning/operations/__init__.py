"""Every way to change demands and draws."""

from tongjian.supervision.planning import events
from tongjian.supervision.planning.operations._beacon import Beacon
from tongjian.supervision.planning.operations._demand_content import DemandContent, share_of_words
from tongjian.supervision.planning.operations._pool_content import PoolContent
from tongjian.supervision.planning.operations._watch import Watch
from tongjian.supervision.planning.operations.abort_draw import abort_draw
from tongjian.supervision.planning.operations.adopt_schedule import adopt_schedule
from tongjian.supervision.planning.operations.build_schedule import build_schedule
from tongjian.supervision.planning.operations.carry_out_draw_job import carry_out_draw_job
from tongjian.supervision.planning.operations.commit_nonce import commit_nonce
from tongjian.supervision.planning.operations.create_pool import create_pool
from tongjian.supervision.planning.operations.discard_schedule import discard_schedule
from tongjian.supervision.planning.operations.draft_demand import draft_demand
from tongjian.supervision.planning.operations.freeze_draw import freeze_draw
from tongjian.supervision.planning.operations.hold_nonce_on_server import hold_nonce_on_server
from tongjian.supervision.planning.operations.issue_slip import issue_slip
from tongjian.supervision.planning.operations.measure_fairness import measure_fairness
from tongjian.supervision.planning.operations.name_parties import name_parties
from tongjian.supervision.planning.operations.open_draw import DrawPlan, open_draw
from tongjian.supervision.planning.operations.publish_draw import publish_draw
from tongjian.supervision.planning.operations.put_into_pool import put_into_pool
from tongjian.supervision.planning.operations.redraw import redraw
from tongjian.supervision.planning.operations.release_demand import release_demand
from tongjian.supervision.planning.operations.request_adoption import request_adoption
from tongjian.supervision.planning.operations.request_draw_job import request_draw_job
from tongjian.supervision.planning.operations.request_schedule import Away, request_schedule
from tongjian.supervision.planning.operations.reveal_held_nonces import reveal_held_nonces
from tongjian.supervision.planning.operations.reveal_nonce import reveal_nonce
from tongjian.supervision.planning.operations.revise_demand import revise_demand
from tongjian.supervision.planning.operations.revise_pool import revise_pool
from tongjian.supervision.planning.operations.run_draw import run_draw
from tongjian.supervision.planning.operations.seal_commitments import seal_commitments
from tongjian.supervision.planning.operations.set_beacon_value import set_beacon_value
from tongjian.supervision.planning.operations.submit_demand import submit_demand
from tongjian.supervision.planning.operations.take_demand_into_draw import take_demand_into_draw
from tongjian.supervision.planning.operations.take_out_of_pool import take_out_of_pool
from tongjian.supervision.planning.operations.withdraw_demand import withdraw_demand

__all__ = [
    "Away",
    "request_schedule",
    "request_adoption",
    "discard_schedule",
    "build_schedule",
    "adopt_schedule",
    "Beacon",
    "DemandContent",
    "DrawPlan",
    "PoolContent",
    "Watch",
    "abort_draw",
    "carry_out_draw_job",
    "commit_nonce",
    "create_pool",
    "draft_demand",
    "events",
    "freeze_draw",
    "hold_nonce_on_server",
    "issue_slip",
    "measure_fairness",
    "name_parties",
    "open_draw",
    "publish_draw",
    "put_into_pool",
    "redraw",
    "release_demand",
    "request_draw_job",
    "reveal_held_nonces",
    "reveal_nonce",
    "revise_demand",
    "revise_pool",
    "run_draw",
    "seal_commitments",
    "set_beacon_value",
    "share_of_words",
    "submit_demand",
    "take_demand_into_draw",
    "take_out_of_pool",
    "withdraw_demand",
]
