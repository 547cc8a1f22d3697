"""Another system of the vendor, which asks before it lets a partner do something."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.e2e.story import PROGRAM, Story


@dataclass(frozen=True, slots=True)
class OrderSystem:
    """A system with a token that may ask for decisions."""

    url: str
    token: str

    @classmethod
    def connect(cls, story: Story) -> OrderSystem:
        """Give the system a token, as an operator does on the command line."""
        words = ("token", "create", "--program", PROGRAM, "--name", "Orders", "--scope")
        secret = story.product.command(*words, "decisions:read").splitlines()[0]
        return cls(url=story.product.url, token=secret)

    def ask(self, partner: str, question: str) -> dict[str, Any]:
        """Return the answer to ``may this partner …?``."""
        query = urlencode({"partner": f"crm:{partner}", "question": question})
        request = Request(
            f"{self.url}/api/v1/decisions?{query}",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        with urlopen(request) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def answers(self, partner: str) -> tuple[str, str, str]:
        """Return whether a partner may transact, earn and use the badge."""
        questions = ("may_transact", "may_earn", "may_use_badge")
        transact, earn, badge = (str(self.ask(partner, one)["answer"]) for one in questions)
        return transact, earn, badge
