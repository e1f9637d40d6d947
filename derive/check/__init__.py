"""From steps to verdicts, in killable workers; calling the package itself is the Python interface, see `derive.api`."""

import sys
from types import ModuleType
from typing import Any


class _CallablePackage(ModuleType):
    """This package, which can also be called: `derive.check("x = x")`."""

    def __call__(self, *subject: Any, **options: Any) -> Any:
        """See `derive.api.check`, which is imported on the first call only: it is heavy."""
        from derive.api import check

        return check(*subject, **options)


sys.modules[__name__].__class__ = _CallablePackage
