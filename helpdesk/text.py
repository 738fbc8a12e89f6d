"""What people type or paste, made fit to be read by others."""

import unicodedata
from typing import Any

from django import forms


def without_hidden(text: str) -> str:
    """Drops control, zero-width and direction marks, lone surrogates and private characters; keeps line breaks.

    They come with pasted text and can make it read as something else (Unicode TR 36, 2.10).
    """
    return "".join(mark for mark in text if mark in "\n\r\t" or unicodedata.category(mark)[0] != "C")


class VisibleText:
    """A form whose texts hold nothing hidden, so that what is only hidden counts as empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data: Any
        self.fields: dict[str, forms.Field]
        if not self.data:
            return
        self.data = self.data.copy()
        for name, field in self.fields.items():
            typed = self.data.get(name)
            if isinstance(typed, str) and isinstance(field.widget, forms.TextInput | forms.Textarea):
                self.data[name] = without_hidden(typed)
