"""The rules of the interlock in words, over plain dictionaries. Shares no code with the system: days that are worked
are typed in, dates are dates, nothing is asked of a database.

Every question answers with the set of codes of what stands against the act; an empty set means that it must succeed.
"""

from datetime import date, timedelta

WORKED = [
    *(date(2026, 8, day) for day in (31,)),
    *(date(2026, 9, day) for day in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 28, 29, 30)),
    *(date(2026, 10, day) for day in (8, 9, 10, 12, 13, 14, 15, 16)),
]
"""Without 中秋节 (25 to 27 September) and 国庆节 (1 to 7 October); 20 September and 10 October are worked instead."""
WINDOW = (date(2026, 9, 1), date(2026, 10, 1))
COUNTED = {"coded", "underway"}
WRONG_STATE = {"illegal_transition"}


def workdays_after(day, until):
    return len([one for one in WORKED if day < one <= until])


def end_of_workdays(day, count):
    """The first day after so many workdays that follow the day."""
    return [one for one in WORKED if one > day][count - 1] + timedelta(days=1)


class Oracle:
    """`today` is a date. A visit: entity, state, day, emergency, left, document, made_on, until (the first day on
    which its document is no good), code_until (the same of its code), teams {agency: {state, items, approved_on,
    officers by place}}."""

    def __init__(self, certificates, items, cap):
        self.today = date(2026, 9, 1)
        self.certificates = dict(certificates)  # officer → (agency, first day without a certificate)
        self.items = dict(items)  # item → (agency, kind, first day on which it is not published or None)
        self.cap = cap
        self.published = {}  # agency → first day on which it is no enforcement subject
        self.interests = set()  # (officer, entity)
        self.visits = {}

    # --- acts -------------------------------------------------------------------------------------------------------

    def plan(self, key, entity, teams):
        self.visits[key] = self._visit(entity, teams, None, emergency=False)

    def against_order(self, entity, agency, items, officers, document, written_on, emergency):
        if end_of_workdays(written_on, 15) <= self.today:
            return {"cause_expired"}
        for visit in self.visits.values():
            used = visit["document"] == document and visit["entity"] == entity and visit["state"] != "cancelled"
            if used:
                return {"document_used"}
        if not emergency:
            return set()
        visit = self._visit(entity, {agency: (items, officers)}, (document, written_on), emergency=True)
        visit["day"] = self.today
        visit["teams"][agency]["state"] = "submitted"
        return self._against_code(visit)

    def order(self, key, entity, agency, items, officers, document, written_on, emergency):
        visit = self._visit(entity, {agency: (items, officers)}, (document, written_on), emergency=emergency)
        self.visits[key] = visit
        if emergency:
            visit["day"], visit["teams"][agency]["state"] = self.today, "submitted"
            self.issue(key)

    def against_date(self, key, day):
        visit, why = self.visits[key], set()
        if visit["state"] not in ("planned", "approved"):
            return WRONG_STATE
        last = visit["until"] if visit["document"] else WINDOW[1]
        first = visit["made_on"] if visit["document"] else WINDOW[0]
        if not first <= day < last:
            why.add("visit_outside_window")
        if day < self.today:
            why.add("visit_date_past")
        if not visit["document"]:
            if day not in WORKED:
                why.add("visit_not_on_workday")
            if workdays_after(self.today, day) < 3:
                why.add("visit_notice")
        return why

    def set_date(self, key, day):
        visit = self.visits[key]
        if visit["day"] == day:
            return
        visit["day"] = day
        for team in visit["teams"].values():
            self._ask_again(visit, team)

    def against_submitting(self, key, agency):
        visit, team = self.visits[key], self.visits[key]["teams"][agency]
        if team["state"] != "planned" or visit["state"] == "cancelled":
            return WRONG_STATE
        if visit["day"] is None:
            return {"visit_date_missing"}
        if visit["day"] < self.today and not visit["emergency"]:
            return {"visit_date_past"}
        return self._against_team(visit, agency, visit["day"])

    def submit(self, key, agency):
        self.visits[key]["teams"][agency]["state"] = "submitted"

    def against_head(self, key, agency):
        visit = self.visits[key]
        is_asked = visit["teams"][agency]["state"] == "submitted" and visit["state"] != "cancelled"
        return set() if is_asked else WRONG_STATE

    def approve(self, key, agency):
        visit, team = self.visits[key], self.visits[key]["teams"][agency]
        team["state"], team["approved_on"] = "approved", self.today
        everybody = all(one["state"] == "approved" for one in visit["teams"].values())
        if visit["state"] == "planned" and everybody:
            visit["state"] = "approved"

    def decline(self, key, agency):
        visit = self.visits[key]
        visit["teams"][agency]["state"] = "planned"
        if visit["state"] in ("coded", "approved"):
            visit["state"], visit["code_until"] = "planned", None

    def against_code(self, key):
        visit = self.visits[key]
        return self._against_code(visit) if visit["state"] in ("planned", "approved") else WRONG_STATE

    def issue(self, key):
        visit = self.visits[key]
        visit["state"], visit["code_until"] = "coded", self._code_until(visit)

    def against_replacing(self, key, agency, place, officer):
        visit, team = self.visits[key], self.visits[key]["teams"][agency]
        day, why = visit["day"] or self.today, set()
        if visit["state"] not in ("planned", "approved"):
            return WRONG_STATE
        if self.certificates[officer][0] != agency:
            return {"officer_of_another_agency"}
        if officer in team["officers"].values():
            return {"officer_on_team"}
        if self.certificates[officer][1] <= day:
            why.add("V03")
        if (officer, visit["entity"]) in self.interests:
            why.add("V08")
        for other in self.visits.values():
            here = any(officer in one["officers"].values() for one in other["teams"].values())
            if visit["day"] is not None and here and other["day"] == visit["day"] and other["state"] != "cancelled":
                why.add("officer_busy")
        return why

    def replace(self, key, agency, place, officer):
        visit = self.visits[key]
        visit["teams"][agency]["officers"][place] = officer
        self._ask_again(visit, visit["teams"][agency])

    def against_entering(self, key):
        visit = self.visits[key]
        if visit["state"] != "coded":
            return WRONG_STATE
        if visit["day"] != self.today:
            return {"passage_on_another_day"}
        return {"code_not_valid"} if self.today >= visit["code_until"] else set()

    def enter(self, key):
        self.visits[key]["state"] = "underway"

    def against_leaving(self, key):
        visit = self.visits[key]
        if visit["state"] != "underway" or visit["left"]:
            return WRONG_STATE
        if visit["day"] != self.today:
            return {"passage_on_another_day"}
        return {"code_not_valid"} if self.today >= visit["code_until"] else set()

    def leave(self, key):
        self.visits[key]["left"] = True

    def against_cancelling(self, key):
        return set() if self.visits[key]["state"] in ("planned", "approved", "coded") else WRONG_STATE

    def cancel(self, key):
        self.visits[key]["state"], self.visits[key]["code_until"] = "cancelled", None

    def against_revoking(self, key):
        return set() if self.visits[key]["state"] == "coded" else WRONG_STATE

    def revoke(self, key):
        self.visits[key]["state"], self.visits[key]["code_until"] = "approved", None

    # --- the rules --------------------------------------------------------------------------------------------------

    def _visit(self, entity, teams, document, *, emergency):
        return {
            "entity": entity, "state": "planned", "day": None, "emergency": emergency, "left": False,
            "document": document[0] if document else None, "made_on": self.today, "code_until": None,
            "until": end_of_workdays(document[1], 15) if document else None,
            "teams": {
                agency: {"state": "planned", "items": set(items), "approved_on": None,
                         "officers": dict(enumerate(officers, start=1))}
                for agency, (items, officers) in teams.items()
            },
        }  # fmt: skip

    def _ask_again(self, visit, team):
        team["state"], team["approved_on"] = "planned", None
        if visit["state"] == "approved":
            visit["state"] = "planned"

    def _code_until(self, visit):
        """Ten workdays from the last approval; where nobody has approved yet, from now."""
        approved = [team["approved_on"] for team in visit["teams"].values() if team["approved_on"]]
        return end_of_workdays(max(approved, default=self.today), 10)

    def _against_code(self, visit):
        why, day = set(), visit["day"] or self.today
        waiting = [team for team in visit["teams"].values() if team["state"] in ("planned", "submitted")]
        if visit["day"] is None:
            why.add("visit_date_missing")
        elif visit["day"] < self.today:
            why.add("visit_date_past")
        elif not waiting and visit["day"] >= self._code_until(visit):
            why.add("code_would_expire")
        if visit["until"] is not None and day >= visit["until"]:
            why.add("cause_expired")
        for agency in visit["teams"]:
            why |= self._against_team(visit, agency, day)
        if any(not (visit["emergency"] and team["state"] == "submitted") for team in waiting):
            why.add("V05")
        if visit["document"] is None:
            why |= self._too_often(visit, day)
        return why

    def _too_often(self, visit, day):
        why, year = set(), day.year
        same = [
            other for other in self.visits.values()
            if other["entity"] == visit["entity"] and other["state"] in COUNTED and other["day"].year == year
        ]  # fmt: skip
        for agency in visit["teams"]:
            made = [other for other in same if agency in other["teams"] and other["document"] is None]
            if len(made) >= self.cap:
                why.add("V06")
        kinds = {self.items[item][1] for team in visit["teams"].values() for item in team["items"]}
        others = {self.items[i][1] for other in same if other is not visit for t in other["teams"].values()
                  for i in t["items"]}  # fmt: skip
        if "routine" in kinds and "post" in others:
            why.add("V09")
        return why

    def _against_team(self, visit, agency, day):
        why, team = set(), visit["teams"][agency]
        if agency in self.published and day >= self.published[agency]:
            why.add("V01")
        for item in team["items"]:
            if self.items[item][2] is not None and day >= self.items[item][2]:
                why.add("V02")
        able = [one for one in team["officers"].values() if self.certificates[one][1] > day]
        if len(able) < 2 or len(able) < len(team["officers"]):
            why.add("V03")
        if any((one, visit["entity"]) in self.interests for one in team["officers"].values()):
            why.add("V08")
        return why
