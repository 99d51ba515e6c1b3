"""The rate limit: so many requests of a token in each calendar minute."""

from s300gc.sandbox.limits import RateLimit

MINUTE = 1_767_603_600.0
"""2026-01-05 09:00:00 UTC, the start of a minute."""


def test_without_a_limit_the_headers_say_a_thousand_and_never_go_down() -> None:
    limit = RateLimit()
    for n in range(1500):
        allowed, headers = limit.take("token", MINUTE + n / 100)
        assert allowed
        assert headers["ratelimit-limit"] == headers["ratelimit-remaining"] == "1000"


def test_requests_over_the_limit_are_refused_until_the_next_minute() -> None:
    limit = RateLimit(3)
    allowed = [limit.take("token", MINUTE + 50 + n)[0] for n in range(12)]
    assert allowed == [True] * 3 + [False] * 7 + [True] * 2


def test_the_headers_count_down_and_name_the_next_minute() -> None:
    limit = RateLimit(2)
    seen = [limit.take("token", MINUTE + n)[1] for n in range(3)]
    assert [one["ratelimit-remaining"] for one in seen] == ["1", "0", "0"]
    assert {one["ratelimit-limit"] for one in seen} == {"2"}
    assert {one["ratelimit-reset"] for one in seen} == {"Mon, 05 Jan 2026 09:01:00 GMT"}


def test_each_token_has_its_own_count() -> None:
    limit = RateLimit(1)
    assert limit.take("one", MINUTE)[0]
    assert limit.take("other", MINUTE)[0]
    assert not limit.take("one", MINUTE)[0]


def test_balances_have_a_limit_of_their_own() -> None:
    limits = RateLimit(1000)
    assert [limits.take("a", 0, "/balances")[0] for _ in range(61)] == [True] * 60 + [False]
    assert limits.take("a", 0, "/payments")[0]
    assert limits.take("b", 0, "/balances")[0]
    assert limits.take("a", 60, "/balances")[0]
    assert all(RateLimit().take("a", 0, "/balances")[0] for _ in range(61))
