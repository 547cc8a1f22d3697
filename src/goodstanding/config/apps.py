"""What is wired together when a process starts: who listens to whom, and which clock runs."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class ConfigApp(AppConfig):
    """Installs the event subscribers and the clock."""

    name = "goodstanding.config"

    def ready(self) -> None:
        """Write down who follows changes and who is told of them; standing comes last."""
        from goodstanding.accounts.choices import (
            install_distributor_lookup,
            install_program_choices,
        )
        from goodstanding.evidence import subscribers
        from goodstanding.notices import follower as notices
        from goodstanding.partners.selectors.search import distributor_numbered
        from goodstanding.programs.selectors import program_names
        from goodstanding.programs.surroundings import install_surroundings
        from goodstanding.standing import follower as settling
        from goodstanding.standing import subscriber as standing
        from goodstanding.training import follower as training
        from goodstanding.web.clock import install_demonstration_clock
        from goodstanding.web.rules_known import SURROUNDINGS

        subscribers.install_followers(
            [
                notices.write_to_new_contacts,
                notices.write_of_authorizations,
                training.settle_after_leaving,
                settling.settle_touched,
            ]
        )
        subscribers.install([standing.recompute_touched])
        if settings.GOODSTANDING_DEMONSTRATION:
            install_demonstration_clock()
        install_program_choices(program_names)
        install_distributor_lookup(distributor_numbered)
        install_surroundings(SURROUNDINGS)
