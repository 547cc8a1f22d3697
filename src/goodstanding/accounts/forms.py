"""What people fill in to sign in, to come in, and to look after rights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodstanding.accounts.choices import program_choices
from goodstanding.accounts.models import Person, Role
from goodstanding.accounts.selectors import person_by_email
from goodstanding.ui.forms import DayField, plain_name

_PASSWORD_LENGTH_MAX = 500
_NAME_LENGTH_MAX = 200


def _email_field(
    *, label: Any = None, help_text: Any = "", missing: Any = None
) -> forms.EmailField:
    return forms.EmailField(
        label=label or _("E-mail address"),
        help_text=help_text,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": missing or _("Write your e-mail address."),
            "invalid": _("Write an e-mail address such as maria@contoso.com."),
        },
    )


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Your name"),
        help_text=_("As people should see it."),
        max_length=_NAME_LENGTH_MAX,
        validators=[plain_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )


def _password_field(label: Any, *, new: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("At least 12 characters. Several words are easy to keep in mind.")
        if new
        else "",
        max_length=_PASSWORD_LENGTH_MAX,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
        error_messages={
            "required": _("Choose a password.") if new else _("Write your password."),
        },
    )


#: What we say instead of Django's sentences, which name no way out.
_PASSWORD_SENTENCES: Mapping[str, Any] = {
    "password_too_short": _("This password is too short. Write at least 12 characters."),
    "password_too_common": _(
        "Many people use this password, so it is guessed first. Put several words together."
    ),
    "password_entirely_numeric": _(
        "This password is digits only, which are guessed quickly. Put several words together."
    ),
    "password_too_similar": _(
        "This is too similar to your name or address, which others know. Choose something else."
    ),
}


def _judge_password(form: forms.Form, person: Person) -> dict[str, Any]:
    """Refuse a password that is short, common, or close to the person's name or address."""
    given: dict[str, Any] = form.cleaned_data
    password = given.get("password")
    if password:
        try:
            validate_password(password, person)
        except forms.ValidationError as refusal:
            for each in refusal.error_list:
                said = _PASSWORD_SENTENCES.get(str(each.code), each)
                form.add_error("password", said)
    return given


class SignInForm(forms.Form):
    """Address and password; the address alone where a link is asked for."""

    email = _email_field()
    password = _password_field(_("Password"), new=False)

    def __init__(
        self, *args: Any, request: HttpRequest, by_link: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        self._by_link = by_link
        self.fields["password"].required = not by_link
        self.person: Person | None = None

    def clean(self) -> dict[str, Any]:
        """Find the person, at a limited number of tries; unknown and mistyped look the same."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self._by_link:
            if not ratelimit.consume(self._request, action="login"):
                raise forms.ValidationError(
                    gettext("There were too many tries from your network. Wait a minute.")
                )
            adapter = get_adapter(self._request)
            self.person = adapter.authenticate(
                self._request, email=cleaned["email"], password=cleaned["password"]
            )
            if self.person is None:
                raise adapter.validation_error("email_password_mismatch")
        return cleaned


class AddressForm(forms.Form):
    """The address to which a letter goes, if it is known."""

    email = _email_field()


class NewPasswordForm(forms.Form):
    """A new password for somebody who proved their mailbox, or never had one."""

    password = _password_field(_("New password"), new=True)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Judge the password together with the person as known."""
        return _judge_password(self, self.person)


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who knows the present one."""

    present = _password_field(_("Present password"), new=False)
    field_order = ("present", "password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_present(self) -> str:
        """Refuse who does not know the present password, at a limited number of tries."""
        if not ratelimit.consume(self._request, action="change_password", user=self.person):
            raise forms.ValidationError(
                gettext("There were too many tries. Wait a minute, then go on.")
            )
        present = str(self.cleaned_data["present"])
        if not self.person.check_password(present):
            raise forms.ValidationError(
                gettext(
                    "This is not your present password. Type it again, or sign out and choose a "
                    "new one from the sign-in page."
                )
            )
        return present


class JoinForm(forms.Form):
    """What an invited person says: their name and a password."""

    name = _name_field()
    password = _password_field(_("Password"), new=True)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = person.name
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Judge the password together with the name they give."""
        name = self.cleaned_data.get("name", "")
        return _judge_password(self, Person(email=self.person.email, name=name))


class FirstRunForm(forms.Form):
    """The operator of an installation that has nobody yet."""

    name = _name_field()
    email = _email_field(help_text=_("You sign in with it, and letters go to it."))
    password = _password_field(_("Password"), new=True)

    def clean(self) -> dict[str, Any]:
        """Judge the password together with the operator to be."""
        given = self.cleaned_data
        operator = Person(email=given.get("email", ""), name=given.get("name", ""))
        return _judge_password(self, operator)


class AccountForm(forms.Form):
    """How a person is called and which language they read."""

    name = _name_field()
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of pages and letters."),
        choices=lambda: settings.LANGUAGES,
        error_messages={"invalid_choice": _("Choose one of the languages of the list.")},
    )


def _program_choices() -> list[tuple[str, str]]:
    return [("", gettext("None: the whole installation"))] + [
        (str(program_id), name) for program_id, name in program_choices()
    ]


class GiveRightForm(forms.Form):
    """A vendor-side right for a person, known or new."""

    email = _email_field(
        label=_("E-mail address of the person"), missing=_("Write the person’s e-mail address.")
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Only for somebody new: we invite them by letter."),
        max_length=_NAME_LENGTH_MAX,
        required=False,
        validators=[plain_name],
    )
    role = forms.ChoiceField(
        label=_("Right"),
        choices=[("", _("Choose one")), *Role.choices],
        error_messages={
            "required": _("Choose a right."),
            "invalid_choice": _("Choose one of the rights of the list."),
        },
    )
    program = forms.ChoiceField(
        label=_("Program"),
        help_text=_("Every right but the operator's is to one program."),
        choices=_program_choices,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the programs of the list.")},
    )
    until = DayField(
        label=_("Last day"),
        help_text=_("The right ends with this day, in UTC. Without one it stays."),
        required=False,
        error_messages={"invalid": _("Write the day as in 2027-01-31.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    @property
    def role_given(self) -> Role:
        """The right that was chosen."""
        return Role(self.cleaned_data["role"])

    @property
    def program_given(self) -> UUID | None:
        """The program that was chosen, if any."""
        chosen = self.cleaned_data["program"]
        return UUID(chosen) if chosen else None

    def clean_until(self) -> date | None:
        """Refuse a day that is over."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self._today:
            raise forms.ValidationError(gettext("This day is over. Choose today or a later day."))
        return until

    def clean(self) -> dict[str, Any]:
        """Refuse a right without its program, and somebody new without a name."""
        cleaned = super().clean() or self.cleaned_data
        role, program = cleaned.get("role"), cleaned.get("program")
        if role == Role.OPERATOR and program:
            self.add_error(
                "program", gettext("An operator looks after the whole installation: choose none.")
            )
        if role and role != Role.OPERATOR and program == "":
            self.add_error(
                "program",
                gettext("Choose the program this right is for.")
                if program_choices()
                else gettext("There is no program yet. Make one first, then give the right."),
            )
        email = cleaned.get("email")
        if email and cleaned.get("name") == "" and person_by_email(email) is None:
            self.add_error(
                "name",
                gettext("Nobody here has this address yet. Write their name to invite them."),
            )
        return cleaned
