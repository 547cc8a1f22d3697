"""People who can sign in, and the rights the vendor's own people hold."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce, Lower, Upper
from django.utils.crypto import salted_hmac

from goodstanding.evidence.dated import SpanRow
from goodstanding.values.ids import new_id

NIL = "00000000-0000-0000-0000-000000000000"


class ValidDuring(Func):
    """The span of a row as a range PostgreSQL can compare: start in, end out."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person who signs in with this address."""
        return self.alias(address=Lower("email")).get(address=(username or "").lower())


class Person(AbstractBaseUser):
    """A human. Nobody owns a person: who acts for whom is said by affiliations and grants.

    ``email`` is empty only after the person was erased; the row stays, so that evidence keeps
    pointing at somebody who can no longer be named.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, null=True)  # noqa: DJ001 -- empty is a value here.
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField()
    sign_outs = models.PositiveIntegerField(default=0, db_default=0)  # ended every session before

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="person_has_an_address_of_their_own"),
        )
        indexes = (
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="person_by_part_of_name"),
            GinIndex(OpClass(Upper("email"), "gin_trgm_ops"), name="person_by_part_of_email"),
        )

    def __str__(self) -> str:
        return self.name or self.email or str(self.pk)

    @property
    def is_active(self) -> bool:  # type: ignore[override] # Django allows a plain attribute only.
        """Whether the person may sign in: everybody who still has an address."""
        return self.email is not None

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return what every session of this person carries and is compared with.

        A new password changes it, as Django has it; so does signing out everywhere.
        """
        carried = f"{self.password}:{self.sign_outs}"
        salt = "goodstanding.accounts.models.Person.session"
        return salted_hmac(salt, carried, secret=secret, algorithm="sha256").hexdigest()


class Role(models.TextChoices):
    """What somebody on the vendor's side may do, within one program unless said otherwise."""

    OPERATOR = "operator", "Operator"  # the installation: people, mail, backups; no cases
    OFFICER = "officer", "Compliance officer"
    DECIDER = "decider", "Decider"
    APPEAL_REVIEWER = "appeal-reviewer", "Appeal reviewer"
    FINANCE = "finance", "Finance"
    PDM = "pdm", "Partner development manager"
    AUDITOR = "auditor", "Auditor"


class Grant(SpanRow):
    """A vendor-side right of a person, from a day until another, in one program.

    ``program_id`` is opaque here, because programs are a higher room; it is empty for an
    operator, whose right is to the installation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    program_id = models.UUIDField(null=True, blank=True)

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(
                name="grant_is_to_a_program_unless_operator",
                condition=Q(role=Role.OPERATOR, program_id=None)
                | (~Q(role=Role.OPERATOR) & Q(program_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="grant_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
            ExclusionConstraint(
                name="grant_is_given_once_at_a_time",
                expressions=(
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Coalesce(F("program_id"), models.Value(NIL, models.UUIDField())),
                        RangeOperators.EQUAL,
                    ),
                    (ValidDuring("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ),
                condition=Q(superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class SignInLink(models.Model):
    """A link that signs its holder in, once. Only its hash is kept.

    A link proves a mailbox, not a person: what was done through one says so.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    secret_sha256 = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="sign_in_link_expires", condition=Q(expires_at__gt=F("created_at"))
            ),
        )

    def __str__(self) -> str:
        return f"sign-in link of {self.person_id}"


class Invitation(models.Model):
    """A letter that asks a known person to come in: to say their name and choose a password.

    A person has one open invitation at a time; a newer one replaces it. The secret is made when
    the letter is written, and only its hash is kept. ``place`` is whom the person will act for
    or work in, in words; what it is belongs to higher rooms.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="invitations_given", null=True
    )
    place = models.CharField(max_length=200)
    program_id = models.UUIDField(null=True)
    secret_sha256 = models.BinaryField(unique=True, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="invitation_expires", condition=Q(expires_at__gt=F("created_at"))
            ),
            models.CheckConstraint(
                name="invitation_is_accepted_or_replaced",
                condition=Q(accepted_at=None) | Q(replaced_at=None),
            ),
            models.UniqueConstraint(
                name="invitation_is_open_once_a_person",
                fields=("person",),
                condition=Q(accepted_at=None, replaced_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class IdentifiedBy(models.TextChoices):
    """What showed that somebody is who they say, when they signed in."""

    PASSWORD = "password", "Password"
    LINK = "link", "Link in a letter"


class SignIn(models.Model):
    """One time a person signed in, shown to that person only. The latest few are kept.

    No network address: for recognizing a sign-in, the time and the browser do.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    identified_by = models.CharField(max_length=20, choices=IdentifiedBy)
    browser = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(name="sign_in_of_person", fields=("person", "-at")),)
        constraints = (
            models.CheckConstraint(
                name="sign_in_states_how_identified",
                condition=Q(identified_by__in=[how.value for how in IdentifiedBy]),
            ),
        )

    def __str__(self) -> str:
        return f"sign-in of {self.person_id}"


class TokenScope(models.TextChoices):
    """What the holder of an API token may do. None of them lets it accept, decide or sign."""

    DECISIONS = "decisions:read", "Ask what a partner may do"
    AGREEMENTS = "agreements:read", "Ask what a partner has accepted"
    STANDING = "standing:read", "Ask where a partner stands, and why"
    OWNERSHIPS_READ = "ownerships:read", "Ask who owns whom"
    OWNERSHIPS_WRITE = "ownerships:write", "Record who owns whom"


class ApiToken(SpanRow):
    """A key by which another system calls this one, for one program, until an instant.

    Only the hash of the secret is kept. Revoking supersedes the row with one that ends earlier,
    like a right of a person. ``program_id`` is opaque here, because programs are a higher room;
    so is ``go_between_id``, the distributor whose system holds the token: it then learns of
    nobody but those who buy through that distributor, and never why beyond a category.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    program_id = models.UUIDField()
    go_between_id = models.UUIDField(null=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=TokenScope))
    secret_sha256 = models.BinaryField()

    class Meta(SpanRow.Meta):
        constraints = (
            *SpanRow.Meta.constraints,
            models.CheckConstraint(name="api_token_ends", condition=Q(valid_until__isnull=False)),
            models.CheckConstraint(name="api_token_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="api_token_scopes_are_known",
                condition=Q(scopes__contained_by=[scope.value for scope in TokenScope])
                & ~Q(scopes=[]),
            ),
            models.UniqueConstraint(
                name="api_token_has_a_secret_of_its_own",
                fields=("secret_sha256",),
                condition=Q(superseded_at=None),
            ),
            ExclusionConstraint(
                name="api_token_name_is_used_once_at_a_time",
                expressions=(
                    ("program_id", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    (ValidDuring("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ),
                condition=Q(superseded_at=None),
            ),
        )

    def __str__(self) -> str:
        return self.name


class ApiTokenUse(models.Model):
    """How often a token called in the minute of its latest call. Machinery, not evidence."""

    token_id = models.UUIDField(primary_key=True)  # the fact_id of the token
    minute_at = models.DateTimeField()
    calls = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"use of {self.token_id}"
