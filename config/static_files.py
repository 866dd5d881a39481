"""Static files: under which name is a style sheet or a script linked?

In: a name. Out: once `collectstatic` has run, the name with the hash of the bytes, which browsers may keep for ever and
which lies there gzipped too; before, or for a file that came later, the name itself, served from where the file lies.
"""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # is not typed
    """Django's storage of hashed names, but for refusing files that were not collected: tests collect none."""

    def stored_name(self, name: str) -> str:
        """Return the name with its hash, or the name itself where it has none."""
        return str(super().stored_name(name)) if self.hash_key(self.clean_name(name)) in self.hashed_files else name
