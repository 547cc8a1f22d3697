"""Who may open what: one row for every address of the product. Add yours to ``ROWS``.

A row says what each visitor gets, as words ``who=answer``; several who share an answer are
joined by commas, ``*`` is everybody not named, and groups are in ``GROUPS``::

    "vendor_home": Row(get="vendor=200 stranger=sign-in *=404"),

An answer is a status, or ``sign-in`` for being led to the sign-in page. ``post`` is what an
empty form gets; without it, whoever may open the page gets 405, and everybody else that or what
opening it gives. Where an address has parts beside program and partner, ``parts`` names what
makes them: a function in ``access_world.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.web.access_evidence import EVIDENCE
from tests.web.access_rows import (
    AUDITORS,
    CASE_READERS,
    DECIDERS,
    EVERYBODY,
    FINANCE,
    GO_BETWEENS,
    MESSAGE_READERS,
    MONEY_READERS,
    OFFICERS,
    ONLY_SIGNATORY,
    OPERATORS,
    PARTNERS,
    REVIEWERS,
    SIGNATORIES,
    SIGNED_IN,
    VENDOR,
    Row,
)
from tests.web.access_world import (
    a_campaign,
    a_case,
    a_certificate,
    a_colleague,
    a_course,
    a_course_draft,
    a_distributor,
    a_document,
    a_draft,
    a_letter,
    a_link,
    a_made_up_letter,
    a_message,
    a_piece_of_guidance,
    a_question,
    a_question_of_a_reseller,
    a_receipt,
    a_result,
    a_right,
    a_rule_book,
    a_rules_draft,
    a_started_campaign,
    a_statement,
    a_subject,
    a_token,
    an_agreement,
    an_agreement_code,
    an_alarm,
    an_asked_document,
    an_asked_statement,
    an_attempt,
    an_earnings_file,
    an_import,
    an_invitation,
    an_upload,
)
from tests.web.access_world_rights import (
    a_correction,
    a_counter,
    a_proposed_waiver,
    a_waivable_duty,
    a_waiver,
    an_authorization,
    an_ownership,
)

_ACCOUNTS = {
    "account_login": Row(get="stranger=200 *=302", post="stranger=422 *=302"),
    "account_logout": Row(get="*=405", post="*=303"),
    "sign_in_link_sent": Row(get="*=200"),
    "send_again": Row(get=SIGNED_IN.format(302), post=SIGNED_IN.format(302)),
    "sign_in_by_link": Row(get="*=200", post="*=303", parts=a_link),
    "account_reset_password": Row(get="*=200", post="*=422"),
    "account_reset_password_done": Row(get="*=200"),
    "account_reset_password_from_key": Row(get="*=410", post="*=410", parts=a_made_up_letter),
    "invitation": Row(get="*=200", post="*=422", parts=an_invitation),
    "first_run": Row(get="*=404", post="*=404"),
    "account": Row(get=SIGNED_IN.format(200), post=SIGNED_IN.format(422)),
    "account_change_password": Row(get=SIGNED_IN.format(200), post=SIGNED_IN.format(422)),
    "account_sign_out_everywhere": Row(get="*=405", post=SIGNED_IN.format(303)),
    "operator_home": Row(get=OPERATORS.format(200)),
    "operate_program_make": Row(get=OPERATORS.format(200), post=OPERATORS.format(422)),
    "operate_give": Row(get=OPERATORS.format(200), post=OPERATORS.format(422)),
    "operate_invite": Row(get="*=405", post=OPERATORS.format(303), parts=a_right),
    "operate_end": Row(get=OPERATORS.format(200), post=OPERATORS.format(303), parts=a_right),
    "operate_tokens": Row(get=OPERATORS.format(200)),
    "operate_token_make": Row(get=OPERATORS.format(200), post=OPERATORS.format(422)),
    "operate_token_revoke": Row(
        get=OPERATORS.format(200), post=OPERATORS.format(303), parts=a_token
    ),
}

_PARTNERS = {
    "vendor_partners": Row(get=VENDOR.format(200)),
    "vendor_partner": Row(get=VENDOR.format(200)),
    "vendor_partners_export": Row(get=OFFICERS.format(200)),
    "vendor_imports": Row(get=OFFICERS.format(200)),
    "vendor_import_new": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_amounts": Row(get=MONEY_READERS.format(200)),
    "vendor_import_amounts": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_import_authorizations": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_import_ownerships": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_ownerships": Row(get=VENDOR.format(200)),
    "vendor_ownership_new": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_ownership_correct": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_ownership
    ),
    "vendor_ownership_end": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_ownership
    ),
    "vendor_ownership_undo": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_ownership
    ),
    "vendor_authorizations": Row(get=VENDOR.format(200)),
    "vendor_authorization_grant": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_counter
    ),
    "vendor_authorization_end": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_authorization
    ),
    "vendor_correction_propose": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_authorization
    ),
    "vendor_correction": Row(
        get=CASE_READERS.format(200), post=CASE_READERS.format(422), parts=a_correction
    ),
    "partner_authorizations": Row(get=SIGNATORIES.format(200)),
    "partner_ownerships": Row(get=SIGNATORIES.format(200)),
    "partner_authorization_leave": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(303), parts=an_authorization
    ),
    "partner_authorization_keep": Row(
        get="*=405", post=SIGNATORIES.format(303), parts=an_authorization
    ),
    "vendor_import": Row(get=OFFICERS.format(200), parts=an_import),
    "vendor_import_columns": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_upload
    ),
    "vendor_import_apply": Row(get="*=405", post=OFFICERS.format(303), parts=an_import),
    "vendor_import_report": Row(get=OFFICERS.format(200), parts=an_import),
    "partner_people": Row(get=SIGNATORIES.format(200)),
    "partner_person_add": Row(get=SIGNATORIES.format(200), post=SIGNATORIES.format(422)),
    "partner_person_end": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(303), parts=a_colleague
    ),
    "partner_list_complete": Row(get="*=405", post=SIGNATORIES.format(303)),
}

_NOTICES = {
    "check": Row(get=EVERYBODY.format(200)),
    "partner_messages": Row(get=PARTNERS.format(200)),
    "partner_message": Row(
        get=ONLY_SIGNATORY.format(200), post=ONLY_SIGNATORY.format(303), parts=a_message
    ),
    "vendor_messages": Row(get=MESSAGE_READERS.format(200)),
    "vendor_message": Row(get=MESSAGE_READERS.format(200), parts=a_message),
    "vendor_message_hand_over": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_message
    ),
    "vendor_close_code_alarm": Row(get="*=405", post=OFFICERS.format(303), parts=an_alarm),
    # Only a demonstration has a local mailbox; there, everybody may read it.
    "mailbox": Row(get="*=404"),
    "mailbox_letter": Row(get="*=404", parts=a_letter),
    "mailbox_letter_page": Row(get="*=404", parts=a_letter),
}

_AGREEMENTS = {
    "partner_agreements": Row(get=PARTNERS.format(200)),
    "partner_agreement": Row(get=PARTNERS.format(200), parts=an_agreement),
    "partner_agreement_version": Row(get=PARTNERS.format(200), parts=an_agreement),
    "partner_agreement_text": Row(get=PARTNERS.format(200), parts=an_agreement),
    # An empty form does not say which version it is for: there is no such thing to accept.
    "partner_accept": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(404), parts=an_agreement
    ),
    "partner_receipt": Row(get=SIGNATORIES.format(200), parts=a_receipt),
    "partner_receipt_json": Row(get=SIGNATORIES.format(200), parts=a_receipt),
    "partner_statements": Row(get=PARTNERS.format(200)),
    "partner_statement": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(422), parts=an_asked_statement
    ),
    "partner_statement_receipt": Row(get=SIGNATORIES.format(200), parts=a_statement),
    "partner_statement_withdraw": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(422), parts=a_statement
    ),
    "partner_documents": Row(get=SIGNATORIES.format(200)),
    "partner_document": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(422), parts=an_asked_document
    ),
    "partner_document_file": Row(get=SIGNATORIES.format(200), parts=a_document),
    "vendor_document": Row(
        get=CASE_READERS.format(200), post=CASE_READERS.format(422), parts=a_document
    ),
    "vendor_document_file": Row(get=CASE_READERS.format(200), parts=a_document),
    "vendor_agreements": Row(get=VENDOR.format(200)),
    "vendor_agreement_new": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_agreement": Row(get=VENDOR.format(200), parts=an_agreement),
    "vendor_agreement_version": Row(get=VENDOR.format(200), parts=an_agreement),
    "vendor_draft": Row(get=OFFICERS.format(200), post=OFFICERS.format(422), parts=an_agreement),
    "vendor_draft_preview": Row(get=VENDOR.format(200), parts=a_draft),
    "vendor_draft_approve": Row(get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_draft),
    "receipt_check": Row(get=EVERYBODY.format(200)),
    "receipt": Row(get=EVERYBODY.format(200), parts=a_receipt),
}

# Nobody but who takes a course sees its questions, answers and results: not even a colleague.
_TRAINING = {
    "certificate_check": Row(get=EVERYBODY.format(200)),
    "certificate_checked": Row(get=EVERYBODY.format(200), parts=a_certificate),
    "partner_training": Row(get=PARTNERS.format(200)),
    "training_course": Row(get=PARTNERS.format(200), parts=a_course),
    "training_start": Row(get="*=405", post=PARTNERS.format(303), parts=a_course),
    "training_attempt": Row(get=ONLY_SIGNATORY.format(303), parts=an_attempt),
    "training_question": Row(
        get=ONLY_SIGNATORY.format(200), post=ONLY_SIGNATORY.format(422), parts=an_attempt
    ),
    "training_submit": Row(get="*=405", post=ONLY_SIGNATORY.format(303), parts=an_attempt),
    "training_result": Row(get=ONLY_SIGNATORY.format(200), parts=a_result),
    "training_certificate": Row(get=ONLY_SIGNATORY.format(200), parts=a_certificate),
    "vendor_courses": Row(get=VENDOR.format(200)),
    "vendor_course_new": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_course": Row(get=VENDOR.format(200), parts=a_course),
    "vendor_course_write": Row(get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_course),
    "vendor_course_draft": Row(get=VENDOR.format(200), parts=a_course_draft),
    "vendor_course_publish": Row(get="*=405", post=OFFICERS.format(303), parts=a_course_draft),
    "vendor_course_return": Row(get="*=405", post=OFFICERS.format(422), parts=a_course_draft),
}

# Amounts are for the partner's contacts and the vendor's finance and case people alone.
_INCENTIVES = {
    "partner_incentives": Row(get=SIGNATORIES.format(200)),
    "partner_earnings_file": Row(get=SIGNATORIES.format(200)),
    "vendor_incentives": Row(get=MONEY_READERS.format(200)),
    "vendor_partner_incentives": Row(get=MONEY_READERS.format(200)),
    "vendor_earnings_imports": Row(get=FINANCE.format(200)),
    "vendor_earnings_import_new": Row(get=FINANCE.format(200), post=FINANCE.format(422)),
    "vendor_earnings_import": Row(get=FINANCE.format(200), parts=an_earnings_file),
    "vendor_earnings_import_apply": Row(
        get="*=405", post=FINANCE.format(409), parts=an_earnings_file
    ),
    "vendor_earnings_import_report": Row(get=FINANCE.format(200), parts=an_earnings_file),
}

# Cases are for those who look into them and for the partner's contacts, once something was put
# to it: never for a distributor, finance, a partner development manager or an operator.
_CASES = {
    "vendor_waivers": Row(get=CASE_READERS.format(200)),
    "vendor_waiver_propose": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_waivable_duty
    ),
    "vendor_waiver": Row(
        get=CASE_READERS.format(200), post=CASE_READERS.format(422), parts=a_proposed_waiver
    ),
    "vendor_waiver_end": Row(get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_waiver),
    "vendor_cases": Row(get=CASE_READERS.format(200)),
    "vendor_case_open": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_case": Row(get=CASE_READERS.format(200), parts=a_case),
    "vendor_case_allege": Row(get=OFFICERS.format(303), post=OFFICERS.format(422), parts=a_case),
    "vendor_case_drop": Row(get=OFFICERS.format(303), post=OFFICERS.format(422), parts=a_case),
    "vendor_case_find": Row(get=DECIDERS.format(200), post=DECIDERS.format(422), parts=a_case),
    "vendor_case_decide": Row(get=DECIDERS.format(303), post=DECIDERS.format(303), parts=a_case),
    "vendor_case_approve": Row(get=DECIDERS.format(303), post=DECIDERS.format(303), parts=a_case),
    "vendor_case_plan": Row(get=OFFICERS.format(303), post=OFFICERS.format(422), parts=a_case),
    "vendor_case_plan_failed": Row(
        get=DECIDERS.format(303), post=DECIDERS.format(303), parts=a_case
    ),
    "vendor_case_review": Row(get=REVIEWERS.format(303), post=REVIEWERS.format(303), parts=a_case),
    "vendor_case_undone": Row(get=CASE_READERS.format(200), parts=a_case),
    "partner_cases": Row(get=SIGNATORIES.format(200)),
    "partner_case": Row(get=SIGNATORIES.format(200), parts=a_case),
    "partner_case_answer": Row(
        get=SIGNATORIES.format(200), post=SIGNATORIES.format(422), parts=a_case
    ),
    "partner_case_appeal": Row(
        get=SIGNATORIES.format(303), post=SIGNATORIES.format(422), parts=a_case
    ),
    "partner_case_undone": Row(get=SIGNATORIES.format(404), parts=a_case),
}

# Other systems come with a token; nobody's session opens anything here.
_API = {
    "api_openapi": Row(get=EVERYBODY.format(200), by_token=True),
    "api_nothing": Row(get=EVERYBODY.format(404), post=EVERYBODY.format(404), by_token=True),
    "api:api-root": Row(get=EVERYBODY.format(404), post=EVERYBODY.format(404)),
    "api:decisions": Row(get=EVERYBODY.format(401), by_token=True),
    "api:agreement_status": Row(get=EVERYBODY.format(401), parts=an_agreement_code, by_token=True),
    "api:standing": Row(get=EVERYBODY.format(401), by_token=True),
    "api:ownerships": Row(get=EVERYBODY.format(401), post=EVERYBODY.format(401), by_token=True),
    "api:ownership_record": Row(
        get=EVERYBODY.format(401), post=EVERYBODY.format(401), by_token=True
    ),
}

# A question is for who asked and who answers; what is confidential is tried with the room.
_DESK = "officer,pdm={} decider,appeal-reviewer,finance,auditor=403 stranger=sign-in *=404"

_QUESTIONS = {
    "partner_questions": Row(get=PARTNERS.format(200)),
    "partner_question_choose": Row(get=PARTNERS.format(200)),
    "partner_question_ask": Row(
        get=PARTNERS.format(200), post=PARTNERS.format(422), parts=a_subject
    ),
    "partner_question": Row(get=ONLY_SIGNATORY.format(200), parts=a_question),
    "partner_question_escalate": Row(
        get="*=405", post=ONLY_SIGNATORY.format(303), parts=a_question
    ),
    "partner_question_withdraw": Row(
        get="*=405", post=ONLY_SIGNATORY.format(303), parts=a_question
    ),
    "partner_guidance": Row(get=PARTNERS.format(200)),
    "distributor_questions": Row(get=GO_BETWEENS.format(200), parts=a_question_of_a_reseller),
    "distributor_question": Row(
        get=GO_BETWEENS.format(200), post=GO_BETWEENS.format(422), parts=a_question_of_a_reseller
    ),
    "vendor_questions": Row(get=_DESK.format(200)),
    "vendor_question": Row(get=_DESK.format(200), post=_DESK.format(422), parts=a_question),
    "vendor_question_publish": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_question
    ),
    "vendor_guidance": Row(get=_DESK.format(200)),
    "vendor_guidance_end": Row(get="*=405", post=OFFICERS.format(303), parts=a_piece_of_guidance),
}

# An audience by level says who stands where: nothing for go-betweens, so not for a PDM either.
_CAMPAIGNS = {
    "vendor_campaigns": Row(get=MESSAGE_READERS.format(200)),
    "vendor_campaign_new": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_campaign": Row(get=MESSAGE_READERS.format(200), parts=a_campaign),
    "vendor_campaign_write": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_campaign
    ),
    "vendor_campaign_start": Row(get="*=405", post=OFFICERS.format(422), parts=a_campaign),
    "vendor_campaign_return": Row(get="*=405", post=OFFICERS.format(422), parts=a_campaign),
    "vendor_campaign_people": Row(get=MESSAGE_READERS.format(200), parts=a_started_campaign),
    "vendor_campaign_stop": Row(get="*=405", post=OFFICERS.format(422), parts=a_started_campaign),
    "vendor_campaign_resume": Row(get="*=405", post=OFFICERS.format(303), parts=a_started_campaign),
    "vendor_campaign_finish": Row(get="*=405", post=OFFICERS.format(422), parts=a_started_campaign),
}

_WEB = {
    "home": Row(get=SIGNED_IN.format(302)),
    "vendor_home": Row(get=VENDOR.format(200)),
    "vendor_rules": Row(get=CASE_READERS.format(200)),
    "vendor_rules_draft": Row(get=CASE_READERS.format(200), parts=a_rules_draft),
    "vendor_rules_write": Row(get=OFFICERS.format(200), post=OFFICERS.format(422)),
    "vendor_rules_check": Row(get="*=405", post=OFFICERS.format(200)),
    "vendor_rules_approve": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_rules_draft
    ),
    "vendor_rules_publish": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_rules_draft
    ),
    "vendor_rules_simulate": Row(
        get=OFFICERS.format(200), post=OFFICERS.format(422), parts=a_rules_draft
    ),
    "vendor_rules_version": Row(get=CASE_READERS.format(200), parts=a_rule_book),
    "vendor_rules_source": Row(get=CASE_READERS.format(200), parts=a_rule_book),
    "vendor_rules_published": Row(get=CASE_READERS.format(200), parts=a_rule_book),
    "partner_home": Row(get=PARTNERS.format(200)),
    "partner_standing": Row(get=SIGNATORIES.format(200)),
    "distributor_home": Row(get=GO_BETWEENS.format(200), parts=a_distributor),
    "distributor_file": Row(get=GO_BETWEENS.format(200), parts=a_distributor),
    "distributor_reseller": Row(get=GO_BETWEENS.format(200), parts=a_distributor),
    "partner_timeline": Row(get=SIGNATORIES.format(200)),
    "vendor_partner_timeline": Row(get=CASE_READERS.format(200)),
    "vendor_timeline_file": Row(get="*=405", post=AUDITORS.format(200)),
}

ROWS: Mapping[str, Row] = {
    **_ACCOUNTS,
    **_PARTNERS,
    **_NOTICES,
    **_AGREEMENTS,
    **_TRAINING,
    **_INCENTIVES,
    **_CASES,
    **_QUESTIONS,
    **_CAMPAIGNS,
    **EVIDENCE,
    **_API,
    **_WEB,
}
