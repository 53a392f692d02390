"""Every table there is: imports the tables of all rooms, for the migrations and the tests. A new room with tables adds a line."""

from sqlmodel import SQLModel

import app.accounts.models
import app.answering.remark_table
import app.answering.submission_table
import app.results.models
import app.studio.fielding.models
import app.studio.models
import app.studio.translating.models
import app.surveys.models  # noqa: F401 (these imports register the tables)

metadata = SQLModel.metadata
