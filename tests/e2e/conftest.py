"""A browser, the running product, and what every page met must be: accessible and quiet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.architecture.rooms import ROOT
from tests.e2e.prepared import with_demonstration
from tests.e2e.product import Product
from tests.e2e.story import Story
from tests.e2e.story_machines import OrderSystem
from tests.e2e.visitor import Visitor

SCREENSHOTS = ROOT / "build" / "screenshots"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Return the product as a person who typed ``make run`` has it."""
    running = with_demonstration(tmp_path_factory.mktemp("product") / "data")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Story]:
    """Return an installation of its own for a story of many steps, and who plays in it."""
    folder = SCREENSHOTS / "full-loop"
    folder.mkdir(parents=True, exist_ok=True)
    product = with_demonstration(tmp_path_factory.mktemp("story") / "data")
    told = Story(product=product, browser=browser, folder=folder)
    yield told
    told.close()
    product.stop()


@pytest.fixture(scope="session")
def orders(story: Story) -> OrderSystem:
    """Return a system of the vendor that asks before it lets a partner order."""
    return OrderSystem.connect(story)


@pytest.fixture
def visit(browser: Browser, product: Product, request: pytest.FixtureRequest):
    """Return a way to open the product as somebody, each in a browser profile of their own."""
    complaints: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def open_as(*, width: int = 1280, colours: str = "light", script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if colours == "dark" else "light",
            java_script_enabled=script,
        )
        contexts.append(context)
        page: Page = context.new_page()
        page.on("console", note)
        folder: Path = SCREENSHOTS / request.node.name
        folder.mkdir(parents=True, exist_ok=True)
        return Visitor(page=page, base=product.url, folder=folder, checked=script)

    yield open_as
    for context in contexts:
        context.close()
    refused = [text for text in complaints if "Content Security Policy" in text]
    assert refused == [], "The page tried something its policy forbids."
