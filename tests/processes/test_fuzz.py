"""Random requests to every public route of a real server; `bin/bench fuzz` sends more of them."""

import pytest

from devkit.fuzz import attacks
from devkit.fuzz.run import Fuzz
from devkit.fuzz.world import Route

REQUESTS = 150


def test_no_server_error_and_no_change_without_a_right_to_it(with_addon):
    findings = Fuzz(with_addon.setup, with_addon.name).run(REQUESTS)
    assert findings.failures == []
    assert findings.asked == REQUESTS


@pytest.mark.parametrize("rule", ["/collection/new", "/c/<string:token>/<int:new_id>"])
def test_a_route_that_nobody_thought_of_is_not_passed_over(rule):
    with pytest.raises(attacks.Uncovered, match="new"):
        attacks.check([Route(rule, ("POST",), "http", "new")])
