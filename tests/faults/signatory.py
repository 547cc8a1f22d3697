"""A signatory who accepts for one company after another and remembers what was answered."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from tests.faults.browser import Browser, NoAnswerError
from tests.faults.world import CODE, PASSWORD, PROGRAM

PAUSE_S = 1.0


@dataclass(slots=True)
class Signatory:
    """One person with a list of companies, at work in a thread of their own.

    Every other request without an answer is sent again, as an impatient person does; the rest
    is left as it is, so that both endings of a lost answer are met.
    """

    port: int
    email: str
    partners: list[dict[str, str]]
    receipts: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        browser = Browser(self.port)
        browser.sign_in(self.email, PASSWORD)
        for company in self.partners:
            if self.enough.wait(PAUSE_S):
                return
            self._accept(browser, company)

    def _accept(self, browser: Browser, company: dict[str, Any]) -> None:
        partner, entity = company["partner"], company["entity"]
        path = f"/p/{PROGRAM}/{partner}/agreements/{CODE}/accept/"
        form = [
            ("version", "1"),
            ("shown", entity),
            ("entities", entity),
            ("authority", "director"),
            ("typed_name", "A Signatory"),
            ("accept", "on"),
        ]
        while True:
            try:
                reply = browser.post(path, form)
            except NoAnswerError:
                self.lost.append(partner)
                if len(self.lost) % 2 or self.enough.wait(PAUSE_S):
                    return
                continue
            if "/receipts/" in reply.to:
                self.receipts[partner] = reply.to.rstrip("/").rsplit("/", 1)[-1]
            else:
                self.refused.append(f"{path} answered {reply.status} {reply.to}: {reply.text}")
            return
