"""As in English, with the clock of twelve hours that New Zealand reads."""

TIME_FORMAT = "g:i\u00a0a"
DATETIME_FORMAT = "j\u00a0F Y, g:i\u00a0a"
SHORT_DATETIME_FORMAT = "j\u00a0M Y, g:i\u00a0a"
