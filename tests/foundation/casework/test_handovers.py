"""Hand-over: offered, accepted, or returned with a reason and a better addressee; nothing is ever unowned.

The rows are those of inspections, the first procedure that hands anything over.
"""

import pytest

from tests.foundation.org.factories import actor_in
from tests.supervision.inspections.factories import AgencyFactory, AgencyKindFactory, VisitFactory, team_in
from tongjian.foundation.casework import operations
from tongjian.foundation.casework.choices import HandoverState
from tongjian.foundation.casework.workflow import HANDOVER_WORKFLOW
from tongjian.foundation.kernel.errors import IllegalTransition, NotAllowed, RuleViolated
from tongjian.foundation.ledger.models import Entry
from tongjian.foundation.org.choices import Role
from tongjian.foundation.rulebook.models import Parameter
from tongjian.supervision.inspections.models import TeamHandover

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


class Story:
    """市场监管 offers its part to 消防; 城管 looks on."""

    def __init__(self):
        self.market = AgencyFactory(kind=AgencyKindFactory(code="SCJG"))
        self.fire = AgencyFactory(kind=AgencyKindFactory(code="XF"))
        self.city = AgencyFactory(kind=AgencyKindFactory(code="CG"))
        self.giver, self.taker = actor_in(self.market, Role.HANDLER), actor_in(self.fire, Role.HANDLER)
        self.team = team_in(VisitFactory(), self.market)

    def row(self, **changes):
        given = {"from_agency": self.market, "to_agency": self.fire, "reason": "属于消防职责", "team": self.team}
        return TeamHandover(**{**given, **changes})

    def offered(self):
        return operations.offer_handover(actor=self.giver, handover=self.row())

    def returned(self, handover, **changes):
        given = {"return_code": "duty", "suggested_id": self.city.pk}
        return operations.return_handover(actor=self.taker, handover=handover, **{**given, **changes})


@pytest.fixture
def story():
    return Story()


def test_until_it_is_accepted_whoever_offers_holds_it(story):
    handover = story.offered()
    assert (handover.state, handover.holder) == (HandoverState.OFFERED, story.market)

    operations.accept_handover(actor=story.taker, handover=handover)

    assert (handover.state, handover.holder) == (HandoverState.ACCEPTED, story.fire)
    actions = Entry.objects.filter(subject_id=str(handover.pk)).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["handover.offered", "handover.accepted"]


def test_only_ones_own_is_offered_to_another_with_a_reason(story):
    with pytest.raises(NotAllowed):
        operations.offer_handover(actor=story.taker, handover=story.row())
    with pytest.raises(RuleViolated, match="本机关"):
        operations.offer_handover(actor=story.giver, handover=story.row(to_agency=story.market))
    with pytest.raises(RuleViolated, match="理由"):
        operations.offer_handover(actor=story.giver, handover=story.row(reason=" "))
    assert not TeamHandover.objects.exists()


def test_only_the_receiver_answers_and_only_once(story):
    handover = story.offered()
    with pytest.raises(NotAllowed):
        operations.accept_handover(actor=story.giver, handover=handover)
    operations.accept_handover(actor=story.taker, handover=handover)
    with pytest.raises(IllegalTransition):
        operations.accept_handover(actor=story.taker, handover=handover)
    with pytest.raises(IllegalTransition):
        story.returned(handover)


def test_returning_takes_a_coded_reason_and_a_better_addressee(story):
    handover = story.offered()
    with pytest.raises(RuleViolated, match="字典"):
        story.returned(handover, return_code="busy")
    with pytest.raises(RuleViolated, match="建议"):
        story.returned(handover, suggested_id=None)
    with pytest.raises(RuleViolated, match="本机关"):
        story.returned(handover, suggested_id=story.fire.pk)

    story.returned(handover)

    handover.refresh_from_db()
    assert (handover.state, handover.holder, handover.suggested) == (HandoverState.RETURNED, story.market, story.city)
    assert (handover.return_code, handover.returns) == ("duty", 1)


def test_who_really_knows_no_better_addressee_explains(story):
    assert story.returned(story.offered(), suggested_id=None, note="权属不清，已电话核实").returns == 1


def test_after_two_returns_the_common_superior_decides(story):
    handover = story.returned(story.offered())
    handover.state = HandoverState.OFFERED  # the procedure offered it again

    story.returned(handover)

    assert (handover.state, handover.holder) == (HandoverState.ARBITRATION, story.market)
    assert Entry.objects.filter(action="handover.arbitration_asked").exists()
    with pytest.raises(IllegalTransition):
        operations.accept_handover(actor=story.taker, handover=handover)


def test_how_many_returns_is_the_rulebooks_business(story):
    Parameter.objects.filter(code="handover.returns_before_arbitration").update(value="1")
    assert story.returned(story.offered()).state == HandoverState.ARBITRATION


def test_every_state_but_the_last_ones_leads_on():
    ends = [state for state in HandoverState if not HANDOVER_WORKFLOW.available_from(state)]
    assert ends == [HandoverState.ACCEPTED, HandoverState.WITHDRAWN]
