"""/api/v1: the register for programs, with OpenAPI, and /api, the page that explains it.

app          the application, and what its OpenAPI document says beside the routes
answering    how every address answers: models as JSON, ETag, kept answers, errors in the one form
access       tokens: who may read what is not public, or have messages sent again
queries      parameters; models: what answers are; records: values of the service as models
finding      what an address names: an act, a treaty, a state
public       the addresses that need no token; private: those that need one
page         /api, for people
"""

from monitor.web.api.app import MOUNTED, api, mount
from monitor.web.api.page import VIEWS

__all__ = ["MOUNTED", "VIEWS", "api", "mount"]
