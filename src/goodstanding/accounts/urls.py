"""Addresses of sign-in, people and rights."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodstanding.accounts.views import account, first_run, operate, passwords, sign_in, tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("sign-in/again/", sign_in.send_again, name="send_again"),
    path("sign-in/link/", sign_in.link_sent, name="sign_in_link_sent"),
    path("sign-in/link/<str:secret>/", sign_in.sign_in_by_link, name="sign_in_by_link"),
    path("sign-in/password/", passwords.ask, name="account_reset_password"),
    path("sign-in/password/sent/", passwords.asked, name="account_reset_password_done"),
    path(
        "sign-in/password/<uuid:person>/<str:token>/",
        passwords.choose,
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:secret>/", sign_in.invitation, name="invitation"),
    path("first-run/", first_run.first_run, name="first_run"),
    path("account/", account.account, name="account"),
    path("account/password/", passwords.change, name="account_change_password"),
    path(
        "account/sign-out-everywhere/",
        account.sign_out_everywhere,
        name="account_sign_out_everywhere",
    ),
    path("operate/", operate.people, name="operator_home"),
    path("operate/people/give/", operate.give, name="operate_give"),
    path("operate/people/<uuid:person>/invite/", operate.invite, name="operate_invite"),
    path("operate/rights/<uuid:grant>/end/", operate.end, name="operate_end"),
    path("operate/tokens/", tokens.known, name="operate_tokens"),
    path("operate/tokens/make/", tokens.make, name="operate_token_make"),
    path("operate/tokens/<uuid:token>/revoke/", tokens.revoke, name="operate_token_revoke"),
]
