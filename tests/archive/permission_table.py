"""Who may what: the tables that `test_permissions.py` compares with what is measured.

The columns are nobody | 编辑 | 审核 | 管理员.
"""

from __future__ import annotations

from typing import Final

# Every URL: what GET / POST with an empty form answers. "login" leads to the login, "→" elsewhere.
URLS: Final = """
"""

# Every act: whether it is done.
ACTS: Final = """
"""
