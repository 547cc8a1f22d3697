"""One part of a rule book's text at a time: showing it as a form, and writing it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from goodstanding.programs.forms_parts import PartForm
from goodstanding.programs.rules.fields import Field, Names, groups_of
from goodstanding.programs.rules.filling import write_field, write_new
from goodstanding.programs.rules.items import Item, Part, item_called, items_of, parts
from goodstanding.rulebook.errors import PackRefusedError
from goodstanding.rulebook.parse_known import Known
from goodstanding.rulebook.places import Place, find, places_in
from goodstanding.rulebook.rewriting import remove
from goodstanding.rulebook.writing import Written as Value
from goodstanding.values.errors import InvalidValueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text after what was filled in is written into it, and the form of the part shown."""

    text: str
    code: str = ""  #: Of the part.
    title: str = ""
    form: PartForm | None = None  #: None where the text is no YAML, or has no such part.
    is_new: bool = False
    can_go: bool = False
    is_refused: bool = False  #: What was filled in cannot be written.
    line: int = 0  #: Where the part stands, from 1; 0 where it does not.


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The things of one kind that can be chosen."""

    title: str
    items: tuple[tuple[str, str], ...]  #: Code and name.


def title_of(part: Part) -> str:
    """Return what a kind of thing is called."""
    return {
        "": gettext("First lines"),
        "levels": gettext("Levels"),
        "countdowns": gettext("Countdowns"),
        "obligations": gettext("Obligations"),
        "authorizations": gettext("Authorizations"),
        "waivers": gettext("Waivers"),
        "measures": gettext("Measures"),
        "ladder": gettext("Ladder"),
        "ladder.rungs": gettext("Rungs"),
        "cases": gettext("Cases"),
    }[part.code]


def parts_to_choose(text: str) -> tuple[Choice, ...]:
    """Return every part of a text, and a new one of each kind; nothing where it is no YAML."""
    whole = _whole(text)
    if whole is None:
        return ()
    alone = [part for part in parts() if not part.has_many]
    return (
        Choice(
            title=gettext("Of the whole"),
            items=tuple((part.code, title_of(part)) for part in alone),
        ),
        *(
            Choice(
                title=title_of(part),
                items=(
                    *((item.code, item.name) for item in items_of(part, whole)),
                    (f"{part.code}/", gettext("A new one")),
                ),
            )
            for part in parts()
            if part.has_many
        ),
    )


def part_shown(text: str, code: str, *, known: Known) -> Written:
    """Return a text with the form of one of its parts; the first lines where there is none."""
    whole = _whole(text)
    if whole is None:
        return Written(text=text)
    item = item_called(code, whole) or item_called("", whole)
    assert item is not None  # the first lines are always there
    form = PartForm(groups_of(item, Names(whole=whole, known=known)))
    return _shown(text, whole, item, form)


def change_part(text: str, data: QueryDict, *, known: Known) -> Written:
    """Return the text with what was filled in for the part shown, and the part to show next.

    Whatever button was pressed, nothing that was filled in is lost.
    """
    whole = _whole(text)
    item = item_called(data.get("shown", ""), whole) if whole is not None else None
    if whole is None or item is None or "shown" not in data:
        return part_shown(text, data.get("item", ""), known=known)
    if "remove" in data and not item.is_new:
        return part_shown(remove(text, item.path), "", known=known)
    form = PartForm(groups_of(item, Names(whole=whole, known=known)), data)
    if form.says_something_new or "change" in data:
        given = form.changed() if form.is_valid() else []
        done = _write(text, item, form, given)
        if form.errors:
            return _shown(text, whole, item, form, is_refused=True)
        text, item = done
    return part_shown(text, data.get("item", "") if "open" in data else item.code, known=known)


def _write(
    text: str, item: Item, form: PartForm, given: list[tuple[Field, Value | None]]
) -> tuple[str, Item]:
    """Return the text with what was given, and the part; refusals are added to the form."""
    if form.errors:
        return text, item
    if item.is_new:
        try:
            return write_new(text, item, [(one, value) for one, value in given if value])
        except (InvalidValueError, PackRefusedError) as refusal:
            form.refuse(None, str(refusal))
            return text, item
    renamed = item
    for field, value in given:
        try:
            text = write_field(text, item, field, value)
        except (InvalidValueError, PackRefusedError) as refusal:
            form.refuse(field, str(refusal))
        if field.path == ("name",) and isinstance(value, str):
            renamed = Item(part=item.part, name=value, number=item.number)
    return text, renamed


def _shown(
    text: str, whole: Place, item: Item, form: PartForm, *, is_refused: bool = False
) -> Written:
    place = None if item.is_new else find(whole, item.path)
    many = item.part.has_many
    return Written(
        text=text,
        code=item.code,
        title=item.name or (gettext("A new one") if many else title_of(item.part)),
        form=form,
        is_new=item.is_new,
        can_go=many and not item.is_new,
        is_refused=is_refused,
        line=text.count("\n", 0, place.start) + 1 if place is not None else 0,
    )


def _whole(text: str) -> Place | None:
    try:
        return places_in(text)
    except PackRefusedError:
        return None
